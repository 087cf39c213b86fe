// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "core/store/checkpoint_content.h"
#include "core/store/codec.h"

#include <string>
#include <vector>

namespace asge::test {

/// The bytes of a checkpoint that fits the run's network, made without LibTorch. Each weight is
/// `value`; `steps` are the updates of the layers.
inline std::string checkpointBytes(const NewRun& run, float value,
                                   const std::vector<std::int64_t>& steps,
                                   const TrainingProgress& progress = {}) {
    const CheckpointLayout layout =
        checkpointLayoutOf({run.method, false, run.layers, run.probeImages.channels,
                            static_cast<int>(run.classNames.size()), 64});
    std::string bytes = beginCheckpoint(layout.tensors, steps, progress);
    for (const TensorInfo& each : layout.tensors) {
        bytes += encodeNumbers(std::vector<float>(byteCount(each) / sizeof(float), value));
    }
    return bytes;
}

} // namespace asge::test
