// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/device.h"

#include "core/base/error.h"
#include "core/base/memory.h"
#include "core/experiment/layers.h"
#include "core/learn/train/memory.h"

#include <c10/util/Exception.h>
#include <torch/cuda.h>

#include <cstdlib>
#include <new>

#ifdef ASGE_CUDA
#include <cuda_runtime_api.h>
#endif

namespace asge {

namespace {

/// What CUDA_VISIBLE_DEVICES says about the machine's GPUs; empty if it is not set.
std::string visibility() {
    const char* visible = std::getenv("CUDA_VISIBLE_DEVICES");
    if (visible == nullptr) {
        return {};
    }
    const std::string names = visible;
    return names.empty() ? "CUDA_VISIBLE_DEVICES is set to nothing, which hides every GPU"
                         : "CUDA_VISIBLE_DEVICES is '" + names + "'";
}

#ifdef ASGE_CUDA
/// "13.0" for 13000.
std::string cudaVersion(int version) {
    constexpr int kMajor = 1000;
    constexpr int kMinor = 10;
    return std::to_string(version / kMajor) + "." + std::to_string(version % kMajor / kMinor);
}

std::string whyNoDevice() {
    const std::string hidden = visibility();
    int devices = 0;
    const cudaError_t error = cudaGetDeviceCount(&devices);
    cudaGetLastError(); // else LibTorch's next call would report the error
    int driver = 0;
    int runtime = 0;
    cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    if (driver == 0) {
        return "this machine has no NVIDIA driver" + (hidden.empty() ? "" : "; besides, " + hidden);
    }
    if (error == cudaErrorInsufficientDriver) {
        return "the NVIDIA driver supports CUDA " + cudaVersion(driver) +
               ", and this LibTorch needs CUDA " + cudaVersion(runtime) + "; update the driver";
    }
    if (!hidden.empty()) {
        return hidden;
    }
    return error == cudaSuccess ? "no GPU is found" : cudaGetErrorString(error);
}
#else
std::string whyNoDevice() {
    return "this LibTorch is built without CUDA";
}
#endif

std::string outOfMemory(const Experiment& experiment, const at::Device& device) {
    std::string line = device.str() + ": out of memory: train.batch " +
                       std::to_string(experiment.train.batch) + " and network.layers '" +
                       layersText(experiment.network.layers) + "' need more than there is";
    if (device.is_cuda()) {
        line += " (" + memoryText(static_cast<double>(freeMemory(device))) +
                " are free in addition to what this process has allocated)";
    }
    return line +
           "; a smaller batch or layers with fewer channels need less ('asge bench --dry-run' "
           "says which part needs how much)";
}

/// The first line of the message, without positions in LibTorch's sources.
std::string firstLine(const c10::Error& error) {
    const std::string text = error.what_without_backtrace();
    return text.substr(0, text.find('\n'));
}

/// The CPU's allocator throws no exception type of its own.
bool isOutOfMemory(const std::string& message) {
    return message.find("DefaultCPUAllocator: ") != std::string::npos;
}

/// Runs `work`. Rethrows LibTorch's exceptions as an Error with `place` and the first line of the
/// message, or, for lack of memory, with the result of `lackOfMemory`, whose argument says whether
/// the device's memory or the host's is exhausted.
void withOneLineErrors(const std::function<void()>& work, const std::string& place,
                       const std::function<std::string(bool)>& lackOfMemory) {
    try {
        work();
    } catch (const c10::OutOfMemoryError&) {
        throw Error(lackOfMemory(true));
    } catch (const std::bad_alloc&) {
        throw Error(lackOfMemory(false));
    } catch (const c10::Error& error) {
        const std::string line = firstLine(error);
        throw Error(isOutOfMemory(line) ? lackOfMemory(false) : place + line);
    }
}

} // namespace

at::Device resolveDevice(const std::string& name) {
    if (name == "cpu") {
        return at::Device(at::kCPU);
    }
    const auto devices = static_cast<int>(torch::cuda::device_count());
    if (name == "auto") {
        return devices > 0 ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    }
    const std::string place = "device: '" + name + "' is not available: ";
    if (devices == 0) {
        throw BadInput(place + whyNoDevice());
    }
    const int index = name == "cuda" ? 0 : std::stoi(name.substr(name.find(':') + 1));
    if (index >= devices) {
        const std::string hidden = visibility();
        throw BadInput(place + "there " +
                       (devices == 1
                            ? "is one CUDA device, cuda:0"
                            : "are " + std::to_string(devices) + " CUDA devices, from cuda:0 on") +
                       (hidden.empty() ? "" : " (" + hidden + ")"));
    }
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

void usePrecision(Precision precision, const at::Device& device) {
#if defined(__x86_64__)
    // The instruction sets that LibTorch's bfloat16 convolutions need.
    const bool able = __builtin_cpu_supports("avx512bw") != 0 &&
                      __builtin_cpu_supports("avx512vl") != 0 &&
                      __builtin_cpu_supports("avx512dq") != 0;
    if (precision == Precision::bfloat16 && device.is_cpu() && !able) {
        throw BadInput("compute.precision: bfloat16 needs a processor with AVX-512, or a GPU");
    }
#endif
    if (precision == Precision::tf32 && device.is_cpu()) {
        throw BadInput("compute.precision: tf32 needs a GPU");
    }
    // LibTorch's defaults differ between convolutions and matrix products.
    at::globalContext().setAllowTF32CuDNN(precision == Precision::tf32);
    at::globalContext().setAllowTF32CuBLAS(precision == Precision::tf32);
}

at::Tensor copyTo(const at::Device& device, const at::Tensor& host) {
    return device.is_cpu() ? host : host.pin_memory().to(device, /*non_blocking=*/true);
}

void withPlainErrors(const std::function<void()>& work) {
    const char* const lack =
        "out of memory; 'asge bench --dry-run' says which part of an experiment needs how much";
    withOneLineErrors(work, "", [&](bool) { return std::string(lack); });
}

void withDeviceErrors(const Experiment& experiment, const at::Device& device,
                      const std::function<void()>& work) {
    withOneLineErrors(work, device.str() + ": ", [&](bool isDevices) {
        return outOfMemory(experiment, isDevices ? device : at::Device(at::kCPU));
    });
}

} // namespace asge
