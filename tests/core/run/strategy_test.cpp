// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/strategy.h"

#include "core/base/error.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

namespace asge {
namespace {

using Range = std::pair<std::size_t, std::size_t>;

template <typename Work>
std::string strategyProblem(const Work& work) {
    try {
        work();
    } catch (const BadInput& error) {
        return error.what();
    }
    return "nothing was refused";
}

TEST(Strategy, ReadsWhatItWrites) {
    for (const char* text : {"last", "fusion", "best", "range:2-4", "range:3-3"}) {
        EXPECT_EQ(toText(strategyFromText(text)), text);
    }
    EXPECT_EQ(strategyFromText("range:2-4"), (Strategy{Strategy::Kind::range, 2, 4}));
}

TEST(Strategy, RefusesOtherTexts) {
    for (const std::string text :
         {"", "worst", "Last", "range", "range:", "range:2", "range:2-", "range:-3", "range:0-2",
          "range:2-0", "range:2-3-4", "range:2-3x", "range:x2-3", "range: 2-3", "range:+2-3",
          "range:2--3", "range:99999999999-3", "range:4-2", "range:2-99999999999"}) {
        EXPECT_THAT(strategyProblem([&] { strategyFromText(text); }),
                    testing::StartsWith("--strategy " + text + ": "))
            << text;
    }
    EXPECT_THAT(strategyProblem([] { strategyFromText("worst"); }),
                testing::EndsWith("must be last, fusion, best or range:A-B"));
    EXPECT_THAT(strategyProblem([] { strategyFromText("a\nb"); }), testing::HasSubstr("a?b"));
}

TEST(Strategy, NamesTheLayersOfANetwork) {
    EXPECT_EQ(layersOf(strategyFromText("last"), 4, 1), Range(3, 3));
    EXPECT_EQ(layersOf(strategyFromText("fusion"), 4, 1), Range(0, 3));
    EXPECT_EQ(layersOf(strategyFromText("best"), 4, 1), Range(1, 1));
    EXPECT_EQ(layersOf(strategyFromText("range:2-4"), 4, -1), Range(1, 3));
    EXPECT_EQ(layersOf(strategyFromText("range:1-1"), 1, -1), Range(0, 0));
    EXPECT_EQ(strategyProblem([] { layersOf(strategyFromText("range:2-5"), 4, 0); }),
              "--strategy range:2-5: the network has 4 layers");
    for (const int best : {-1, 4}) {
        EXPECT_THAT(strategyProblem([&] { layersOf(strategyFromText("best"), 4, best); }),
                    testing::HasSubstr("not known"));
    }
}

} // namespace
} // namespace asge
