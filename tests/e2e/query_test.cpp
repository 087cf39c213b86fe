// SPDX-License-Identifier: GPL-3.0-or-later

// `asge runs list` with a query, `asge runs compare`, and the fields in the manual page.
#include "core/query/run_field.h"
#include "core/store/run_writer.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;
using testing::HasSubstr;
using testing::Not;

/// Four runs: batches 32 and 64, each with the seeds 1 and 2.
class Query : public test::AsgeFixture {
  protected:
    void SetUp() override {
        for (const int batch : {32, 64}) {
            for (const int seed : {1, 2}) {
                addRun(batch, seed, (batch == 64 ? 0.625 : 0.5) + 0.03125 * seed);
            }
        }
    }

    void addRun(int batch, int seed, double fusion) const {
        Experiment experiment = test::tinyExperiment();
        experiment.train.batch = batch;
        experiment.train.seed = seed;
        NewRun run;
        run.name = "batch" + std::to_string(batch);
        run.experimentJson = toJson(experiment);
        run.method = "asge";
        run.dataName = "fashion-mnist";
        run.epochs = 1;
        run.device = "cpu";
        run.layers.assign(2, {8, 2, 7, 7, false});
        RunWriter writer(store());
        const RunId id = writer.createRun(run);
        EpochEvent epoch;
        epoch.epoch = 1;
        epoch.step = 10;
        epoch.seconds = 60;
        epoch.values.setRun(MetricId::imagesPerSecond, 100);
        const std::vector<LayerScore> scores{{1, 0.3}, {1, fusion - 0.25}};
        for (const Split split : kImageSplits) {
            epoch.values.setScores(split, scores);
        }
        epoch.values.set(MetricId::accuracy, Split::test,
                         Accuracies{fusion - 0.25, fusion, fusion - 0.25});
        writer.commitEpoch(id, epoch, {}, {.epoch = 1, .step = 10, .bytes = "x"}).get();
        writer.setStatus(id, RunStatus::finished);
    }

    json list(std::vector<std::string> words) const {
        words.insert(words.begin(), {"runs", "list", "--json"});
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 0) << ended.error;
        return json::parse(ended.out);
    }

    std::string refused(std::vector<std::string> words) const {
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << ended.out;
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
        return ended.error;
    }
};

TEST_F(Query, FiltersSortsAndChoosesColumns) {
    EXPECT_EQ(list({"--filter", "train.batch = 64 and fusion > 0.67", "--columns",
                    "id,name,fusion,train.seed,layer2,tag", "--sort=-fusion"}),
              json::parse(R"([{"id": 4, "name": "batch64", "fusion": 0.6875, "train.seed": 2,
                              "layer2": 0.4375, "tag": []}])"));
    const json all = list({"--columns", "id", "--sort", "fusion"});
    EXPECT_EQ(all, json::parse(R"([{"id":1},{"id":2},{"id":3},{"id":4}])"));
    EXPECT_EQ(list({"--columns", "id"})[0]["id"], 4) << "newest first";
    EXPECT_EQ(list({"--filter", "seed = 1"})[0]["run"], 3) << "the same object as without a query";
    const std::string text =
        asge({"runs", "list", "--columns", "id,fusion", "--filter", "id <= 2", "--sort=id"}).out;
    EXPECT_EQ(text, "ID  Fusion %\n 1     53.12\n 2     56.25\n");
    EXPECT_THAT(asge({"runs", "list", "--filter", "fusion > 99%"}).out,
                HasSubstr("no runs that match the filter in "));
    EXPECT_THAT(asge({"runs", "list", "--filter", "id = 1"}).out, HasSubstr("fus. %"));
}

TEST_F(Query, PrintsTablesForSpreadsheetsAndPapers) {
    const auto printed = [&](const char* format) {
        return asge({"runs", "list", "--columns", "id,fusion", "--filter", "id <= 2", "--sort=id",
                     format})
            .out;
    };
    EXPECT_EQ(printed("--csv"), "id,fusion\r\n1,0.53125\r\n2,0.5625\r\n");
    EXPECT_EQ(printed("--tsv"), "id\tfusion\n1\t0.53125\n2\t0.5625\n");
    EXPECT_THAT(printed("--latex"), HasSubstr("\\toprule\n  ID & Fusion \\% \\\\\n  \\midrule"));
    EXPECT_THAT(asge({"runs", "list", "--csv"}).out, testing::StartsWith("id,name,status,"));
    EXPECT_THAT(asge({"runs", "list", "--csv", "--group-by", "seed"}).out,
                testing::AllOf(testing::StartsWith("group,n,last_mean,last_sd,fusion_mean,"),
                               HasSubstr("batch = 32,2,0.296875,0.0220970")));
    EXPECT_THAT(refused({"runs", "list", "--csv", "--latex"}), HasSubstr("--csv"));
}

TEST_F(Query, GroupsSeeds) {
    const json groups = list({"--group-by", "seed", "--columns", "fusion,data", "--sort=-fusion"});
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0]["group"], "batch = 64");
    EXPECT_EQ(groups[0]["n"], 2);
    EXPECT_EQ(groups[0]["data"], "fashion-mnist");
    EXPECT_NEAR(groups[0]["fusion"]["mean"].get<double>(), 0.671875, 1e-12);
    EXPECT_NEAR(groups[0]["fusion"]["standard_deviation"].get<double>(), 0.03125 / std::sqrt(2.0),
                1e-12);
    EXPECT_EQ(groups[0]["fusion"]["n"], 2);
    const std::string text = asge({"runs", "list", "--group-by", "seed", "--sort=fusion"}).out;
    EXPECT_THAT(
        text, HasSubstr("batch = 32  2  29.69 ± 2.21  54.69 ± 2.21                29.69 ± 2.21\n"));
    EXPECT_EQ(list({"--group-by", "train.seed"}).size(), 2U);
    EXPECT_EQ(list({"--group-by", "status"}).size(), 1U);
    EXPECT_EQ(list({"--group-by", "status,train.seed"})[0]["group"],
              "status = finished · seed = 2");
    asge({"runs", "tag", "1", "+base"});
    EXPECT_EQ(list({"--group-by", "tag:base"}).size(), 2U);
}

TEST_F(Query, BadQueriesAreOneLineWithARemedy) {
    EXPECT_EQ(refused({"runs", "list", "--filter", "a and fusoin > 1"}),
              "asge: --filter: character 7, 'fusoin': There is no column 'fusoin'; did you mean "
              "fusion?\n");
    EXPECT_EQ(refused({"runs", "list", "--columns", "id,fuson"}),
              "asge: --columns: there is no field 'fuson'; did you mean fusion?\n");
    EXPECT_THAT(refused({"runs", "list", "--sort=-statu"}), HasSubstr("did you mean status?"));
    EXPECT_THAT(refused({"runs", "list", "--group-by", "batch"}), HasSubstr("train.batch or"));
    EXPECT_THAT(refused({"runs", "list", "--filter", "(a"}), HasSubstr("FILTERS"));
    EXPECT_THAT(refused({"runs", "compare", "1"}), HasSubstr("two or more"));
    EXPECT_THAT(refused({"runs", "compare", "1", "9"}), HasSubstr("run 9: no such run"));
    EXPECT_THAT(refused({"runs", "compare", "1", "1"}), HasSubstr("run 1: is given twice"));
    EXPECT_THAT(refused({"runs", "compare", "1", "2", "--group-by", "sead"}),
                HasSubstr("--group-by: there is no field 'sead'"));
    EXPECT_THAT(refused({"runs", "compare", "1", "2", "--csv", "--json"}), HasSubstr("--csv"));
}

TEST_F(Query, ArchivedRunsMatchIfTheFilterAsksForThem) {
    asge({"runs", "archive", "4"});
    EXPECT_EQ(list({"--columns", "id"}).size(), 4U);
    const Ended ended = asge({"runs", "list", "--json", "--filter", "batch64"});
    EXPECT_EQ(json::parse(ended.out).size(), 1U);
    EXPECT_THAT(ended.error, HasSubstr("1 archived run also matched"));
    EXPECT_EQ(list({"--filter", "is:archived"}).size(), 1U);
    EXPECT_EQ(list({"--filter", "batch64", "--archived"}).size(), 1U);
}

TEST_F(Query, ComparesLikeTheWindow) {
    const std::string text =
        asge({"runs", "compare", "1", "2", "3", "4", "--group-by", "seed"}).out;
    EXPECT_THAT(text, HasSubstr("train.batch  32"));
    EXPECT_THAT(text, HasSubstr("batch 64 (2 runs)"));
    EXPECT_THAT(text, HasSubstr("67.19 ± 2.21*"));
    EXPECT_THAT(text, HasSubstr("second − first, 95 % by 2 seeds"));
    EXPECT_THAT(text, HasSubstr("30.00 ± 0.00"));
    const json compared = json::parse(
        asge({"runs", "compare", "1", "2", "3", "4", "--group-by", "seed", "--json"}).out);
    EXPECT_EQ(compared["settings"][0], json::parse(R"({"setting": "train.batch",
                                                      "values": [32, 32, 64, 64]})"));
    EXPECT_EQ(compared["results"][1]["runs"], json::parse("[3, 4]"));
    EXPECT_NEAR(compared["results"][1]["fusion"]["mean"].get<double>(), 0.671875, 1e-12);
    EXPECT_NEAR(compared["difference"]["fusion"]["mean"].get<double>(), 0.125, 1e-12);
    EXPECT_EQ(compared["difference"]["seeds"], json::parse(R"(["1", "2"])"));
    EXPECT_NEAR(compared["layers"][0]["layers"][0]["mean"].get<double>(), 0.3, 1e-12);
    EXPECT_EQ(asge({"runs", "compare", "1", "2", "--csv", "--table", "settings"}).out,
              "setting,\"batch32, run 1\",\"batch32, run 2\"\r\ntrain.seed,1,2\r\n");
    EXPECT_THAT(asge({"runs", "compare", "1", "3", "--latex", "--table", "results"}).out,
                HasSubstr("  batch64 & \\textbf{40.62} & \\textbf{65.62}"));
}

TEST_F(Query, NamesAreNeitherCommandsNorFormulas) {
    test::execute(store(), "UPDATE run SET name = '=1+1 & %' WHERE id = 1");
    asge({"runs", "notes", "2", "\x1b[2Jnote"});
    const std::string listed =
        asge({"runs", "list", "--columns", "name,notes", "--filter", "id <= 2"}).out;
    EXPECT_THAT(listed, Not(HasSubstr("\x1b")));
    EXPECT_THAT(listed, HasSubstr("?[2Jnote"));
    EXPECT_THAT(asge({"runs", "compare", "1", "2", "--csv"}).out, HasSubstr("1,'=1+1 & %,1,"));
    EXPECT_THAT(asge({"runs", "compare", "1", "2", "--latex"}).out, HasSubstr("=1+1 \\& \\%"));
}

std::string manualEntry(const RunField& field) {
    std::string entry;
    for (const char sign : ".TP\n.B " + field.name() + "\n" + field.description() + ".\n") {
        entry += sign == '-' ? "\\-" : std::string(1, sign);
    }
    return entry;
}

TEST(Fields, AreAllInTheManualPage) {
    std::ifstream file(std::string(SOURCE_FOLDER) + "/packaging/asge.1");
    std::stringstream manual;
    manual << file.rdbuf();
    const std::string text = manual.str();
    const auto begin = text.find(".TP\n", text.find(".SH FIELDS\n"));
    const auto end = text.find(".SH ", begin);
    ASSERT_NE(end, std::string::npos);
    std::string entries;
    for (const std::string& name : RunField::names()) {
        const RunField field = *RunField::named(name);
        if (field.source() != RunField::Source::setting) {
            entries += manualEntry(field);
        }
    }
    EXPECT_EQ(text.substr(begin, end - begin), entries);
}

TEST_F(Query, RanksTrialsByValidation) {
    const Ended text = asge({"runs", "trials"});
    EXPECT_EQ(text.status, 0) << text.error;
    EXPECT_THAT(text.out, HasSubstr("train.batch  n  Validation (best layer) %"));
    EXPECT_THAT(text.out, HasSubstr("64           2              42.19 ± 2.21*"));
    EXPECT_THAT(text.out, HasSubstr("4 of 4 runs finished"));
    EXPECT_LT(text.out.find("\n64 "), text.out.find("\n32 "));
    const json list = json::parse(asge({"runs", "trials", "--json", "--each"}).out);
    ASSERT_EQ(list.size(), 4U);
    EXPECT_EQ(list[0]["settings"], (json{{"train.batch", 64}, {"train.seed", 2}}));
    EXPECT_EQ(list[0]["finished"], 1);
    EXPECT_EQ(list[0]["validation"]["mean"], 0.4375);
    const json some = json::parse(asge({"runs", "trials", "train.batch = 32", "--json"}).out);
    EXPECT_EQ(some.size(), 1U);
    EXPECT_THAT(asge({"runs", "trials", "--markdown"}).out, HasSubstr("| **42.19 ± 2.21** |"));
    EXPECT_THAT(asge({"runs", "trials", "tag:none"}).out, HasSubstr("no runs that match"));
    EXPECT_EQ(asge({"runs", "trials", "fusoin > 1"}).status, 2);
}

TEST_F(Query, ListsTheValidationAccuracy) {
    const json runs = list({"--columns", "id,validation", "--sort=-validation"});
    EXPECT_EQ(runs[0]["validation"], 0.4375);
    EXPECT_EQ(list({"--filter", "validation > 0.42", "--columns", "id"}).size(), 1U);
}

} // namespace
} // namespace asge
