// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/learn/train/training.h"
#include "core/run/records.h"

#include <string>

namespace asge {

/// What the store keeps of a run from its beginning. Used in this folder alone, because the header
/// includes LibTorch's.
NewRun describeRun(const Experiment& experiment, const std::string& name, const DataSet& data,
                   const Training& training, const at::Device& device);

} // namespace asge
