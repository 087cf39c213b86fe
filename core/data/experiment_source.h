#pragma once

#include <filesystem>
#include <string>

namespace asge {

/// Throws BadInput, one line with the way out, for what was given in place of an experiment's file
/// and evidently is data: a folder, an archive, an image, a file in a format that isn't read.
/// `command` is what a person typed before it: "asge train". Anything else is left to
/// loadExperiment.
void requireExperiment(const std::filesystem::path& file, const std::string& command);

} // namespace asge
