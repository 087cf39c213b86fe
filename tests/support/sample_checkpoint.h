// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/checkpoint_content.h"
#include "core/store/codec.h"

#include <string>
#include <vector>

namespace asge::test {

/// The bytes of a checkpoint that fits the run's network, without the help of LibTorch: each of its
/// weights is `value`, and `steps` are the layers' updates.
inline std::string checkpointBytes(const NewRun& run, float value,
                                   const std::vector<std::int64_t>& steps,
                                   const TrainingProgress& progress = {}) {
    const CheckpointLayout frame =
        checkpointLayoutOf({run.method, false, run.layers, run.probeImages.channels,
                            static_cast<int>(run.classNames.size()), 64});
    std::string bytes = beginCheckpoint(frame.tensors, steps, progress);
    for (const TensorInfo& each : frame.tensors) {
        bytes += encodeNumbers(std::vector<float>(byteCount(each) / sizeof(float), value));
    }
    return bytes;
}

} // namespace asge::test
