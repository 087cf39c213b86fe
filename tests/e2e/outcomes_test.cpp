// SPDX-License-Identifier: GPL-3.0-or-later

// asge outcomes: margins, confusions and ranges of layers.
#include "tests/e2e/asge_fixture.h"
#include "tests/e2e/store_file.h"

#include <gmock/gmock.h>

#include <map>
#include <numeric>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::HasSubstr;
using testing::Not;

class OutcomesCommand : public test::AsgeFixture {
  protected:
    OutcomesCommand() { EXPECT_EQ(asge({"train", file(), "--json"}).status, 0); }

    json outcomes(std::vector<std::string> words = {}) const {
        words.insert(words.begin(), {"outcomes", "1", "--json"});
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 0) << ended.error;
        return json::parse(ended.out);
    }
    std::string images() const {
        return (folder_.path() / "data" / "t10k-images-idx3-ubyte").string();
    }
};

TEST_F(OutcomesCommand, AgreeWithEvalOnTheSameImages) {
    const json found = outcomes();
    const json eval = json::parse(asge({"eval", "1", "--json"}).out);
    EXPECT_EQ(found["images"], 60);
    ASSERT_EQ(found["layers"].size(), eval["layers"].size());
    for (std::size_t i = 0; i < found["layers"].size(); ++i) {
        const double accuracy = eval["layers"][i]["accuracy"];
        EXPECT_NEAR(found["layers"][i]["accuracy"], accuracy, 1e-9);
        EXPECT_NEAR(found["layers"][i]["negative_margins"], 1 - accuracy, 1e-9);
        const std::vector<int> margins = found["layers"][i]["margins"];
        EXPECT_EQ(margins.size(), found["margin_edges"].size() + 1);
        EXPECT_EQ(std::accumulate(margins.begin(), margins.end(), 0), 60);
    }
    EXPECT_NEAR(found["fusion"]["accuracy"], eval["accuracy"]["fusion"], 1e-9);
    for (const json& range : found["ranges"]) {
        const std::string strategy = "range:" + range["from"].dump() + "-" + range["to"].dump();
        const json one = json::parse(asge({"eval", "1", "--json", "--strategy", strategy}).out);
        EXPECT_NEAR(range["accuracy"], one["accuracy"], 1e-9) << strategy;
    }
}

TEST_F(OutcomesCommand, ConfusionsAreThoseOfThePredictions) {
    // The tiny test images have the labels 0, 1, 2, 0, …
    std::map<std::pair<int, int>, int> counts;
    const Ended predicted = asge({"predict", "1", images(), "--json", "--top", "1"});
    int index = 0;
    for (const json& line : test::jsonLines(predicted.out)) {
        ++counts[{index++ % 3, line["top"][0]["label"]}];
    }
    ASSERT_EQ(index, 60);
    std::map<std::pair<int, int>, int> found;
    const json all = outcomes();
    for (const json& cell : all["fusion"]["confusion"]) {
        found[{cell[0], cell[1]}] = cell[2];
    }
    EXPECT_EQ(found, counts);
}

TEST_F(OutcomesCommand, AreComputedIfTheStoreHasNone) {
    const json before = outcomes();
    test::execute(store(), "DELETE FROM outcome");
    EXPECT_EQ(outcomes(), before);
}

TEST_F(OutcomesCommand, PrintsTables) {
    const Ended text = asge({"outcomes", "1", "--split", "validation"});
    EXPECT_EQ(text.status, 0) << text.error;
    EXPECT_THAT(text.out, HasSubstr("30 validation images"));
    EXPECT_THAT(text.out, HasSubstr("best range on the validation images: "));
    EXPECT_THAT(asge({"outcomes", "1", "--csv"}).out,
                testing::StartsWith("run,epoch,split,layer,accuracy,negative_margins,"
                                    "margin_25_nats,margin_median_nats,margin_75_nats,readout\r\n"
                                    "1,"));
    const Ended matrix = asge({"outcomes", "1", "--confusion", "last", "--csv"});
    EXPECT_EQ(matrix.status, 0) << matrix.error;
    EXPECT_THAT(matrix.out, testing::StartsWith("label,"));
    EXPECT_THAT(matrix.out, testing::EndsWith("\r\n"));
    EXPECT_THAT(matrix.out, Not(HasSubstr("?")));
}

TEST_F(OutcomesCommand, BadArgumentsAreOneLine) {
    const auto expectBad = [&](std::vector<std::string> words, const std::string& what) {
        words.insert(words.begin(), "outcomes");
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << what;
        EXPECT_THAT(ended.error, HasSubstr(what));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    };
    expectBad({"1", "--confusion", "9"}, "--confusion 9: must be last, fusion, best or a layer");
    expectBad({"1", "--confusion", "x"}, "--confusion x: must be");
    expectBad({"1", "--split", "train"}, "--split");
    expectBad({"7"}, "run 7: no such run");
    expectBad({"1", "--epoch", "99"}, "epoch 99");
}

} // namespace
} // namespace asge
