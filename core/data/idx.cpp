// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/idx.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/byte_source.h"
#include "core/data/foreign_format.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <limits>
#include <new>
#include <sstream>
#include <string>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargest = 8ULL << 30U; // bytes of elements
constexpr std::size_t kStep = 16U << 20U;       // bytes of elements that are read at a time
constexpr int kUnsignedByte = 0x08;
constexpr int kHighestRank = 4;

std::string elementTypeName(int type) {
    switch (type) {
    case 0x09:
        return "signed byte";
    case 0x0B:
        return "16-bit integer";
    case 0x0C:
        return "32-bit integer";
    case 0x0D:
        return "32-bit float";
    case 0x0E:
        return "64-bit float";
    default:
        return "unknown";
    }
}

std::string hex(const std::uint8_t* bytes, int count) {
    std::ostringstream text;
    text << "0x" << std::hex << std::setfill('0');
    for (int i = 0; i < count; ++i) {
        text << std::setw(2) << static_cast<int>(bytes[i]);
    }
    return text.str();
}

/// Reads a part of the header, after `before` bytes. Throws an error with the number of missing
/// bytes if the file is too short.
void readHeaderPart(ByteSource& source, std::uint8_t* part, std::size_t size, std::size_t before,
                    const fs::path& file) {
    const std::size_t got = source.read(part, size);
    if (got < size) {
        refuse(file, "too short for an IDX header: needs " + std::to_string(before + size) +
                         " bytes, has " + std::to_string(before + got));
    }
}

using IdxMagic = std::array<std::uint8_t, 4>;

/// Throws an error that names the file's format, if its first bytes show another format than IDX.
void requireOwnFormat(ByteSource& source, const IdxMagic& magic, const fs::path& file) {
    constexpr std::size_t kLooked = 64;
    std::vector<std::uint8_t> start(kLooked);
    std::copy(magic.begin(), magic.end(), start.begin());
    const std::size_t got = source.read(start.data() + magic.size(), kLooked - magic.size());
    start.resize(magic.size() + got);
    if (const std::string text = foreignContents(start); !text.empty()) {
        refuse(file, text);
    }
}

/// Checks the magic number and returns the rank.
int readRank(ByteSource& source, const fs::path& file) {
    IdxMagic magic{};
    readHeaderPart(source, magic.data(), magic.size(), 0, file);
    if (magic[0] != 0 || magic[1] != 0) {
        requireOwnFormat(source, magic, file);
        refuse(file, "not an IDX file: begins with " + hex(magic.data(), 4) +
                         ", expected 0x000008 and the rank");
    }
    if (magic[2] != kUnsignedByte) {
        refuse(file, "elements must be unsigned bytes (type 0x08), are of type " +
                         hex(&magic[2], 1) + " (" + elementTypeName(magic[2]) + ")");
    }
    if (magic[3] < 1 || magic[3] > kHighestRank) {
        refuse(file, "rank must be from 1 to 4, is " + std::to_string(magic[3]));
    }
    return magic[3];
}

std::string shapeText(const std::vector<std::uint32_t>& shape) {
    std::string text;
    for (const std::uint32_t dimension : shape) {
        text += (text.empty() ? "" : " × ") + std::to_string(dimension);
    }
    return text;
}

std::vector<std::uint32_t> readShape(ByteSource& source, int rank, const fs::path& file) {
    std::vector<std::uint8_t> bytes(4 * static_cast<std::size_t>(rank));
    readHeaderPart(source, bytes.data(), bytes.size(), 4, file);
    std::vector<std::uint32_t> shape;
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
        shape.push_back((std::uint32_t{bytes[i]} << 24U) | (std::uint32_t{bytes[i + 1]} << 16U) |
                        (std::uint32_t{bytes[i + 2]} << 8U) | std::uint32_t{bytes[i + 3]});
    }
    return shape;
}

/// The number of elements. Throws if the product overflows or a dimension does not fit an int.
std::uint64_t elementCount(const std::vector<std::uint32_t>& shape, const fs::path& file) {
    std::uint64_t count = 1;
    for (const std::uint32_t dimension : shape) {
        if (dimension == 0) {
            refuse(file, "has a dimension of zero: " + shapeText(shape));
        }
        if (dimension > static_cast<std::uint32_t>(std::numeric_limits<int>::max()) ||
            dimension > kLargest / count) {
            refuse(file, "is too large: " + shapeText(shape) + " elements, at most 8 GiB are read");
        }
        count *= dimension;
    }
    return count;
}

std::string sizesText(std::uint64_t needed, std::uint64_t found) {
    return "needs " + std::to_string(needed) + " bytes, has " + std::to_string(found);
}

void reportProgress(LoadWatch* watch, const fs::path& file, std::size_t done, std::size_t count) {
    if (watch != nullptr) {
        watch->throwIfStopped();
        watch->onProgress({"reading bytes of " + shownName(file.filename()),
                           static_cast<std::int64_t>(done), static_cast<std::int64_t>(count)});
    }
}

void readElements(ByteSource& source, std::size_t header, std::vector<std::uint8_t>& bytes,
                  std::size_t count, const fs::path& file, LoadWatch* watch) {
    // Checked first, so that a damaged header does not make the program allocate memory that the
    // file can't fill.
    if (header + count > source.mostBytes()) {
        refuse(file, "is truncated: needs " + std::to_string(header + count) + " bytes, has " +
                         (source.isCompressed() ? "at most " : "") +
                         std::to_string(source.mostBytes()));
    }
    try {
        bytes.reserve(count);
    } catch (const std::bad_alloc&) {
        refuse(file, "needs " + std::to_string(count) + " bytes of memory, more than is available");
    }
    // Memory grows in steps, because the header of a packed file may claim a thousand times of what
    // the file holds.
    while (bytes.size() < count) {
        const std::size_t before = bytes.size();
        reportProgress(watch, file, before, count);
        const std::size_t step = std::min(count - before, kStep);
        bytes.resize(before + step);
        const std::size_t got = source.read(bytes.data() + before, step);
        if (got < step) {
            refuse(file, "is truncated: " + sizesText(header + count, header + before + got));
        }
    }
}

/// Reading past the last element also makes zlib verify the checksum.
void requireEnd(ByteSource& source, std::size_t expected, const fs::path& file) {
    std::uint8_t extra = 0;
    if (source.read(&extra, 1) == 0) {
        return;
    }
    const std::string needed = std::to_string(expected);
    if (source.isCompressed()) {
        refuse(file, "has bytes after its end: needs " + needed + " bytes, has more");
    }
    refuse(file, "has bytes after its end: " + sizesText(expected, source.mostBytes()));
}

} // namespace

IdxArray readIdx(const fs::path& file,
                 const std::function<void(const std::vector<int>& shape)>& requireShape,
                 LoadWatch* watch) {
    ByteSource source(file);
    const int rank = readRank(source, file);
    const auto shape = readShape(source, rank, file);
    const std::uint64_t count = elementCount(shape, file);
    const std::size_t header = 4 + 4 * shape.size();

    IdxArray array;
    array.shape.assign(shape.begin(), shape.end());
    if (requireShape) {
        requireShape(array.shape);
    }
    readElements(source, header, array.bytes, count, file, watch);
    requireEnd(source, header + count, file);
    return array;
}

} // namespace asge
