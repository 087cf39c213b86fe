// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/decoders.h"

#include <filesystem>
#include <memory>

namespace asge {

namespace decoders {

/// A reader of a PNG file's rows. `bytes` and `stop` must outlive it, and `stop` must not throw.
/// Throws like RowReader.
std::unique_ptr<RowReader> openPng(const ImageBytes& bytes, const Stop& stop);

} // namespace decoders

/// Writes a PNG file of 8 bits per channel. Throws Error "FILE: WHAT".
void writePng(const std::filesystem::path& file, const Picture& picture);

} // namespace asge
