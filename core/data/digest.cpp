// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/digest.h"

#include <vector>

#include <sha2.h>

namespace asge {

namespace {

std::vector<std::uint8_t> idxHeader(const std::vector<int>& shape) {
    constexpr std::uint8_t kUnsignedByte = 8;
    std::vector<std::uint8_t> header{0, 0, kUnsignedByte, static_cast<std::uint8_t>(shape.size())};
    for (const int dimension : shape) {
        for (const unsigned shift : {24U, 16U, 8U, 0U}) {
            header.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(dimension) >> shift));
        }
    }
    return header;
}

std::string sha256OfIdx(const std::vector<int>& shape, const std::vector<std::uint8_t>& elements) {
    const std::vector<std::uint8_t> header = idxHeader(shape);
    SHA2_CTX state;
    SHA256Init(&state);
    SHA256Update(&state, header.data(), header.size());
    SHA256Update(&state, elements.data(), elements.size());
    char digits[SHA256_DIGEST_STRING_LENGTH];
    return SHA256End(&state, digits);
}

} // namespace

std::string sha256OfImages(const ImageSet& set) {
    return set.channels == 1
               ? sha256OfIdx({set.count, set.height, set.width}, set.pixels)
               : sha256OfIdx({set.count, set.channels, set.height, set.width}, set.pixels);
}

std::string sha256OfLabels(const ImageSet& set) {
    std::vector<std::uint8_t> labels;
    labels.reserve(set.labels.size());
    for (const int label : set.labels) {
        labels.push_back(static_cast<std::uint8_t>(label));
    }
    return sha256OfIdx({set.count}, labels);
}

} // namespace asge
