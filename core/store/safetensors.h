// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

// The safetensors layout (https://github.com/huggingface/safetensors, section "Format"), which
// Python's package `safetensors` reads:
//
//   8 bytes      N, the size of the header, unsigned, little-endian
//   N bytes      JSON, UTF-8, begins with '{', may end in blanks:
//                {"NAME": {"dtype": "F32", "shape": [4, 3], "data_offsets": [BEGIN, END]}, …,
//                 "__metadata__": {"KEY": "TEXT", …}}
//   the rest     the tensors' elements, row by row, little-endian; the offsets count from here
//
// Nothing in it is ever executed.

/// The type of a tensor's elements.
enum class TensorType { float32, float64, int64 };

/// Size of an element in bytes.
std::size_t sizeOf(TensorType type);

/// A tensor's name, type and shape.
struct TensorInfo {
    std::string name;
    TensorType type = TensorType::float32;
    std::vector<std::int64_t> shape;

    bool operator==(const TensorInfo&) const = default;
};

/// "F32 4×3", for messages.
std::string toLine(const TensorInfo& info);
/// Size of a tensor in bytes. Throws Error "NAME: …" if an extent is negative, or if there are more
/// than 8 extents or 2^40 bytes.
std::size_t byteCount(const TensorInfo& info);

/// A tensor that does not own its elements; it is valid as long as they are.
struct TensorView {
    TensorInfo info;
    std::string_view bytes; ///< byteCount(info) bytes, not aligned
};

struct Safetensors {
    std::vector<TensorView> tensors; ///< ordered by their offsets; names are unique
    std::map<std::string, std::string> metadata;
};

/// Reads a container. The views point into `bytes`; nothing is copied. Throws Error with one line
/// unless the container is valid: its header has at most 1 MiB, names are unique, types known, each
/// tensor has the size that its shape says, and the tensors cover the data without gap or overlap.
Safetensors readSafetensors(std::string_view bytes);

/// The beginning of a container, up to the elements, which the caller must append in this order.
/// Its size is a multiple of 8 bytes, and the string has capacity for all elements.
std::string beginSafetensors(const std::vector<TensorInfo>& tensors,
                             const std::map<std::string, std::string>& metadata);

} // namespace asge
