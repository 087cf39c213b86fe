#include "widgets/runs/run_groups.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>
#include <unordered_map>

namespace asge {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kConfidence = 0.95;
/// Above it the series for many degrees is exact to double's last digits, and the other one slow.
constexpr int kManyDegrees = 2000;

/// The probability that a Student-t variable lies within ±t. Abramowitz and Stegun, 26.7.3 and .4.
double withinStudent(double t, int degrees) {
    const double angle = std::atan(t / std::sqrt(static_cast<double>(degrees)));
    const double cosine = std::cos(angle);
    const bool odd = degrees % 2 == 1;
    double sum = 0;
    double term = odd ? cosine : 1.0;
    for (int i = odd ? 3 : 2; i <= degrees; i += 2) {
        sum += term;
        term *= cosine * cosine * (i - 1) / i;
    }
    if (odd) {
        return 2.0 / std::numbers::pi * (angle + std::sin(angle) * sum);
    }
    return std::sin(angle) * sum;
}

/// Where a probability that grows with x reaches `wanted`, between 0 and wherever that is.
template <typename Probability>
double solve(double wanted, Probability probability) {
    double low = 0;
    double high = 1;
    while (probability(high) < wanted && high < 1e15) {
        high *= 2;
    }
    for (int i = 0; i < 100; ++i) {
        const double middle = 0.5 * (low + high);
        (probability(middle) < wanted ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

/// The value of one key, and the name under which a group shows it.
std::string valueOf(const MeasuredRun& run, const std::string& key) {
    const auto& tags = run.summary->tags;
    if (key == kTags) {
        std::string all;
        for (const std::string& tag : tags) {
            all += (all.empty() ? "" : ", ") + tag;
        }
        return all;
    }
    if (key.starts_with(kTagPrefix)) {
        const std::string name = key.substr(std::string_view(kTagPrefix).size());
        return std::find(tags.begin(), tags.end(), name) != tags.end() ? "yes" : "no";
    }
    const RunSettings::Value* value = run.settings->find(key);
    return value == nullptr ? std::string() : value->text;
}

/// The paths of all settings but the seed, of any of the runs.
std::vector<std::string> allButSeed(const std::vector<MeasuredRun>& runs) {
    std::set<std::string> paths;
    for (const MeasuredRun& run : runs) {
        for (const RunSettings::Value& value : run.settings->values()) {
            if (value.path != kSeedPath) {
                paths.insert(value.path);
            }
        }
    }
    return {paths.begin(), paths.end()};
}

/// Takes away what is the same in all groups: it tells none from another.
void keepTelling(std::vector<RunGroup>& groups, std::size_t from) {
    for (std::size_t i = groups.empty() ? 0 : groups.front().values.size(); i > from; --i) {
        const bool same = std::all_of(groups.begin(), groups.end(), [&](const RunGroup& group) {
            return group.values[i - 1] == groups.front().values[i - 1];
        });
        for (RunGroup& group : groups) {
            if (same) {
                group.values.erase(group.values.begin() + static_cast<std::ptrdiff_t>(i - 1));
            }
        }
    }
}

/// Those of most groups tell nothing, but for the first `named` ones, which somebody asked for.
void findUnusual(std::vector<RunGroup>& groups, std::size_t named) {
    for (std::size_t i = 0; !groups.empty() && i < groups.front().values.size(); ++i) {
        std::unordered_map<std::string_view, std::size_t> counts;
        for (const RunGroup& group : groups) {
            ++counts[group.values[i].second];
        }
        for (RunGroup& group : groups) {
            if (i < named || 2 * counts[group.values[i].second] <= groups.size()) {
                group.unusual.push_back(group.values[i]);
            }
        }
    }
}

/// Runs of one seed, their results averaged.
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

/// Those that have no seed go to `unpaired` at once.
std::map<double, Seeded> bySeed(const std::vector<MeasuredRun>& runs, std::size_t layers,
                                std::vector<RunId>& unpaired) {
    std::map<double, Seeded> seeds;
    for (const MeasuredRun& run : runs) {
        const RunSettings::Value* seed = run.settings->find(kSeedPath);
        if (seed == nullptr || std::isnan(seed->number)) {
            unpaired.push_back(run.summary->id);
            continue;
        }
        Seeded& seeded = seeds[seed->number];
        seeded.text = seed->text;
        seeded.runs.push_back(run.summary->id);
        seeded.results.push_back(resultsOf(*run.summary, layers));
    }
    return seeds;
}

Difference differenceOf(const std::string& name, const std::vector<double>& pairs) {
    const Spread spread = spreadOf(pairs);
    Difference difference{name, spread.n, spread.mean, kNan, kNan};
    if (spread.n >= 2) {
        const double half = studentQuantile(kConfidence, spread.n - 1) * spread.deviation /
                            std::sqrt(static_cast<double>(spread.n));
        difference.low = spread.mean - half;
        difference.high = spread.mean + half;
    }
    return difference;
}

std::size_t deepest(const std::vector<MeasuredRun>& runs) {
    std::size_t layers = 0;
    for (const MeasuredRun& run : runs) {
        layers = std::max(layers, run.summary->values.layers(MetricId::accuracy, Split::test));
    }
    return layers;
}

} // namespace

Spread spreadOf(const std::vector<double>& values) {
    Spread spread;
    double sum = 0;
    for (const double value : values) {
        if (!std::isfinite(value)) {
            continue;
        }
        spread.min = spread.n == 0 ? value : std::min(spread.min, value);
        spread.max = spread.n == 0 ? value : std::max(spread.max, value);
        sum += value;
        ++spread.n;
    }
    if (spread.n == 0) {
        return spread;
    }
    spread.mean = sum / spread.n;
    if (spread.n >= 2) {
        double squares = 0; // around the mean: without the loss of digits of Σx² − n·mean²
        for (const double value : values) {
            squares += std::isfinite(value) ? std::pow(value - spread.mean, 2) : 0;
        }
        spread.deviation = std::sqrt(squares / (spread.n - 1));
    }
    return spread;
}

double studentQuantile(double confidence, int degrees) {
    if (degrees <= kManyDegrees) {
        return solve(confidence, [degrees](double t) { return withinStudent(t, degrees); });
    }
    // Abramowitz and Stegun, 26.7.5: the normal quantile and what is missing to it.
    const double x = solve(confidence, [](double z) { return std::erf(z / std::numbers::sqrt2); });
    const double n = degrees;
    const double x2 = x * x;
    const double g1 = x * (x2 + 1) / 4;
    const double g2 = x * ((5 * x2 + 16) * x2 + 3) / 96;
    const double g3 = x * (((3 * x2 + 19) * x2 + 17) * x2 - 15) / 384;
    return x + g1 / n + g2 / (n * n) + g3 / (n * n * n);
}

std::vector<double> resultsOf(const RunSummary& run, std::size_t layers) {
    std::vector<double> results(kPredictions + layers, kNan);
    if (const auto accuracy = run.accuracy()) {
        results[0] = accuracy->last;
        results[1] = accuracy->fusion;
        results[2] = accuracy->best;
    }
    for (std::size_t layer = 0; layer < layers; ++layer) {
        results[kPredictions + layer] =
            run.values.at(MetricId::accuracy, Split::test, static_cast<Place>(layer));
    }
    return results;
}

std::string resultName(std::size_t index) {
    constexpr const char* kNames[kPredictions] = {"last", "fusion", "best"};
    return index < kPredictions ? kNames[index]
                                : "layer" + std::to_string(index - kPredictions + 1);
}

std::vector<RunGroup> groupRuns(const std::vector<MeasuredRun>& runs,
                                const std::vector<std::string>& keys) {
    std::vector<std::string> paths;
    std::size_t named = 0; // those that are shown in any case
    for (const std::string& key : keys) {
        if (key != kAllButSeed) {
            paths.insert(paths.begin() + static_cast<std::ptrdiff_t>(named++), key);
        } else {
            const auto all = allButSeed(runs);
            paths.insert(paths.end(), all.begin(), all.end());
        }
    }
    std::vector<RunGroup> groups;
    std::unordered_map<std::string, std::size_t> found; // by a group's identity
    for (std::size_t i = 0; i < runs.size(); ++i) {
        std::string identity;
        for (const std::string& path : paths) {
            identity.append(valueOf(runs[i], path)).push_back('\n'); // which no value has in it
        }
        const auto [place, isNew] = found.try_emplace(identity, groups.size());
        if (isNew) {
            RunGroup& group = groups.emplace_back();
            group.identity = std::move(identity);
            for (const std::string& path : paths) {
                group.values.emplace_back(path, valueOf(runs[i], path));
            }
        }
        groups[place->second].members.push_back(i);
    }
    keepTelling(groups, named);
    findUnusual(groups, named);
    return groups;
}

PairedDifference pairedDifference(const std::vector<MeasuredRun>& a,
                                  const std::vector<MeasuredRun>& b) {
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
