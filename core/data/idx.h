// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace asge {

/// The contents of an IDX file: unsigned bytes in row-major order.
struct IdxArray {
    std::vector<int> shape; ///< 1 to 4 dimensions, each ≥ 1
    std::vector<std::uint8_t> bytes;
};

/// Reads an IDX file of unsigned bytes, plain or gzip, which is recognised by its contents. The
/// format: two zero bytes, the element type, the rank, the dimensions as big-endian 32-bit numbers,
/// the elements (http://yann.lecun.com/exdb/mnist). Throws BadInput, one line that names the file,
/// if it can't be read, is not IDX, or is incomplete; Interrupted if `watch` is stopped. Memory is
/// allocated as elements are read, and only if a file of that size can hold them. `requireShape`,
/// if set, is called with the shape first, and may throw.
IdxArray readIdx(const std::filesystem::path& file,
                 const std::function<void(const std::vector<int>& shape)>& requireShape = {},
                 LoadWatch* watch = nullptr);

} // namespace asge
