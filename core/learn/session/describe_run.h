// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/learn/train/training.h"
#include "core/run/records.h"

#include <string>

namespace asge {

/// For core/session alone: it brings LibTorch along. What the store keeps of a run from its
/// beginning.
NewRun describeRun(const Experiment& experiment, const std::string& name, const DataSet& data,
                   const Training& training, const at::Device& device);

} // namespace asge
