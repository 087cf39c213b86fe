// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/run_entry.h"
#include "core/query/run_field.h"

#include <limits>
#include <string>
#include <vector>

namespace asge {

/// A run's results: the test accuracies (fractions) of its three predictions after the last epoch,
/// "last", "fusion", "best", then of its layers, "layer1", …; NaN if the run has none.
std::vector<double> resultsOf(const RunEntry& run, std::size_t layers);
std::string resultName(std::size_t index);
RunField resultField(std::size_t index); ///< the same result's field
constexpr std::size_t kPredictions = 3;  ///< number of results before the layers'
/// The number of layers of the deepest run.
std::size_t deepest(const std::vector<const RunEntry*>& runs);

/// The difference between two groups in one result.
struct Difference {
    std::string name; ///< as resultName
    int n = 0;        ///< number of pairs with two finite values
    double mean = std::numeric_limits<double>::quiet_NaN(); ///< of B − A, as a fraction
    /// The confidence interval of 95 % of the mean difference, by Student's t with n − 1 degrees of
    /// freedom; NaN if there are fewer than two pairs.
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

struct PairedDifference {
    std::vector<std::string> seeds; ///< seeds that both groups have, in numerical order
    std::vector<Difference> differences;
    std::vector<RunId>
        unpairedA; ///< runs without a seed, or whose seed the other group does not have
    std::vector<RunId> unpairedB;
};

/// B − A, with runs paired by their seed. Runs of one group that share a seed are replaced by their
/// mean.
PairedDifference pairedDifference(const std::vector<const RunEntry*>& a,
                                  const std::vector<const RunEntry*>& b);

} // namespace asge
