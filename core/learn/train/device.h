// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

#include <functional>
#include <string>

namespace asge {

/// The device of that name; "auto" is the first CUDA device, or the CPU if there is none. Throws
/// BadInput "device: …" with the reason if this process can't use the device.
at::Device resolveDevice(const std::string& name);
/// Sets LibTorch's options for the precision. Throws BadInput "compute.precision: …" if the device
/// does not support it.
void usePrecision(Precision precision, const at::Device& device);

/// A host tensor on the device. The copy to a GPU uses pinned memory, because a copy of pageable
/// memory would wait for all work that is queued on the GPU.
at::Tensor copyTo(const at::Device& device, const at::Tensor& host);

/// Runs `work`. Rethrows LibTorch's exceptions as an Error of one line without positions in
/// LibTorch's sources; for lack of memory the line says what helps.
void withPlainErrors(const std::function<void()>& work);

/// The same for computations of an experiment on the device; for lack of memory the line names the
/// batch and the network.
void withDeviceErrors(const Experiment& experiment, const at::Device& device,
                      const std::function<void()>& work);

} // namespace asge
