// SPDX-License-Identifier: GPL-3.0-or-later

// `asge settings` and the manual page: both list the settings of the table.
#include "core/experiment/method_facts.h"
#include "core/experiment/settings.h"
#include "core/run/command.h"
#include "core/run/metrics.h"
#include "tests/e2e/asge_fixture.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using nlohmann::json;
using test::Ended;

TEST(Settings, AreListedWithDefaultRangeAndMeaning) {
    const Ended ended = test::run({ASGE_BINARY, "settings"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    for (const Setting& setting : settings()) {
        EXPECT_THAT(ended.out, testing::HasSubstr("\n    " + setting.description + "\n    " +
                                                  rangeOf(setting) + "\n"));
    }
    EXPECT_THAT(ended.out, testing::HasSubstr("\ntrain.batch = 64\n    Images per step\n"
                                              "    a whole number from 1 to 65536\n"));
    EXPECT_THAT(ended.out, testing::HasSubstr("\nnetwork.layers = (required)\n"));
    EXPECT_THAT(ended.out, testing::HasSubstr("\ndata.path = \"\"\n"));
}

TEST(Settings, AreListedAsJson) {
    const Ended ended = test::run({ASGE_BINARY, "settings", "--json"});
    ASSERT_EQ(ended.status, 0) << ended.error;
    const json list = json::parse(ended.out);
    ASSERT_EQ(list.size(), settings().size());
    for (std::size_t i = 0; i < list.size(); ++i) {
        EXPECT_EQ(list[i]["setting"], settings()[i].path);
        EXPECT_EQ(list[i]["meaning"], settings()[i].description);
        EXPECT_EQ(list[i]["range"], rangeOf(settings()[i]));
        EXPECT_EQ(list[i]["default"].is_null(), settings()[i].required);
    }
    EXPECT_EQ(list[0]["choices"][0], "asge");
    const auto batch = std::find_if(list.begin(), list.end(), [](const json& each) {
        return each["setting"] == "train.batch";
    });
    EXPECT_EQ((*batch)["default"], 64);
    EXPECT_EQ((*batch)["min"], 1);
    EXPECT_EQ((*batch)["max"], 65536);
}

std::string manualText(const std::string& text) {
    std::string escaped;
    for (const char sign : text) {
        escaped += sign == '-' ? "\\-" : std::string(1, sign);
    }
    return escaped;
}

std::string manualEntry(const Setting& setting) {
    const std::string value = defaultOf(setting);
    const std::string begin = setting.required ? "Required"
                              : value.empty()  ? "Default: empty"
                                               : "Default: " + value;
    return ".TP\n.B " + manualText(setting.path) + "\n" +
           manualText(setting.description + ".\n" + begin + "; " + rangeOf(setting) + ".\n");
}

/// The entries of a section of the manual page.
std::string entriesOf(const std::string& section) {
    std::ifstream file(std::string(SOURCE_FOLDER) + "/packaging/asge.1");
    std::stringstream manual;
    manual << file.rdbuf();
    const std::string text = manual.str();
    const auto begin = text.find(".TP\n", text.find(".SH " + section + "\n"));
    const auto end = text.find(".SH ", begin);
    return end == std::string::npos ? std::string() : text.substr(begin, end - begin);
}

TEST(Settings, AreAllInTheManualPage) {
    std::string entries;
    for (const Setting& setting : settings()) {
        entries += manualEntry(setting);
    }
    EXPECT_EQ(entriesOf("SETTINGS"), entries);
}

std::string manualEntry(const MetricRow& row) {
    const std::string unit(unitText(row.unit));
    std::string entry = ".TP\n.B " + manualText(std::string(row.key)) + "\n" +
                        std::string(row.title) + (unit.empty() ? "" : " (" + unit + ")");
    entry += row.better == Better::higher  ? "; higher is better.\n"
             : row.better == Better::lower ? "; lower is better.\n"
                                           : ".\n";
    entry += row.perLayer ? "Per layer, on " : "Per run";
    for (std::size_t i = 0; i < row.splits.size(); ++i) {
        entry += (i == 0 ? "" : ", ") + std::string(keyOf(row.splits[i]));
    }
    entry += row.ofPredictions ? "; of last, fusion and best" : "";
    entry += row.perStep ? "; per step" : "";
    if (row.leastClasses > 0) {
        entry += "; of data sets with at least " + std::to_string(row.leastClasses) + " classes";
    }
    return entry + ".\n" + manualText(std::string(row.description)) + "\n";
}

TEST(Metrics, AreAllInTheManualPage) {
    std::string entries;
    for (const MetricRow& row : metricRows()) {
        entries += manualEntry(row);
    }
    EXPECT_EQ(entriesOf("METRICS"), entries);
}

TEST(Methods, AreInTheManualPageWithTheirQuantities) {
    const std::string entries = entriesOf("METHODS");
    for (const MethodFacts& facts : methodFacts()) {
        EXPECT_THAT(entries,
                    testing::HasSubstr(".B " + manualText(std::string(facts.name)) + "\n"));
        for (const Quantity& quantity : {facts.training.accuracy, facts.training.loss}) {
            if (!findMetric(quantity.key)) {
                EXPECT_THAT(entries, testing::HasSubstr(".B " + std::string(quantity.key) + "\n"));
            }
        }
    }
}

TEST(Commands, AreInTheManualPage) {
    std::ifstream file(std::string(SOURCE_FOLDER) + "/packaging/asge.1");
    const std::string manual(std::istreambuf_iterator<char>(file), {});
    for (const CommandFacts& facts : commandTable()) {
        EXPECT_THAT(manual, testing::HasSubstr("\n.B " + manualText(usageOf(facts)) + "\n" +
                                               manualText(std::string(facts.description)) + ".\n"));
    }
}

} // namespace
} // namespace asge
