// SPDX-License-Identifier: GPL-3.0-or-later

// asge linear-probes: trained readouts of a stored run's layers.
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace asge {
namespace {

using test::Ended;
using test::json;
using testing::HasSubstr;

class LinearProbesCommand : public test::AsgeFixture {
  protected:
    LinearProbesCommand() {
        EXPECT_EQ(asge({"train", file(), "--json", "--set", "method=backprop"}).status, 0);
    }
};

TEST_F(LinearProbesCommand, PrintsAndKeepsTheAccuracies) {
    const Ended ended = asge({"linear-probes", "1", "--json"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const json found = json::parse(ended.out);
    EXPECT_EQ(found["run"], 1);
    const json history = json::parse(asge({"runs", "show", "1", "--json"}).out)["history"];
    EXPECT_EQ(found["epoch"], history.back()["epoch"]);
    ASSERT_EQ(found["layers"].size(), history.back()["layers"].size());
    for (std::size_t i = 0; i < found["layers"].size(); ++i) {
        const json& probe = found["layers"][i];
        EXPECT_EQ(probe["test"], history.back()["layers"][i]["linear_probe"]);
        EXPECT_EQ(probe["validation"], history.back()["validation"][i]["linear_probe"]);
        EXPECT_EQ(probe["train"], history.back()["train"][i]["linear_probe"]);
        const bool isLast = i + 1 == found["layers"].size();
        EXPECT_EQ(probe["readout_test"].is_null(), !isLast) << "only the last readout learns";
    }
    EXPECT_EQ(asge({"runs", "check"}).status, 0);
    EXPECT_THAT(asge({"runs", "show", "1"}).out,
                HasSubstr("linear probes of epoch " + found["epoch"].dump() + ", layers, test %:"));
    const Ended again = asge({"linear-probes", "1", "--json"});
    EXPECT_EQ(again.out, ended.out) << "equal inputs give equal results";
    const Ended listed = asge({"runs", "list", "--columns", "id,linear_probe.layer1", "--csv"});
    EXPECT_EQ(listed.status, 0) << listed.error;
    EXPECT_THAT(listed.out, HasSubstr("\n1,"));
}

TEST_F(LinearProbesCommand, PrintsTables) {
    const Ended text = asge({"linear-probes", "1"});
    EXPECT_EQ(text.status, 0) << text.error;
    EXPECT_THAT(text.out, HasSubstr("linear probe, test %"));
    EXPECT_THAT(text.out, HasSubstr("–: a readout that never learned"));
    const Ended csv = asge({"linear-probes", "1", "--csv"});
    EXPECT_EQ(csv.status, 0) << csv.error;
    EXPECT_THAT(csv.out, testing::StartsWith("run,epoch,layer,features,"));
    EXPECT_THAT(csv.out, testing::EndsWith("\r\n"));
}

TEST_F(LinearProbesCommand, BadArgumentsAreOneLine) {
    const auto expectBad = [&](std::vector<std::string> words, const std::string& what) {
        words.insert(words.begin(), "linear-probes");
        const Ended ended = asge(words);
        EXPECT_EQ(ended.status, 2) << what;
        EXPECT_THAT(ended.error, HasSubstr(what));
        EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1) << ended.error;
    };
    expectBad({"7"}, "run 7: no such run");
    expectBad({"1", "--epoch", "99"}, "epoch 99");
    expectBad({"1", "--json", "--csv"}, "--csv");
}

} // namespace
} // namespace asge
