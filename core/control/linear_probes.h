// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/metrics.h"
#include "core/run/records.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asge {

/// A linear readout that was trained on the frozen features of one layer (core/learn/session/
/// linear_probes.h).
struct LinearProbe {
    int patches = 0;                ///< P: it reads P × P values per channel
    std::int64_t features = 0;      ///< values per image
    std::int64_t trainedImages = 0; ///< training images that it learned from
    double l2 = 0;                  ///< weight of the L2 penalty, chosen on validation images
    int epoch = 0;                  ///< epochs that it was trained, chosen on validation images
    /// Accuracies, fractions of the images. `train` is that of the images that it learned from.
    double train = 0;
    double validation = 0;
    double test = 0;
};

/// The linear probes of a stored run's checkpoint.
struct LinearProbes {
    RunId run = 0;
    int epoch = 0;         ///< the epoch at whose end the checkpoint was made
    std::int64_t step = 0; ///< steps that it has taken
    std::vector<LinearProbe> layers;
    std::vector<std::string> notes; ///< about the data and about what was left out

    /// The accuracies as values of the epoch, which RunWriter::addEpochValues stores.
    MetricValues values() const;
};

} // namespace asge
