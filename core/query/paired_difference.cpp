// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/paired_difference.h"

#include "core/query/run_groups.h"
#include "core/query/statistics.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace asge {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kConfidence = 0.95;

/// Runs of one seed, and the mean of their results.
struct Seeded {
    std::string text;
    std::vector<RunId> runs;
    std::vector<std::vector<double>> results;

    double result(std::size_t index) const {
        std::vector<double> values;
        for (const std::vector<double>& run : results) {
            values.push_back(run[index]);
        }
        return spreadOf(values).mean;
    }
};

/// Runs without a seed are added to `unpaired`.
std::map<double, Seeded> bySeed(const std::vector<const RunEntry*>& runs, std::size_t layers,
                                std::vector<RunId>& unpaired) {
    std::map<double, Seeded> seeds;
    for (const RunEntry* run : runs) {
        const RunSettings::Value* seed = run->settings().find(kSeedPath);
        if (seed == nullptr || std::isnan(seed->number)) {
            unpaired.push_back(run->summary().id);
            continue;
        }
        Seeded& seeded = seeds[seed->number];
        seeded.text = seed->text;
        seeded.runs.push_back(run->summary().id);
        seeded.results.push_back(resultsOf(*run, layers));
    }
    return seeds;
}

Difference differenceOf(const std::string& name, const std::vector<double>& pairs) {
    const Spread spread = spreadOf(pairs);
    Difference difference{name, spread.n, spread.mean, kNan, kNan};
    if (spread.n >= 2) {
        const double half = studentQuantile(kConfidence, spread.n - 1) * spread.standardDeviation /
                            std::sqrt(static_cast<double>(spread.n));
        difference.low = spread.mean - half;
        difference.high = spread.mean + half;
    }
    return difference;
}

} // namespace

RunField resultField(std::size_t index) {
    constexpr RunField::Source kFields[kPredictions] = {
        RunField::Source::last, RunField::Source::fusion, RunField::Source::best};
    return index < kPredictions ? RunField::ofSource(kFields[index])
                                : RunField::ofLayer(static_cast<int>(index - kPredictions) + 1);
}

std::vector<double> resultsOf(const RunEntry& run, std::size_t layers) {
    std::vector<double> results;
    for (std::size_t i = 0; i < kPredictions + layers; ++i) {
        results.push_back(resultField(i).number(run).value_or(kNan));
    }
    return results;
}

std::string resultName(std::size_t index) {
    return resultField(index).name();
}

std::size_t deepest(const std::vector<const RunEntry*>& runs) {
    std::size_t layers = 0;
    for (const RunEntry* run : runs) {
        layers = std::max(layers, run->summary().values.layers(MetricId::accuracy, Split::test));
    }
    return layers;
}

PairedDifference pairedDifference(const std::vector<const RunEntry*>& a,
                                  const std::vector<const RunEntry*>& b) {
    PairedDifference result;
    const std::size_t layers = std::max(deepest(a), deepest(b));
    const auto seedsA = bySeed(a, layers, result.unpairedA);
    auto seedsB = bySeed(b, layers, result.unpairedB);
    std::vector<std::vector<double>> pairs(kPredictions + layers);
    for (const auto& [seed, one] : seedsA) {
        const auto other = seedsB.find(seed);
        if (other == seedsB.end()) {
            result.unpairedA.insert(result.unpairedA.end(), one.runs.begin(), one.runs.end());
            continue;
        }
        result.seeds.push_back(one.text);
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            pairs[i].push_back(other->second.result(i) - one.result(i));
        }
        seedsB.erase(other);
    }
    for (const auto& [seed, left] : seedsB) {
        result.unpairedB.insert(result.unpairedB.end(), left.runs.begin(), left.runs.end());
    }
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        result.differences.push_back(differenceOf(resultName(i), pairs[i]));
    }
    return result;
}

} // namespace asge
