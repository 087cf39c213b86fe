// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace asge {

/// A run's scalars as the bytes of a TensorBoard event file: "layer1/batch/loss" and "…/accuracy"
/// of each step; of each epoch all that the table of metrics has: "layer1/train/accuracy", and
/// likewise "validation" and "test", "fusion/test/accuracy", "last/…", "best/…", "learning_rate"
/// and so on. A score's step is the run's step, its wall time the run's beginning plus its training
/// time (pauses aren't in it), or that alone where the beginning can't be read. Values that aren't
/// finite are written as they are. Accuracies are fractions.
std::string tensorboardBytes(const RunDetail& run);

/// Writes them as "run-ID/events.out.tfevents.SECONDS.asge" in `folder`, whole or not at all, over
/// what was written of the run before, and gives the file's path. Folders that are missing are
/// made; each run has one of its own, since TensorBoard takes the files of a folder for one run.
/// Throws BadInput "FILE: …" where that can't be done.
std::filesystem::path writeTensorboard(const RunDetail& run, const std::filesystem::path& folder);

/// CRC-32C (Castagnoli; RFC 3720, B.4), with which TensorBoard's records are checked.
std::uint32_t crc32c(std::string_view bytes);

} // namespace asge
