// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string>

namespace asge {

/// Throws BadInput, one line with the remedy, if `file` is evidently data instead of an experiment
/// file: a folder, an archive, an image, or a file in an unsupported format. `command` is what the
/// user typed before the file: "asge train". Does nothing otherwise; loadExperiment reports other
/// errors.
void requireExperiment(const std::filesystem::path& file, const std::string& command);

} // namespace asge
