#pragma once

#include "core/query/run_entry.h"

#include <limits>
#include <string>
#include <vector>

namespace asge {

/// What a run is measured by: the test accuracies (fractions) of its three predictions after the
/// last epoch, "last", "fusion", "best", then its layers', "layer1", … NaN where it has none.
std::vector<double> resultsOf(const RunEntry& run, std::size_t layers);
std::string resultName(std::size_t index);
constexpr std::size_t kPredictions = 3; ///< results before the layers'
/// The layers of the deepest of some runs.
std::size_t deepest(const std::vector<const RunEntry*>& runs);

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
PairedDifference pairedDifference(const std::vector<const RunEntry*>& a,
                                  const std::vector<const RunEntry*>& b);

} // namespace asge
