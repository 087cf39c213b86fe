// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/core/data/scratch.h"

#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

/// Functions that make IDX files and data sets of them.
namespace asge::scratch {

inline Bytes idxHeader(const std::vector<std::uint32_t>& shape, std::uint8_t type = 0x08) {
    Bytes header{0, 0, type, static_cast<std::uint8_t>(shape.size())};
    for (const std::uint32_t dimension : shape) {
        for (const int shift : {24, 16, 8, 0}) {
            header.push_back(static_cast<std::uint8_t>(dimension >> shift));
        }
    }
    return header;
}

inline Bytes idx(const std::vector<std::uint32_t>& shape, const Bytes& elements) {
    Bytes file = idxHeader(shape);
    file.insert(file.end(), elements.begin(), elements.end());
    return file;
}

/// The elements 0, 1, 2, …, 255, 0, …
inline Bytes counting(std::size_t count) {
    Bytes elements(count);
    for (std::size_t i = 0; i < count; ++i) {
        elements[i] = static_cast<std::uint8_t>(i);
    }
    return elements;
}

inline Bytes gzip(const Bytes& bytes) {
    z_stream stream{};
    constexpr int kGzip = 16;
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, 8, Z_DEFAULT_STRATEGY);
    Bytes packed(deflateBound(&stream, bytes.size()) + 32);
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = packed.data();
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

/// A file of `count` images of 1 × 2 × 2 pixels. The first two pixels hold the image's position,
/// which identifies it; the others are `fill`.
inline Bytes numberedImages(int count, std::uint8_t fill = 0) {
    Bytes pixels;
    for (int i = 0; i < count; ++i) {
        pixels.push_back(static_cast<std::uint8_t>(i >> 8));
        pixels.push_back(static_cast<std::uint8_t>(i));
        pixels.push_back(fill);
        pixels.push_back(fill);
    }
    return idx({static_cast<std::uint32_t>(count), 2, 2}, pixels);
}

/// The labels position % classes.
inline Bytes numberedLabels(int count, int classes = 10) {
    Bytes labels;
    for (int i = 0; i < count; ++i) {
        labels.push_back(static_cast<std::uint8_t>(i % classes));
    }
    return idx({static_cast<std::uint32_t>(count)}, labels);
}

/// Writes the four files of a data set of numbered images.
inline void writeNumbered(const Folder& folder, int trainCount, int testCount,
                          const std::string& under = "") {
    folder.write(under + "train-images-idx3-ubyte", numberedImages(trainCount));
    folder.write(under + "train-labels-idx1-ubyte", numberedLabels(trainCount));
    folder.write(under + "t10k-images-idx3-ubyte", numberedImages(testCount));
    folder.write(under + "t10k-labels-idx1-ubyte", numberedLabels(testCount));
}

} // namespace asge::scratch
