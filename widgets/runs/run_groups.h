#pragma once

#include "core/run/records.h"
#include "widgets/runs/run_settings.h"

#include <limits>
#include <string>
#include <utility>
#include <vector>

/// Runs that belong together, such as those that differ in nothing but the seed, and how such
/// groups differ. Plain values: no widget is needed for it.
namespace asge {

/// What the finite ones among some values have in common. NaN where there are too few of them.
struct Spread {
    int n = 0;
    double mean = std::numeric_limits<double>::quiet_NaN();
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< of a sample: by n − 1
    double min = std::numeric_limits<double>::quiet_NaN();
    double max = std::numeric_limits<double>::quiet_NaN();
};

Spread spreadOf(const std::vector<double>& values);

/// t such that a Student-t variable with `degrees` ≥ 1 of freedom lies within ±t with probability
/// `confidence`, above 0 and below 1. To about 10 digits; Abramowitz and Stegun, 26.7.
double studentQuantile(double confidence, int degrees);

/// What a run is measured by: the test accuracies (fractions) of its three predictions after the
/// last epoch, "last", "fusion", "best", then its layers', "layer1", … NaN where it has none.
std::vector<double> resultsOf(const RunSummary& run, std::size_t layers);
std::string resultName(std::size_t index);
constexpr std::size_t kPredictions = 3; ///< results before the layers'

/// A run and its experiment's settings; both are somebody else's.
struct MeasuredRun {
    const RunSummary* summary = nullptr;
    const RunSettings* settings = nullptr;
};

/// Keys of a grouping beside the paths of settings: everything that isn't train.seed; a run's tags
/// as a whole; and, with a tag's name behind it, whether a run has that tag.
constexpr const char* kAllButSeed = "all-but-seed";
constexpr const char* kTags = "tags";
constexpr const char* kTagPrefix = "tag:";
/// The setting by which runs of two groups are paired.
constexpr const char* kSeedPath = "train.seed";

struct RunGroup {
    /// What all members have in common and other groups don't: a key's value for each key. For
    /// kAllButSeed the settings in which groups differ. A setting that runs lack is "".
    std::vector<std::pair<std::string, std::string>> values;
    /// Those of them that tell it from most other groups: without the settings of kAllButSeed whose
    /// value more than half of the groups have.
    std::vector<std::pair<std::string, std::string>> unusual;
    std::vector<std::size_t> members; ///< positions among the runs, in their order
    std::string identity; ///< the same for the same values, whatever other groups there are
};

/// Runs with equal values of all keys; groups in the order of their first members.
std::vector<RunGroup> groupRuns(const std::vector<MeasuredRun>& runs,
                                const std::vector<std::string>& keys);

/// By how much two groups differ in one result.
struct Difference {
    std::string name; ///< as resultName
    int n = 0;        ///< pairs in which both sides are finite
    double mean = std::numeric_limits<double>::quiet_NaN(); ///< of B − A, a fraction
    /// The interval in which the mean difference lies with 95 % confidence, by Student's t with
    /// n − 1 degrees of freedom; NaN below two pairs.
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

struct PairedDifference {
    std::vector<std::string> seeds; ///< that both groups have, by their number
    std::vector<Difference> differences;
    std::vector<RunId> unpairedA; ///< whose seed the other group lacks, or that have none
    std::vector<RunId> unpairedB;
};

/// B − A, members paired by their seed. Runs of one group that share a seed count as one, their
/// mean.
PairedDifference pairedDifference(const std::vector<MeasuredRun>& a,
                                  const std::vector<MeasuredRun>& b);

} // namespace asge
