// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/cores.h"
#include "core/experiment/memory_needs.h"
#include "core/query/time_estimate.h"

#include <optional>
#include <string>
#include <vector>

namespace asge {

/// What limits a training on this machine.
struct MachineFacts {
    ProcessorFacts processors;
    MachineMemory memory;
};
MachineFacts machineFacts();

/// What a training will need, estimated without reading its data and without LibTorch.
struct TrainingEstimate {
    std::optional<MemoryNeeds> memory;    ///< nothing if the data set is not a known one
    std::optional<MachineMemory> machine; ///< nothing for a GPU, whose memory is not known
    TimeEstimate time;

    /// Whether more memory is needed than the machine has.
    bool isTooLarge() const;
};

/// `runs` are those of the store, the newest first.
TrainingEstimate estimateTraining(const Experiment& experiment, const MachineFacts& machine,
                                  const std::vector<RunSummary>& runs);

/// "memory about 310 MiB · 14 s per epoch · 2 min 20 s in all (from 3 runs of this network)"
std::string estimateText(const TrainingEstimate& estimate);

} // namespace asge
