#pragma once

#include "core/data/load_watch.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

namespace asge {

/// An IDX file's contents: unsigned bytes in row-major order, the last dimension fastest.
struct IdxArray {
    std::vector<int> shape; ///< 1 to 4 dimensions, each ≥ 1
    std::vector<std::uint8_t> bytes;
};

/// Reads an IDX file of unsigned bytes, plain or gzip; which of the two is told by its contents,
/// not by its name. The format: two zero bytes, the element type, the rank, the dimensions as
/// big-endian 32-bit numbers, the elements (http://yann.lecun.com/exdb/mnist). Throws BadInput, one
/// line that names the file, for a file that can't be read, isn't IDX, or isn't whole. Memory for
/// the elements is used as they come, and only if a file of that size can hold them. Before that
/// `requireShape` is called with the shape and may throw. Throws Interrupted once `watch`, if there
/// is one, says so.
IdxArray readIdx(const std::filesystem::path& file,
                 const std::function<void(const std::vector<int>& shape)>& requireShape = {},
                 LoadWatch* watch = nullptr);

} // namespace asge
