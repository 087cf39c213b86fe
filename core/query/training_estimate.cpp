// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/training_estimate.h"

#include "core/base/error.h"

namespace asge {

namespace {

constexpr const char* kCpuDevice = "cpu";

std::optional<MemoryNeeds> memoryFor(const Experiment& experiment, bool onCpu,
                                     const ProcessorFacts& processors) {
    const ImageSize image = imageSize(experiment.data);
    const SplitSizes images = splitSizes(experiment.data);
    if (images.training == 0 || images.test == 0) {
        return std::nullopt;
    }
    try {
        return trainingNeeds(experiment,
                             {.image = image,
                              .classes = classCount(experiment.data),
                              .inLanes = onCpu && trainsInLanes(experiment),
                              .threads = chooseThreads(processors, experiment.threads).count,
                              .dataBytes = dataBytes(image, images)});
    } catch (const BadInput&) {
        return std::nullopt;
    }
}

} // namespace

MachineFacts machineFacts() {
    return {processorFacts(), machineMemory()};
}

bool TrainingEstimate::isTooLarge() const {
    return memory && machine && memory->total() > static_cast<double>(machine->bytes);
}

TrainingEstimate estimateTraining(const Experiment& experiment, const MachineFacts& machine,
                                  const std::vector<RunSummary>& runs) {
    const std::string device = likelyDevice(experiment, runs);
    const bool onCpu = device == kCpuDevice;
    TrainingEstimate estimate;
    estimate.memory = memoryFor(experiment, onCpu, machine.processors);
    if (onCpu) {
        estimate.machine = machine.memory;
    }
    estimate.time = estimateTime(experiment, device, runs);
    return estimate;
}

std::string estimateText(const TrainingEstimate& estimate) {
    std::string memory = estimate.memory ? "memory about " + memoryText(estimate.memory->total())
                                         : std::string("memory unknown");
    if (estimate.isTooLarge()) {
        memory += ", more than the " + memoryText(static_cast<double>(estimate.machine->bytes)) +
                  " that " + estimate.machine->source;
    }
    return memory + " · " + timeText(estimate.time) +
           (estimate.time.isKnown() ? " (" + basisText(estimate.time) + ")"
                                    : ": " + basisText(estimate.time));
}

} // namespace asge
