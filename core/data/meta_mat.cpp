// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/meta_mat.h"

#include "core/data/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <set>

namespace asge {

namespace {

using Block = std::vector<std::uint8_t>;

constexpr std::uint64_t kLargestMeta = 64ULL << 20U;
constexpr std::size_t kLargestUnpacked = std::size_t{256} << 20U;
constexpr std::size_t kMatHeader = 128; ///< bytes before the first element
constexpr std::size_t kTag = 8;         ///< size of an element's type and size
constexpr std::uint32_t kCompressed = 15;

std::uint32_t numberAt(const Block& bytes, std::size_t place) {
    std::uint32_t number = 0;
    for (unsigned i = 0; i < 4; ++i) {
        number |= std::uint32_t{bytes[place + i]} << (8 * i);
    }
    return number;
}

/// Appends the unpacked contents of a zlib stream.
void unpack(const std::uint8_t* packed, std::size_t size, Block& to,
            const std::filesystem::path& file) {
    constexpr std::size_t kStep = 1U << 20U;
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) {
        throw std::bad_alloc();
    }
    const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
    stream.next_in = const_cast<Bytef*>(packed);
    stream.avail_in = static_cast<uInt>(size);
    for (int result = Z_OK; result == Z_OK;) {
        const std::size_t before = to.size();
        if (before > kLargestUnpacked) {
            refuse(file, "unpacks to more than 256 MiB");
        }
        to.resize(before + kStep);
        stream.next_out = &to[before];
        stream.avail_out = kStep;
        result = inflate(&stream, Z_NO_FLUSH);
        to.resize(before + kStep - stream.avail_out);
        if (result != Z_OK && result != Z_STREAM_END) {
            refuse(file, "is damaged: one of its compressed elements can't be unpacked");
        }
    }
}

/// All elements, unpacked and concatenated.
Block contentsOf(const std::filesystem::path& file) {
    const Block bytes = readBytes(file, kLargestMeta);
    Block contents;
    for (std::size_t at = kMatHeader; at + kTag <= bytes.size();) {
        const std::size_t size =
            std::min<std::size_t>(numberAt(bytes, at + 4), bytes.size() - at - kTag);
        const std::uint8_t* element = bytes.data() + at + kTag;
        if (numberAt(bytes, at) == kCompressed) {
            unpack(element, size, contents, file);
        } else {
            contents.insert(contents.end(), element, element + size);
        }
        at += kTag + size;
    }
    return contents;
}

/// The synset id at a position, in characters of one or two bytes; empty if there is none.
std::string synsetAt(const Block& contents, std::size_t place, std::size_t width) {
    constexpr std::size_t kLength = 9;
    std::string id;
    for (std::size_t i = 0; i < kLength; ++i) {
        const std::size_t at = place + i * width;
        if (at + width > contents.size() || (width == 2 && contents[at + 1] != 0)) {
            return {};
        }
        const char character = static_cast<char>(contents[at]);
        const bool fits = i == 0 ? character == 'n' : character >= '0' && character <= '9';
        if (!fits) {
            return {};
        }
        id += character;
    }
    return id;
}

} // namespace

std::vector<std::string> readSynsetsOfMeta(const std::filesystem::path& file) {
    const Block contents = contentsOf(file);
    std::vector<std::string> ids;
    std::set<std::string> known;
    for (std::size_t place = 0; place < contents.size(); ++place) {
        for (const std::size_t width : {std::size_t{1}, std::size_t{2}}) {
            std::string id = contents[place] == 'n' ? synsetAt(contents, place, width) : "";
            if (!id.empty() && known.insert(id).second) {
                ids.push_back(std::move(id));
            }
        }
    }
    if (ids.empty()) {
        refuse(file, "names no synsets");
    }
    return ids;
}

} // namespace asge
