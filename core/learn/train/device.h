// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <ATen/ATen.h>

#include <functional>
#include <string>

namespace asge {

/// The device that `device` of an experiment names; "auto" is the first CUDA device, or the CPU if
/// there is none. Throws BadInput "device: …" with the reason for one that this process can't use.
at::Device resolveDevice(const std::string& name);
/// Lets LibTorch compute in it. Throws BadInput "compute.precision: …" if the device can't.
void usePrecision(Precision precision, const at::Device& device);

/// A tensor of the host on the device. The copy to a GPU goes through pinned memory: one of
/// pageable memory would wait for all that the GPU has to do first.
at::Tensor copiedTo(const at::Device& device, const at::Tensor& host);

/// Runs `work` and throws what LibTorch throws as an Error of one line, without the places in
/// LibTorch's sources, and lack of memory as one that says what helps.
void withPlainErrors(const std::function<void()>& work);

/// Runs `work`, which computes for the experiment on the device, and throws what LibTorch throws as
/// an Error of one line: for lack of memory with the batch and the network that asked for it.
void withDeviceErrors(const Experiment& experiment, const at::Device& device,
                      const std::function<void()>& work);

} // namespace asge
