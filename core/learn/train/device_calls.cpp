// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/device_calls.h"

#ifdef ASGE_CUDA
#include <torch/version.h>
#if TORCH_VERSION_MAJOR >= 2
#define ASGE_COUNTS_CALLS
#include <torch/csrc/autograd/profiler_kineto.h>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#endif
#endif

namespace asge {

#ifdef ASGE_COUNTS_CALLS

namespace {

using torch::profiler::impl::ActivityType;
using torch::profiler::impl::ProfilerConfig;
using torch::profiler::impl::ProfilerState;
namespace profiler = torch::autograd::profiler;

/// Calls of the CUDA runtime and of the driver that wait for the GPU.
constexpr std::array<std::string_view, 8> kWaits = {
    "cudaDeviceSynchronize", "cudaStreamSynchronize", "cudaEventSynchronize", "cudaMemcpy",
    "cuStreamSynchronize",   "cuCtxSynchronize",      "cuEventSynchronize",   "cudaFree"};

const std::set<ActivityType>& activities() {
    static const std::set<ActivityType> both{ActivityType::CPU, ActivityType::CUDA};
    return both;
}

/// The GPU's other events are copies and fills of memory.
bool isKernel(std::string_view name) {
    return !name.starts_with("Memcpy") && !name.starts_with("Memset");
}

void add(DeviceCalls& calls, const profiler::KinetoEvent& event) {
    const std::string name = event.name();
    if (event.deviceType() == c10::DeviceType::CUDA) {
        calls.kernels += isKernel(name) ? 1 : 0;
    } else if (name.starts_with("cudaGraphLaunch") || name.starts_with("cuGraphLaunch")) {
        ++calls.graphLaunches;
    } else if (name.starts_with("cudaLaunchKernel") || name.starts_with("cuLaunchKernel")) {
        ++calls.kernelLaunches;
    } else if (std::find(kWaits.begin(), kWaits.end(), name) != kWaits.end()) {
        ++calls.synchronizations;
    }
}

} // namespace

DeviceCallCounter::DeviceCallCounter() {
    const ProfilerConfig config(ProfilerState::KINETO);
    profiler::prepareProfiler(config, activities());
    profiler::enableProfiler(config, activities());
    isCounting_ = true;
}

DeviceCallCounter::~DeviceCallCounter() {
    if (isCounting_) {
        profiler::disableProfiler();
    }
}

std::optional<DeviceCalls> DeviceCallCounter::stop() {
    isCounting_ = false;
    const auto result = profiler::disableProfiler();
    DeviceCalls calls;
    for (const profiler::KinetoEvent& event : result->events()) {
        add(calls, event);
    }
    return calls.kernels > 0 ? std::optional(calls) : std::nullopt;
}

#else

DeviceCallCounter::DeviceCallCounter() = default;
DeviceCallCounter::~DeviceCallCounter() = default;

std::optional<DeviceCalls> DeviceCallCounter::stop() {
    return std::nullopt;
}

#endif

} // namespace asge
