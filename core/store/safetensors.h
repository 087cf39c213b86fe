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

/// What a tensor's elements are.
enum class TensorType { float32, float64, int64 };

/// Bytes of one element.
std::size_t sizeOf(TensorType type);

/// A tensor's place in a container.
struct TensorInfo {
    std::string name;
    TensorType type = TensorType::float32;
    std::vector<std::int64_t> shape;

    bool operator==(const TensorInfo&) const = default;
};

/// "F32 4×3", for messages.
std::string toLine(const TensorInfo& info);
/// Bytes of a tensor of this shape. Throws Error "NAME: …" if an extent is negative, or if there
/// are more than 8 extents or 2^40 bytes.
std::size_t byteCount(const TensorInfo& info);

/// A tensor whose elements lie somewhere else: the view is valid as long as those bytes are.
struct TensorView {
    TensorInfo info;
    std::string_view bytes; ///< byteCount(info) of them; not aligned
};

struct Safetensors {
    std::vector<TensorView> tensors; ///< in the order of their bytes; every name once
    std::map<std::string, std::string> metadata;
};

/// Reads a whole container; the views point into `bytes`, and nothing is copied. Throws Error with
/// one line unless all of it is sound: a header of at most 1 MiB, no name twice, known types only,
/// each tensor as long as its shape says, and tensors that cover the data without gap or overlap.
Safetensors readSafetensors(std::string_view bytes);

/// The beginning of a container: all before the elements, which are to be appended in this order.
/// It ends at a multiple of 8 bytes, and capacity for all elements is reserved.
std::string beginSafetensors(const std::vector<TensorInfo>& tensors,
                             const std::map<std::string, std::string>& metadata);

} // namespace asge
