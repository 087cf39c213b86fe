// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace asge {

/// A run's scalars as the bytes of a TensorBoard event file. Each step has "layer1/batch/loss" and
/// "…/accuracy"; each epoch has all values of the table of metrics: "layer1/train/accuracy", the
/// same (or "positive_negative_accuracy", see core/run/score_facts.h, and "…_untrained_readout" for
/// readouts that never learned) for "validation" and "test", "fusion/test/accuracy", "last/…",
/// "best/…", "learning_rate" and so on. A value's step is the run's step; its wall time is the
/// run's creation time plus its training time (without pauses), or only the training time if the
/// creation time can't be parsed. Values that are not finite are written unchanged. Accuracies are
/// fractions.
std::string tensorboardBytes(const RunDetail& run);

/// Writes the scalars to "run-ID/events.out.tfevents.SECONDS.asge" in `folder` and returns the
/// file's path. Replaces an earlier export of the run; a partly written file never appears under
/// the name. Missing folders are created; each run has its own, since TensorBoard treats the files
/// of a folder as one run. Throws BadInput "FILE: …" if the file can't be written.
std::filesystem::path writeTensorboard(const RunDetail& run, const std::filesystem::path& folder);

/// CRC-32C (Castagnoli; RFC 3720, B.4), the checksum of TensorBoard's records.
std::uint32_t crc32c(std::string_view bytes);

} // namespace asge
