// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"
#include "core/query/filter_completion.h"
#include "core/query/run_filter.h"
#include "tests/support/run_samples.h"

#include <gmock/gmock.h>

#include <ctime>
#include <random>

namespace asge {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

bool matches(const char* text, const RunSummary& run) {
    const RunFilter filter(text);
    EXPECT_FALSE(filter.error()) << text << ": " << filter.error()->message;
    return filter.matches(RunEntry(run));
}

/// A time as runs keep it: "2026-01-31T12:00:00Z".
std::string utc(std::time_t moment) {
    char text[32];
    std::tm time{};
    gmtime_r(&moment, &time);
    return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &time));
}

/// The message of the filter's error, with the affected part of the text in brackets.
std::string filterError(const std::string& text) {
    const auto error = RunFilter(text).error();
    return error ? error->message + " [" + text.substr(error->position, error->length) + "]" : "";
}

bool isIncomplete(const char* text) {
    const auto error = RunFilter(text).error();
    return error && error->incomplete;
}

/// A run whose experiment has batch 64, seed 3 and gain 2.5.
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

TEST(RunFilterTest, ADecimalCommaIsUnderstoodWhereItIsClear) {
    const RunSummary run = makeConfigured(); // fusion 0.92, gain 2.5
    EXPECT_TRUE(matches("fusion > 0,8", run));
    EXPECT_FALSE(matches("fusion > 0,93", run));
    EXPECT_TRUE(matches("fusion>91,5%", run));
    EXPECT_TRUE(matches("gain=2,5", run));
    EXPECT_TRUE(matches("optimizer.learning_rate > 0,001", run)) << "no thousands";
    EXPECT_TRUE(matches("duration < 0,5h", run));
    EXPECT_EQ(filterError("duration > 2,000"),
              "duration: '2,000' is not a duration; write 90s, 10m, 1h30m or 2d [2,000]");
    for (const char* wrong : {"gain > 2,000", "gain > 1,2,3", "gain > ,5", "gain > 1,5.2"}) {
        EXPECT_NE(filterError(wrong), "") << wrong;
    }
}

TEST(RunFilterTest, EveryWordMustAppearSomewhere) {
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
    EXPECT_TRUE(matches("\"vgg8 wi", run)); // the closing quote is not written yet
}

TEST(RunFilterTest, AWordInOneColumn) {
    const RunSummary run = test::makeRun(1, "finished early", 0.92);
    EXPECT_TRUE(matches("status:finished name:early", run));
    EXPECT_TRUE(matches("status:fin", run)) << "a part of the status";
    EXPECT_FALSE(matches("status:failed", run));
    EXPECT_FALSE(matches("data:finished", run));
    EXPECT_TRUE(matches("name=\"finished early\"", run));
    EXPECT_TRUE(matches("name = \"Finished Early\"", run));
    EXPECT_FALSE(matches("name=finished", run));
    EXPECT_TRUE(matches("name != finished", run));
    EXPECT_TRUE(matches("name ~ ished", run));
    EXPECT_TRUE(matches("cuda:0", run)); // a free word may contain a colon
    EXPECT_FALSE(matches("cuda:1", run));
    EXPECT_TRUE(matches("notes = \"\"", run));
}

TEST(RunFilterTest, ATagIsMatchedAsAWhole) {
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
    EXPECT_TRUE(matches("patch", run)) << "a word is also searched in tags";
    EXPECT_TRUE(matches("sweep:patch", run)) << "also with a colon";
    EXPECT_FALSE(matches("tag:baseline", test::makeRun(2, "baseline", 0.9)));
    EXPECT_EQ(filterError("tag > a"), "tag is text; write tag:word [>]");
}

TEST(RunFilterTest, NumbersWithTheirUnits) {
    RunSummary run = test::makeRun(5, "a", 0.925); // last 91.5 %, 600 s
    EXPECT_TRUE(matches("fusion>0.9", run));
    EXPECT_TRUE(matches("fusion   >   0.9", run));
    EXPECT_FALSE(matches("fusion>0.93", run));
    EXPECT_TRUE(matches("fusion>92", run));
    EXPECT_TRUE(matches("FUSION>=92.5%", run));
    EXPECT_FALSE(matches("fusion<0.5%", run));
    EXPECT_TRUE(matches("fusion≥92.5 last≤92", run));
    EXPECT_TRUE(matches("last<0.92 best<=0.905", run));
    EXPECT_TRUE(matches("last <= 1", run)) << "1 means 100 %";
    EXPECT_TRUE(matches("duration<=10m", run));
    EXPECT_FALSE(matches("duration<9m", run));
    EXPECT_TRUE(matches("duration>0.1h duration<1h30m duration > 9:59 duration<2d", run));
    EXPECT_TRUE(matches("duration = 10m", run));
    run.seconds = 612;
    EXPECT_TRUE(matches("duration = 10m", run)) << "a number is as precise as it is written";
    EXPECT_FALSE(matches("duration = 600s", run));
    EXPECT_TRUE(matches("id=5 epochs:10 speed>999", run));
    EXPECT_FALSE(matches("fusion>0.9 vgg", run));
}

TEST(RunFilterTest, ValuesThatAreShownEqualAreEqual) {
    const RunSummary run = test::makeRun(5, "a", 0.92346);
    EXPECT_TRUE(matches("fusion = 92.35", run));
    EXPECT_TRUE(matches("fusion = 92.3%", run));
    EXPECT_TRUE(matches("fusion = 0.92", run));
    EXPECT_FALSE(matches("fusion = 92.34", run));
    EXPECT_TRUE(matches("fusion != 92.34", run));
    EXPECT_FALSE(matches("fusion != 92.35", run));
}

TEST(RunFilterTest, MissingValuesMatchNoComparison) {
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

TEST(RunFilterTest, ADateMatchesItsWholePeriod) {
    RunSummary run = test::makeRun(2, "a", 0.9); // 2026-01-03 at noon, UTC
    EXPECT_TRUE(matches("created>2026-01-02", run));
    EXPECT_FALSE(matches("created>2026-01-03", run));
    EXPECT_TRUE(matches("created=2026-01", run));
    EXPECT_TRUE(matches("created:2026-01-03", run));
    EXPECT_TRUE(matches("created>=2026-01", run));
    EXPECT_TRUE(matches("created<2027", run));
    EXPECT_FALSE(matches("created = today or created = yesterday or age < 1d", run));
    run.created = utc(std::time(nullptr) - 3);
    EXPECT_TRUE(matches("age < 1h", run));
    EXPECT_TRUE(matches("created >= yesterday", run));
    EXPECT_THAT(filterError("created > tuesday"), HasSubstr("'tuesday' is not a date"));
    EXPECT_THAT(filterError("created > 2026-13"), HasSubstr("[2026-13]"));
}

TEST(RunFilterTest, EverySettingIsAKey) {
    const RunSummary run = makeConfigured();
    for (const Setting& setting : settings()) {
        const std::string text = setting.path + " = \"\"";
        EXPECT_THAT(filterError(text), Not(HasSubstr("no column"))) << text;
    }
    EXPECT_TRUE(matches("train.batch >= 64 and train.batch < 65", run));
    EXPECT_TRUE(matches("projection.gain = 2.5 network.layers ~ 64M", run));
    EXPECT_TRUE(matches("network.layers = \"32 64M\"", run));
    EXPECT_TRUE(matches("optimizer.name = ADAMW", run));
    EXPECT_TRUE(matches("seed = 3 gain > 2", run)) << "the last part is enough";
    EXPECT_FALSE(matches("seed = 4", run));
    EXPECT_EQ(filterError("batch > 3"), "'batch' may be train.batch or probe.batch [batch]");
    EXPECT_EQ(filterError("optimizer.name = adam or x"),
              "optimizer.name: 'adam' is not one of adamw, sgd [adam]");
    EXPECT_EQ(filterError("status = done"),
              "status: 'done' is not one of running, paused, finished, "
              "stopped, interrupted, failed [done]");
}

TEST(RunFilterTest, SettingsOfOtherVersionsInTheRunsAreKeys) {
    RunSummary run = makeConfigured();
    run.experimentJson = R"({"train": {"mixup": 0.2, "mood": "calm"}})";
    const auto holds = [&](const char* text) {
        const RunFilter filter(text, {"train.mixup", "train.mood"});
        return !filter.error() && filter.matches(RunEntry(run));
    };
    EXPECT_TRUE(holds("train.mixup > 0.1"));
    EXPECT_TRUE(holds("train.mixup = 0.20"));
    EXPECT_TRUE(holds("train.mood = Calm"));
    EXPECT_FALSE(holds("train.mood > calm")) << "text is not ordered";
    EXPECT_THAT(filterError("train.mixup > 0.1"), HasSubstr("no column"));
}

TEST(RunFilterTest, LayersAndBestEpochs) {
    RunSummary run = makeConfigured();
    run.bestEpoch = 7;
    run.bestValues.set(MetricId::accuracy, Split::test, Accuracies{0.9, 0.95, 0.91});
    EXPECT_TRUE(matches("layer3 > 85% and layer1 < 0.5", run));
    EXPECT_FALSE(matches("layer4 > 0", run));
    EXPECT_TRUE(matches("best_epoch = 7 best_epoch.fusion > 94", run));
    EXPECT_FALSE(matches("best_epoch.last > 94", run));
}

TEST(RunFilterTest, WhatARunIsAndHas) {
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
    EXPECT_THAT(filterError("is:gone"), HasSubstr("is: 'gone' is not one of archived, branch"));
    EXPECT_THAT(filterError("has > notes"), HasSubstr("Write has:notes [>]"));
}

TEST(RunFilterTest, AndOrNotAndParentheses) {
    const RunSummary run = makeConfigured();
    EXPECT_TRUE(matches("vgg8 and wide", run));
    EXPECT_TRUE(matches("nothing or wide", run));
    EXPECT_FALSE(matches("not wide", run));
    EXPECT_TRUE(matches("NOT cifar AND wide", run));
    EXPECT_TRUE(matches("not not wide", run));
    // `or` has the lowest precedence, whether `and` is written or not
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

TEST(RunFilterTest, ErrorsHaveAPosition) {
    EXPECT_EQ(filterError("fusion>0.9 status:failed x"), "");
    EXPECT_EQ(filterError("vgg fusion>abc"), "fusion: 'abc' is not a number [abc]");
    EXPECT_EQ(filterError("fusion > nan"), "fusion: 'nan' is not a number [nan]");
    EXPECT_EQ(filterError("name>a"), "name is text; write name:word [>]");
    EXPECT_EQ(filterError("x and fusoin > 1"),
              "There is no column 'fusoin'; did you mean fusion? [fusoin]");
    EXPECT_EQ(filterError("zzzzzz > 1"), "There is no column 'zzzzzz' [zzzzzz]");
    EXPECT_EQ(filterError("duration > soon"),
              "duration: 'soon' is not a duration; write 90s, 10m, 1h30m or 2d [soon]");
    EXPECT_EQ(filterError("> 3"), "The name of a column must precede > [>]");
    EXPECT_EQ(filterError("a ) b"), "This ) has no matching ( [)]");
    EXPECT_EQ(filterError("a () b"), "The parentheses are empty [()]");
    EXPECT_EQ(filterError("a (or b)"),
              "A term must precede 'or'; in quotes it is a word to look for [or]");
    EXPECT_EQ(filterError("a and or b"),
              "A term must precede 'or'; in quotes it is a word to look for [or]");
    EXPECT_EQ(filterError("(a and)"), "A term must precede this ) [)]");
    EXPECT_FALSE(isIncomplete("fusion > abc"));
    EXPECT_TRUE(RunFilter("fusion>abc").matches(RunEntry(makeConfigured())))
        << "a filter with an error matches every run";
}

TEST(RunFilterTest, ARequiredFilterThrowsWithThePosition) {
    const auto problem = [](const std::string& text) -> std::string {
        try {
            RunFilter::required(text, {}, "--filter");
        } catch (const BadInput& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(problem("fusion > 0.9"), "");
    EXPECT_EQ(problem("é fusoin > 1"), "--filter: character 3, 'fusoin': There is no column "
                                       "'fusoin'; did you mean fusion?");
    EXPECT_EQ(problem("x (y"),
              "--filter: character 3, '(': This ( isn't closed; see FILTERS in asge(1)");
    EXPECT_EQ(problem("fusion > \"\u001b[2J\""),
              "--filter: character 10, '\"?[2J\"': fusion: '?[2J' is not a number; see FILTERS in "
              "asge(1)");
}

TEST(RunFilterTest, CaseIsIgnoredInAllScriptsToo) {
    const RunSummary run = test::makeRun(1, "Größe Ωmega ЖУК", 0.9);
    EXPECT_TRUE(matches("GRÖSSE or GRÖßE", run));
    EXPECT_FALSE(matches("GRÖSSE", run)) << "ß is one letter";
    EXPECT_TRUE(matches("name ~ ωMEGA жук", run));
    EXPECT_TRUE(matches("жук\u00A0größe", run)) << "a Unicode blank separates words";
}

TEST(RunFieldTest, IsFoundByNameOrGuessed) {
    const auto found = [](const char* name) {
        return RunField::required(name, {"a.b"}, "x").name();
    };
    EXPECT_EQ(found("FUSION"), "fusion");
    EXPECT_EQ(found("tags"), "tag");
    EXPECT_EQ(found("layer12"), "layer12");
    EXPECT_EQ(found("seed"), "train.seed");
    EXPECT_EQ(found("a.b"), "a.b");
    EXPECT_THROW(found("layer0"), BadInput);
    EXPECT_THROW(found("layer123"), BadInput);
    const auto problem = [](const char* name) -> std::string {
        try {
            RunField::required(name, {}, "--columns");
        } catch (const BadInput& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(problem("fusoin"), "--columns: there is no field 'fusoin'; did you mean fusion?");
    EXPECT_EQ(problem("batch"),
              "--columns: there is no field 'batch'; did you mean train.batch or probe.batch?");
    EXPECT_EQ(problem("zzzzzzzz"),
              "--columns: there is no field 'zzzzzzzz'; see FIELDS in asge(1)");
}

TEST(RunFilterTest, AnUnfinishedFilterIsIncomplete) {
    for (const char* text :
         {"fusion >", "fusion>", "fusion > and x", "a and", "a or", "not", "(", "(a", "(a or b",
          "is:", "is:arch", "status = fin", "created > 2026-1", "optimizer.name = a"}) {
        EXPECT_TRUE(isIncomplete(text)) << text;
    }
    EXPECT_EQ(filterError("fusion > and x"), "fusion > needs a number [fusion >]");
    EXPECT_EQ(filterError("a (b or c"), "This ( isn't closed [(]");
}

TEST(RunFilterTest, DeepParenthesesAreAnError) {
    const std::string open(100000, '(');
    EXPECT_THAT(filterError(open), HasSubstr("too deep"));
    std::string negations;
    for (int i = 0; i < 20000; ++i) {
        negations += "not ";
    }
    EXPECT_THAT(filterError(negations + "x"), HasSubstr("too deep"));
}

TEST(RunFilterTest, AnyTextIsParsedOrHasAnErrorWithinIt) {
    static const char* const kPieces[] = {
        "fusion",   "layer2",  "train.batch", "created", "tag",  "is",    "has", "name", "and",
        "or",       "not",     "(",           ")",       "\"",   " ",     " ",   "  ",   ">",
        ">=",       "<",       "=",           "!=",      ":",    "~",     "≥",   "0.9",  "85%",
        "1h30m",    "2026-11", "archived",    "vgg",     "cuda", "é",     "\t",  "!",    ".",
        "duration", "age",     "parent",      "notes",   "-1",   "1e999", "😀",   "%"};
    std::mt19937 random(1);
    const RunEntry run(makeConfigured());
    for (int round = 0; round < 5000; ++round) {
        std::string text;
        for (std::size_t pieces = random() % 12; pieces > 0; --pieces) {
            text += kPieces[random() % std::size(kPieces)];
        }
        const RunFilter filter(text);
        filter.matches(run);
        if (const auto& error = filter.error()) {
            ASSERT_FALSE(error->message.empty()) << text;
            ASSERT_GT(error->length, 0U) << text;
            ASSERT_LE(error->position + error->length, text.size()) << text;
        }
        const std::size_t cursor = random() % (text.size() + 1);
        const FilterCompletion completion = completeFilter(text, cursor, {});
        ASSERT_EQ(completion.position + completion.length, cursor) << text;
    }
}

/// The suggestions at the bar in the text.
std::vector<std::string> suggestions(std::string text) {
    const std::size_t cursor = text.find('|');
    text.erase(cursor, 1);
    const auto seen = [](const RunField& field) {
        return field.name() == "tag"    ? std::vector<std::string>{"baseline", "sweep:gain"}
               : field.name() == "name" ? std::vector<std::string>{"first run", "second"}
                                        : std::vector<std::string>{"64", "128"};
    };
    std::vector<std::string> words;
    for (const auto& suggestion :
         completeFilter(text, cursor, {{"train.mixup"}, seen}).suggestions) {
        words.push_back(suggestion.text);
    }
    return words;
}

TEST(FilterCompletionTest, OffersKeysOperatorsAndValues) {
    EXPECT_THAT(suggestions("fus|"), testing::Contains("fusion"));
    EXPECT_EQ(suggestions("fus|").front(), "fusion") << "keys that begin with the text come first";
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
    EXPECT_THAT(suggestions("fusion > |"), testing::IsEmpty()) << "any number is allowed";
    EXPECT_THAT(suggestions("created > |"), ElementsAre("today", "yesterday"));
}

TEST(FilterCompletionTest, OffersConjunctionsAfterACompleteTerm) {
    EXPECT_EQ(suggestions("fusion > 0.9 |").front(), "and");
    EXPECT_THAT(suggestions("(vgg) |"), Contains("or"));
    EXPECT_THAT(suggestions("fusion > 0.9 an|"), Contains("and"));
    EXPECT_THAT(suggestions("an|"), Not(Contains("and"))) << "there is nothing to join";
    EXPECT_THAT(suggestions("x or |"), Not(Contains("and")));
    EXPECT_THAT(suggestions("x or |"), Contains("is:"));
}

TEST(FilterCompletionTest, CompletesInTheMiddle) {
    const FilterCompletion completion = completeFilter("a fus > 3", 5, {});
    EXPECT_EQ(completion.position, 2U);
    EXPECT_EQ(completion.length, 3U);
    EXPECT_EQ(completion.suggestions.front().text, "fusion");
}

TEST(MetricFields, AreFoundShownAndCompared) {
    const auto field = RunField::named("top5.fusion");
    ASSERT_TRUE(field);
    EXPECT_EQ(field->title(), "Fusion, top-5 %");
    EXPECT_EQ(field->description(), "Top-5 accuracy, test, fusion");
    EXPECT_TRUE(RunField::named("TOP5.Layer2"));
    EXPECT_EQ(RunField::named("gradient_norm.layer2")->title(), "Layer 2 gradient norm");
    for (const char* word : {"top5", "top5.", "top5.first", "top5.layer0", "gradient_norm.fusion",
                             "accuracy.fusion", "nothing.layer1"}) {
        EXPECT_FALSE(RunField::named(word)) << word;
    }
    RunSummary summary;
    summary.epochsDone = 1;
    const RunEntry without(summary);
    EXPECT_EQ(field->text(without), "");
    summary.values.set(*findMetric("top5"), Split::test, kFusionPlace, 0.5);
    const RunEntry with(summary);
    EXPECT_EQ(field->text(with), "0.5");
    EXPECT_TRUE(field->has(with));
}

TEST(MetricFields, LinearProbesAreResultsOfUntrainedLayersToo) {
    RunSummary summary;
    summary.method = "backprop";
    summary.experimentJson = R"({"method": "backprop", "network": {"layers": "4 8"}})";
    summary.epochsDone = 1;
    summary.values.setLayers(MetricId::accuracy, Split::test, std::vector{0.25, 0.5});
    summary.values.setLayers(MetricId::loss, Split::test, std::vector{2.0, 1.0});
    summary.values.setLayers(linearProbeMetric(), Split::test, std::vector{0.75, 0.5});
    const RunEntry run(summary);
    EXPECT_EQ(RunField::named("layer1")->text(run), "") << "its readout never learned";
    EXPECT_EQ(RunField::named("loss.layer1")->text(run), "");
    EXPECT_EQ(RunField::named("linear_probe.layer1")->text(run), "0.75");
    EXPECT_FALSE(isOfReadouts(linearProbeMetric()));
    EXPECT_FALSE(isOfReadouts(*findMetric("gradient_norm")));
    EXPECT_TRUE(isOfReadouts(MetricId::loss));
}

} // namespace
} // namespace asge
