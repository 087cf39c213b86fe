#pragma once

#include "core/data/decoders.h"

#include <filesystem>
#include <memory>

namespace asge {

namespace decoders {

/// The rows of a PNG file. The reader must not outlive `bytes` and `stop`, which throws nothing.
/// Throws as RowReader does.
std::unique_ptr<RowReader> openPng(const ImageBytes& bytes, const Stop& stop);

} // namespace decoders

/// Writes 8-bit PNG. Throws Error "FILE: WHAT".
void writePng(const std::filesystem::path& file, const Picture& picture);

} // namespace asge
