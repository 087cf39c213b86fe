// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/learn/model/network.h"
#include "core/run/evidence.h"

#include <ATen/ATen.h>

#include <vector>

namespace asge {

/// The readouts of a network of that experiment.
Readouts readoutsOf(const Network& network, const Experiment& experiment);

/// Keeps the readouts of a network, and copies them again only if they have changed: most
/// projections are frozen.
class ReadoutCache {
  public:
    ReadoutsPtr of(const Network& network, const Experiment& experiment);

  private:
    std::vector<at::Tensor> copied_; ///< the projections and biases of readouts_
    ReadoutsPtr readouts_;
};

} // namespace asge
