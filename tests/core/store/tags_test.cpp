// SPDX-License-Identifier: GPL-3.0-or-later

#include "child_process.h"
#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Tags : public StoreTest {
  protected:
    static NewRun tagged(std::vector<std::string> tags) {
        NewRun run = sampleRun();
        run.tags = std::move(tags);
        return run;
    }
    std::vector<std::string> tagsOf(RunId id) const { return RunReader(path()).find(id)->tags; }
};

TEST_F(Tags, BeginWithTheRunAndAreSorted) {
    RunWriter writer(path());
    const RunId id = writer.createRun(tagged({"sweep:gain", "Zebra", "baseline", "Zebra", "ü"}));
    const RunId other = writer.createRun(tagged({}));
    EXPECT_THAT(tagsOf(id), ElementsAre("Zebra", "baseline", "sweep:gain", "ü"));
    EXPECT_THAT(tagsOf(other), IsEmpty());
    const auto runs = RunReader(path()).runs();
    EXPECT_THAT(runs[0].tags, IsEmpty());
    EXPECT_EQ(runs[1].tags, tagsOf(id));
}

TEST_F(Tags, AreAddedAndRemoved) {
    RunWriter writer(path());
    const RunId id = writer.createRun(tagged({"a", "b"}));
    writer.changeTags(id, {"c", "a"}, {"b", "never there"});
    EXPECT_THAT(tagsOf(id), ElementsAre("a", "c"));
    writer.changeTags(id, {"c"}, {"c"});
    EXPECT_THAT(tagsOf(id), ElementsAre("a", "c")) << "a tag that is removed and added stays";
    EXPECT_EQ(errorOf<BadInput>([&] { writer.changeTags(9, {"a"}); }), "run 9: no such run");
    EXPECT_EQ(errorOf<BadInput>([&] {
                  writer.changeTags(id, {"ok", "two words"});
              }),
              "run 1: tag 'two words': holds a blank, a comma or a control character");
    EXPECT_EQ(errorOf<BadInput>([&] { writer.createRun(tagged({""})); }), "run tag '': is empty");
    EXPECT_THAT(tagsOf(id), ElementsAre("a", "c"));
    EXPECT_EQ(RunReader(path()).runs().size(), 1U);
}

TEST_F(Tags, ARunIsCreatedUnlessItExists) {
    RunWriter writer(path());
    const RunId plain = writer.createRun(tagged({}));
    const RunId first = writer.createRun(tagged({"s", "more"}));
    std::vector<RunId> asked;
    const auto ask = [&](bool answer) {
        return [&asked, answer](const RunSummary& run) {
            asked.push_back(run.id);
            return answer;
        };
    };
    const CreatedRun made = writer.createRunUnless(tagged({"s"}), ask(false));
    EXPECT_TRUE(made.isNew);
    EXPECT_THAT(asked, ElementsAre(first)) << "asked only about runs with all its tags";
    const CreatedRun taken = writer.createRunUnless(tagged({"s"}), ask(true));
    EXPECT_FALSE(taken.isNew);
    EXPECT_EQ(taken.run, made.run) << "the newest such run";
    EXPECT_EQ(RunReader(path()).runs().size(), 3U);
    EXPECT_NE(plain, first);
}

TEST_F(Tags, ARunOfADeadProcessDoesNotCount) {
    RunWriter{path()};
    ChildProcess child([this](const ChildProcess::Report& report) {
        RunWriter writer(path());
        report(static_cast<int>(writer.createRun(tagged({"s"}))));
        std::this_thread::sleep_for(std::chrono::minutes(1));
    });
    ASSERT_EQ(child.next(), 1);
    const auto isRunning = [](const RunSummary& run) { return run.status == RunStatus::running; };
    RunWriter writer(path());
    EXPECT_FALSE(writer.createRunUnless(tagged({"s"}), isRunning).isNew);
    child.kill();
    EXPECT_TRUE(writer.createRunUnless(tagged({"s"}), isRunning).isNew);
}

TEST_F(Tags, ConcurrentCallsCreateOneRun) {
    RunWriter{path()};
    std::vector<std::unique_ptr<ChildProcess>> children;
    for (int i = 0; i < 4; ++i) {
        children.push_back(std::make_unique<ChildProcess>([this](
                                                              const ChildProcess::Report& report) {
            RunWriter writer(path());
            int made = 0;
            for (int number = 0; number < 10; ++number) {
                NewRun run = tagged({"s"});
                run.name = std::to_string(number);
                const auto same = [&](const RunSummary& other) { return other.name == run.name; };
                made += writer.createRunUnless(run, same).isNew ? 1 : 0;
            }
            report(made);
        }));
    }
    int made = 0;
    for (const auto& child : children) {
        made += child->next();
        EXPECT_TRUE(child->wait());
    }
    EXPECT_EQ(made, 10);
    EXPECT_EQ(RunReader(path()).runs().size(), 10U);
}

using StoredNotes = StoreTest;

TEST_F(StoredNotes, KeepWhatAnotherProgramAddedMeanwhile) {
    RunWriter writer(path());
    const RunId id = writer.createRun(sampleRun());
    const auto stored = [&] { return RunReader(path()).find(id)->notes; };
    writer.setNotes(id, "a\n");
    writer.changeNotes(id, "a\n", "a\n@3 theirs\n");
    writer.changeNotes(id, "a\n", "a\n@5 mine\n"); // read before the change above
    EXPECT_EQ(stored(), "a\n@5 mine\n@3 theirs\n");
    writer.changeNotes(id, "a\n@5 mine\n", "a\n"); // undo
    EXPECT_EQ(stored(), "a\n@3 theirs\n");
    EXPECT_EQ(errorOf<BadInput>([&] { writer.changeNotes(9, "", "x"); }), "run 9: no such run");
}

} // namespace
} // namespace asge
