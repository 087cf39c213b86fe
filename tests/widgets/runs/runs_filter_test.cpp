#include "core/experiment/experiment.h"
#include "tests/widgets/runs/runs_samples.h"
#include "widgets/runs/runs_filter.h"
#include "widgets/runs/runs_filter_completion.h"

#include <gmock/gmock.h>

#include <QDateTime>

#include <random>

namespace asge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

bool matches(const char* text, const RunSummary& run) {
    const RunFilter filter(QString::fromUtf8(text));
    EXPECT_FALSE(filter.error()) << text << ": " << filter.error()->message.toStdString();
    return filter.matches(RunEntry(run));
}

/// The message, and the part of the text that it is about in brackets.
std::string errorOf(const char* text) {
    const QString written = QString::fromUtf8(text);
    const auto error = RunFilter(written).error();
    return error ? (error->message + " [" + written.mid(error->position, error->length) + "]")
                       .toStdString()
                 : "";
}

bool isIncomplete(const char* text) {
    const auto error = RunFilter(QString::fromUtf8(text)).error();
    return error && error->incomplete;
}

/// A run with an experiment: batch 64, seed 3, gain 2.5.
RunSummary makeConfigured() {
    RunSummary run = test::makeRun(12, "VGG8 wide", 0.92);
    Experiment experiment;
    experiment.network.layers = {{32, false}, {64, true}};
    experiment.train.seed = 3;
    experiment.projection.gain = 2.5;
    run.experimentJson = toJson(experiment);
    run.values.setScores(Split::test,
                         std::vector<LayerScore>{{0.5, 0.41}, {0.4, 0.83}, {0.3, 0.88}});
    return run;
}

TEST(RunsFilterTest, EveryWordMustAppearSomewhere) {
    RunSummary run = test::makeRun(17, "VGG8 wide", 0.92);
    run.notes = "learns slowly";
    EXPECT_TRUE(matches("", run));
    EXPECT_TRUE(matches("   ", run));
    EXPECT_TRUE(matches("vgg8 FASHION finished", run));
    EXPECT_FALSE(matches("vgg8 cifar", run));
    EXPECT_TRUE(matches("64M", run));
    EXPECT_TRUE(matches("17", run));
    EXPECT_TRUE(matches("slowly", run));
    EXPECT_TRUE(matches("\"vgg8 wide\"", run));
    EXPECT_FALSE(matches("\"wide vgg8\"", run));
    EXPECT_TRUE(matches("\"vgg8 wi", run)); // the last quote is still to come
}

TEST(RunsFilterTest, AWordInOneColumn) {
    const RunSummary run = test::makeRun(1, "finished early", 0.92);
    EXPECT_TRUE(matches("status:finished name:early", run));
    EXPECT_TRUE(matches("status:fin", run)) << "a part of it";
    EXPECT_FALSE(matches("status:failed", run));
    EXPECT_FALSE(matches("data:finished", run));
    EXPECT_TRUE(matches("name=\"finished early\"", run));
    EXPECT_TRUE(matches("name = \"Finished Early\"", run));
    EXPECT_FALSE(matches("name=finished", run));
    EXPECT_TRUE(matches("name != finished", run));
    EXPECT_TRUE(matches("name ~ ished", run));
    EXPECT_TRUE(matches("cuda:0", run)); // a word with a colon is still a word
    EXPECT_FALSE(matches("cuda:1", run));
    EXPECT_TRUE(matches("notes = \"\"", run));
}

TEST(RunsFilterTest, ATagIsMeantAsAWhole) {
    RunSummary run = test::makeRun(1, "a", 0.92);
    run.tags = {"Baseline", "sweep:patch-count"};
    EXPECT_TRUE(matches("tag:baseline", run));
    EXPECT_TRUE(matches("tag:sweep:patch-count tag=baseline", run));
    EXPECT_TRUE(matches("tags = baseline", run));
    EXPECT_FALSE(matches("tag:base", run));
    EXPECT_TRUE(matches("tag ~ base", run));
    EXPECT_TRUE(matches("tag != base", run));
    EXPECT_FALSE(matches("tag != baseline", run));
    EXPECT_FALSE(matches("tag:baseline tag:draft", run));
    EXPECT_TRUE(matches("patch", run)) << "a word may stand in a tag";
    EXPECT_TRUE(matches("sweep:patch", run)) << "and so may one with a colon";
    EXPECT_FALSE(matches("tag:baseline", test::makeRun(2, "baseline", 0.9)));
    EXPECT_EQ(errorOf("tag > a"), "tag is text; write tag:word [>]");
}

TEST(RunsFilterTest, NumbersWithTheirUnits) {
    RunSummary run = test::makeRun(5, "a", 0.925); // last 91.5 %, 600 s
    EXPECT_TRUE(matches("fusion>0.9", run));
    EXPECT_TRUE(matches("fusion   >   0.9", run));
    EXPECT_FALSE(matches("fusion>0.93", run));
    EXPECT_TRUE(matches("fusion>92", run));
    EXPECT_TRUE(matches("FUSION>=92.5%", run));
    EXPECT_FALSE(matches("fusion<0.5%", run));
    EXPECT_TRUE(matches("fusion≥92.5 last≤92", run));
    EXPECT_TRUE(matches("last<0.92 best<=0.905", run));
    EXPECT_TRUE(matches("last <= 1", run)) << "1 is all of them";
    EXPECT_TRUE(matches("duration<=10m", run));
    EXPECT_FALSE(matches("duration<9m", run));
    EXPECT_TRUE(matches("duration>0.1h duration<1h30m duration > 9:59 duration<2d", run));
    EXPECT_TRUE(matches("duration = 10m", run));
    run.seconds = 612;
    EXPECT_TRUE(matches("duration = 10m", run)) << "as exact as it is written";
    EXPECT_FALSE(matches("duration = 600s", run));
    EXPECT_TRUE(matches("id=5 epochs:10 speed>999", run));
    EXPECT_FALSE(matches("fusion>0.9 vgg", run));
}

TEST(RunsFilterTest, EqualIsWhatIsShownEqual) {
    const RunSummary run = test::makeRun(5, "a", 0.92346);
    EXPECT_TRUE(matches("fusion = 92.35", run));
    EXPECT_TRUE(matches("fusion = 92.3%", run));
    EXPECT_TRUE(matches("fusion = 0.92", run));
    EXPECT_FALSE(matches("fusion = 92.34", run));
    EXPECT_TRUE(matches("fusion != 92.34", run));
    EXPECT_FALSE(matches("fusion != 92.35", run));
}

TEST(RunsFilterTest, MissingValuesMatchNoComparison) {
    const RunSummary run = test::makeEmptyRun(1, "a", RunStatus::running);
    EXPECT_FALSE(matches("fusion>0", run));
    EXPECT_FALSE(matches("fusion<1", run));
    EXPECT_FALSE(matches("fusion != 0.5", run));
    EXPECT_TRUE(matches("not fusion > 0", run));
    EXPECT_FALSE(matches("duration<1h", run));
    EXPECT_FALSE(matches("layer1 < 1", run));
    EXPECT_FALSE(matches("train.batch > 0 or train.order = together or best_epoch > 0", run));
    EXPECT_TRUE(matches("epochs=0", run));
}

TEST(RunsFilterTest, DatesStandForAllOfTheirTime) {
    RunSummary run = test::makeRun(2, "a", 0.9); // 2026-01-03 at noon, UTC
    EXPECT_TRUE(matches("created>2026-01-02", run));
    EXPECT_FALSE(matches("created>2026-01-03", run));
    EXPECT_TRUE(matches("created=2026-01", run));
    EXPECT_TRUE(matches("created:2026-01-03", run));
    EXPECT_TRUE(matches("created>=2026-01", run));
    EXPECT_TRUE(matches("created<2027", run));
    EXPECT_FALSE(matches("created = today or created = yesterday or age < 1d", run));
    run.created = QDateTime::currentDateTimeUtc().addSecs(-3).toString(Qt::ISODate).toStdString();
    EXPECT_TRUE(matches("age < 1h", run));
    EXPECT_TRUE(matches("created >= yesterday", run));
    EXPECT_THAT(errorOf("created > tuesday"), HasSubstr("'tuesday' is no date"));
    EXPECT_THAT(errorOf("created > 2026-13"), HasSubstr("[2026-13]"));
}

TEST(RunsFilterTest, EverySettingIsAKey) {
    const RunSummary run = makeConfigured();
    for (const Setting& setting : settings()) {
        const std::string text = setting.path + " = \"\"";
        EXPECT_THAT(errorOf(text.c_str()), Not(HasSubstr("no column"))) << text;
    }
    EXPECT_TRUE(matches("train.batch >= 64 and train.batch < 65", run));
    EXPECT_TRUE(matches("projection.gain = 2.5 network.layers ~ 64M", run));
    EXPECT_TRUE(matches("network.layers = \"32 64M\"", run));
    EXPECT_TRUE(matches("optimizer.name = ADAMW", run));
    EXPECT_TRUE(matches("seed = 3 gain > 2", run)) << "the last part is enough";
    EXPECT_FALSE(matches("seed = 4", run));
    EXPECT_EQ(errorOf("batch > 3"), "'batch' may be train.batch or probe.batch [batch]");
    EXPECT_EQ(errorOf("optimizer.name = adam or x"),
              "optimizer.name: 'adam' is none of adamw, sgd [adam]");
    EXPECT_EQ(errorOf("status = done"), "status: 'done' is none of running, paused, finished, "
                                        "stopped, interrupted, failed [done]");
}

TEST(RunsFilterTest, SettingsOfOtherVersionsAreKeysOnceSeen) {
    RunSummary run = makeConfigured();
    run.experimentJson = R"({"train": {"mixup": 0.2, "mood": "calm"}})";
    const auto holds = [&](const char* text) {
        const RunFilter filter(text, {"train.mixup", "train.mood"});
        return !filter.error() && filter.matches(RunEntry(run));
    };
    EXPECT_TRUE(holds("train.mixup > 0.1"));
    EXPECT_TRUE(holds("train.mixup = 0.20"));
    EXPECT_TRUE(holds("train.mood = Calm"));
    EXPECT_FALSE(holds("train.mood > calm")) << "text has no order";
    EXPECT_THAT(errorOf("train.mixup > 0.1"), HasSubstr("no column"));
}

TEST(RunsFilterTest, LayersAndBestEpochs) {
    RunSummary run = makeConfigured();
    run.bestEpoch = 7;
    run.bestValues.set(MetricId::accuracy, Split::test, Accuracies{0.9, 0.95, 0.91});
    EXPECT_TRUE(matches("layer3 > 85% and layer1 < 0.5", run));
    EXPECT_FALSE(matches("layer4 > 0", run));
    EXPECT_TRUE(matches("best_epoch = 7 best_epoch.fusion > 94", run));
    EXPECT_FALSE(matches("best_epoch.last > 94", run));
}

TEST(RunsFilterTest, WhatARunIsAndHas) {
    RunSummary run = makeConfigured();
    EXPECT_FALSE(matches("is:archived", run));
    EXPECT_FALSE(matches("is:branch or has:notes or has:parent or has:tags", run));
    EXPECT_TRUE(matches("is:finished is != archived has:results", run));
    run.archived = true;
    run.notes = "good";
    run.lineage = Lineage{"uid", 9, "root", 3, 300, {}};
    EXPECT_TRUE(matches("is:archived archived is:branch has:notes parent = 9 has:parent", run));
    EXPECT_FALSE(matches("not archived", run));
    EXPECT_FALSE(matches("\"archived\"", run)) << "in quotes it is a word";
    EXPECT_TRUE(RunFilter("x or not is:archived").asksForArchived());
    EXPECT_FALSE(RunFilter("x or is:branch").asksForArchived());
    EXPECT_THAT(errorOf("is:gone"), HasSubstr("is: 'gone' is none of archived, branch"));
    EXPECT_THAT(errorOf("has > notes"), HasSubstr("Write has:notes [>]"));
}

TEST(RunsFilterTest, AndOrNotAndBrackets) {
    const RunSummary run = makeConfigured();
    EXPECT_TRUE(matches("vgg8 and wide", run));
    EXPECT_TRUE(matches("nothing or wide", run));
    EXPECT_FALSE(matches("not wide", run));
    EXPECT_TRUE(matches("NOT cifar AND wide", run));
    EXPECT_TRUE(matches("not not wide", run));
    // or binds least, whether `and` is written or not
    EXPECT_TRUE(matches("nothing never or wide", run));
    EXPECT_TRUE(matches("wide or nothing and never", run));
    EXPECT_FALSE(matches("(wide or nothing) and never", run));
    EXPECT_FALSE(matches("(wide or nothing) never", run));
    EXPECT_FALSE(matches("not (wide or nothing)", run));
    EXPECT_FALSE(matches("not wide or nothing", run));
    EXPECT_TRUE(matches("(method = asge or method = backprop)and not archived", run));
    EXPECT_TRUE(matches("((fusion > 0.9)(seed=3))", run));
    EXPECT_FALSE(matches("\"and\"", run));
}

TEST(RunsFilterTest, ErrorsNameTheirPlace) {
    EXPECT_EQ(errorOf("fusion>0.9 status:failed x"), "");
    EXPECT_EQ(errorOf("vgg fusion>abc"), "fusion: 'abc' is not a number [abc]");
    EXPECT_EQ(errorOf("fusion > nan"), "fusion: 'nan' is not a number [nan]");
    EXPECT_EQ(errorOf("name>a"), "name is text; write name:word [>]");
    EXPECT_EQ(errorOf("x and fusoin > 1"),
              "There is no column 'fusoin'; fusion may be meant [fusoin]");
    EXPECT_EQ(errorOf("zzzzzz > 1"), "There is no column 'zzzzzz' [zzzzzz]");
    EXPECT_EQ(errorOf("duration > soon"),
              "duration: 'soon' is no duration; write 90s, 10m, 1h30m or 2d [soon]");
    EXPECT_EQ(errorOf("> 3"), "A column's name has to stand before > [>]");
    EXPECT_EQ(errorOf("a ) b"), "There is no ( for this ) [)]");
    EXPECT_EQ(errorOf("a () b"), "There is nothing between the brackets [()]");
    EXPECT_EQ(errorOf("a (or b)"),
              "Something has to stand before 'or'; in quotes it is a word to look for [or]");
    EXPECT_EQ(errorOf("a and or b"),
              "Something has to stand before 'or'; in quotes it is a word to look for [or]");
    EXPECT_EQ(errorOf("(a and)"), "Something has to stand before this ) [)]");
    EXPECT_FALSE(isIncomplete("fusion > abc"));
    EXPECT_TRUE(RunFilter("fusion>abc").matches(RunEntry(makeConfigured()))) << "it asks nothing";
}

TEST(RunsFilterTest, WhatIsOnlyUnfinishedIsNoMistake) {
    for (const char* text :
         {"fusion >", "fusion>", "fusion > and x", "a and", "a or", "not", "(", "(a", "(a or b",
          "is:", "is:arch", "status = fin", "created > 2026-1", "optimizer.name = a"}) {
        EXPECT_TRUE(isIncomplete(text)) << text;
    }
    EXPECT_EQ(errorOf("fusion > and x"), "fusion > needs a number [fusion >]");
    EXPECT_EQ(errorOf("a (b or c"), "This ( isn't closed [(]");
}

TEST(RunsFilterTest, DeepBracketsAreAnError) {
    const std::string open(100000, '(');
    EXPECT_THAT(errorOf(open.c_str()), HasSubstr("too deep"));
    std::string negations;
    for (int i = 0; i < 20000; ++i) {
        negations += "not ";
    }
    EXPECT_THAT(errorOf((negations + "x").c_str()), HasSubstr("too deep"));
}

TEST(RunsFilterTest, AnyTextIsReadOrHasAnErrorInside) {
    static const char* const kPieces[] = {
        "fusion",   "layer2",  "train.batch", "created", "tag",  "is",    "has", "name", "and",
        "or",       "not",     "(",           ")",       "\"",   " ",     " ",   "  ",   ">",
        ">=",       "<",       "=",           "!=",      ":",    "~",     "≥",   "0.9",  "85%",
        "1h30m",    "2026-11", "archived",    "vgg",     "cuda", "é",     "\t",  "!",    ".",
        "duration", "age",     "parent",      "notes",   "-1",   "1e999", "😀",   "%"};
    std::mt19937 random(1);
    const RunEntry run(makeConfigured());
    const auto nothing = [](const RunField&) { return QStringList(); };
    for (int round = 0; round < 5000; ++round) {
        QString text;
        for (std::size_t pieces = random() % 12; pieces > 0; --pieces) {
            text += QString::fromUtf8(kPieces[random() % std::size(kPieces)]);
        }
        const RunFilter filter(text);
        filter.matches(run);
        if (const auto& error = filter.error()) {
            ASSERT_FALSE(error->message.isEmpty()) << text.toStdString();
            ASSERT_GE(error->position, 0) << text.toStdString();
            ASSERT_GT(error->length, 0) << text.toStdString();
            ASSERT_LE(error->position + error->length, text.size()) << text.toStdString();
        }
        const int cursor = static_cast<int>(random() % static_cast<unsigned>(text.size() + 1));
        const FilterCompletion completion = completeFilter(text, cursor, {}, nothing);
        ASSERT_GE(completion.position, 0) << text.toStdString();
        ASSERT_EQ(completion.position + completion.length, cursor) << text.toStdString();
    }
}

/// What is offered where the text has a bar.
std::vector<std::string> suggestions(QString text) {
    const auto cursor = static_cast<int>(text.indexOf('|'));
    text.remove('|');
    const auto seen = [](const RunField& field) {
        return field.name() == "tag"    ? QStringList{"baseline", "sweep:gain"}
               : field.name() == "name" ? QStringList{"first run", "second"}
                                        : QStringList{"64", "128"};
    };
    std::vector<std::string> words;
    for (const auto& suggestion : completeFilter(text, cursor, {"train.mixup"}, seen).suggestions) {
        words.push_back(suggestion.text.toStdString());
    }
    return words;
}

TEST(FilterCompletionTest, OffersKeysOperatorsAndValues) {
    EXPECT_THAT(suggestions("fus|"), testing::Contains("fusion"));
    EXPECT_EQ(suggestions("fus|").front(), "fusion") << "what begins so comes first";
    EXPECT_THAT(suggestions("batch|"), Contains("train.batch"));
    EXPECT_THAT(suggestions("mix|"), ElementsAre("train.mixup"));
    EXPECT_THAT(suggestions("fusion |"), ElementsAre(">", ">=", "<", "<=", "=", "!="));
    EXPECT_THAT(suggestions("name |"), ElementsAre("=", "!=", "~"));
    EXPECT_THAT(suggestions("tag:|"), ElementsAre("baseline", "sweep:gain"));
    EXPECT_THAT(suggestions("tag:gain|"), ElementsAre("sweep:gain"));
    EXPECT_THAT(suggestions("name = |"), ElementsAre("\"first run\"", "second"));
    EXPECT_THAT(suggestions("train.batch >= |"), ElementsAre("64", "128"));
    EXPECT_THAT(suggestions("optimizer.name = s|"), ElementsAre("sgd"));
    EXPECT_THAT(suggestions("status = fi|"), ElementsAre("finished"));
    EXPECT_THAT(suggestions("is:a|").front(), "archived");
    EXPECT_THAT(suggestions("fusion > |"), testing::IsEmpty()) << "any number will do";
    EXPECT_THAT(suggestions("created > |"), ElementsAre("today", "yesterday"));
}

TEST(FilterCompletionTest, JoinsWhatIsComplete) {
    EXPECT_EQ(suggestions("fusion > 0.9 |").front(), "and");
    EXPECT_THAT(suggestions("(vgg) |"), Contains("or"));
    EXPECT_THAT(suggestions("fusion > 0.9 an|"), Contains("and"));
    EXPECT_THAT(suggestions("an|"), Not(Contains("and"))) << "there is nothing to join";
    EXPECT_THAT(suggestions("x or |"), Not(Contains("and")));
    EXPECT_THAT(suggestions("x or |"), Contains("is:"));
}

TEST(FilterCompletionTest, GoesOnInTheMiddle) {
    const auto nothing = [](const RunField&) { return QStringList(); };
    const FilterCompletion completion = completeFilter("a fus > 3", 5, {}, nothing);
    EXPECT_EQ(completion.position, 2);
    EXPECT_EQ(completion.length, 3);
    EXPECT_EQ(completion.suggestions.front().text, "fusion");
}

} // namespace
} // namespace asge
