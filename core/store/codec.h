// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/counted.h"
#include <SQLiteCpp/SQLiteCpp.h>

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace asge {

/// The exception that the store throws internally for invalid content. It has SQLite's code for a
/// malformed database, so it is reported like damage that SQLite found, with the store's name.
SQLite::Exception damage(const std::string& what);

/// Encodes 4- and 8-byte numbers as little-endian bytes on every machine; decoding gives equal
/// bits.
template <typename T>
std::string encodeNumbers(std::span<const T> values) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    static_assert(sizeof(T) == sizeof(Bits));
    std::string bytes(values.size_bytes(), '\0');
    char* out = bytes.data();
    for (const T value : values) {
        const auto bits = std::bit_cast<Bits>(value);
        for (unsigned i = 0; i < sizeof(T); ++i) {
            *out++ = static_cast<char>(static_cast<unsigned char>(bits >> (8 * i)));
        }
    }
    return bytes;
}

template <typename T>
std::string encodeNumbers(const std::vector<T>& values) {
    return encodeNumbers(std::span<const T>(values));
}

/// Decodes what encodeNumbers wrote into `values`, whose memory is used again. Throws `damage` if
/// the size is not a multiple of a number's.
template <typename T>
void decodeNumbers(std::string_view bytes, std::vector<T>& values) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    static_assert(sizeof(T) == sizeof(Bits));
    if (bytes.size() % sizeof(T) != 0) {
        throw damage(counted(bytes.size(), "byte") + inNumber(bytes.size(), " is", " are") +
                     " not a whole number of values");
    }
    values.resize(bytes.size() / sizeof(T));
    const char* in = bytes.data();
    for (T& value : values) {
        Bits bits = 0;
        for (unsigned i = 0; i < sizeof(T); ++i) {
            bits |= static_cast<Bits>(static_cast<unsigned char>(*in++)) << (8 * i);
        }
        value = std::bit_cast<T>(bits);
    }
}

/// The same as a new vector.
template <typename T>
std::vector<T> decodeNumbers(std::string_view bytes) {
    std::vector<T> values;
    decodeNumbers(bytes, values);
    return values;
}

/// Whether an array with these extents has exactly `size` elements.
bool matchesExtents(std::size_t size, std::initializer_list<std::int64_t> extents);

/// Binds bytes as a blob without copying them; they must outlive the statement's execution. Empty
/// bytes become an empty blob, not NULL.
void bindBlob(SQLite::Statement& statement, int index, std::string_view bytes);
/// The blob in a column, valid until the statement's next step or reset.
std::string_view blobAt(const SQLite::Statement& statement, int column);
/// The real number in a column. NULL is returned as NaN, because SQLite stores NaN as NULL. Throws
/// `damage` if the value is a text or a blob.
double realAt(const SQLite::Statement& statement, int column);
/// The same, but NULL is nothing.
std::optional<double> optionalRealAt(const SQLite::Statement& statement, int column);
/// The whole number in a column. Throws `damage` if it does not fit an int.
int intAt(const SQLite::Statement& statement, int column);
/// The truth value in a column. Throws `damage` if it is neither 0 nor 1.
bool boolAt(const SQLite::Statement& statement, int column);
std::string textAt(const SQLite::Statement& statement, int column);

} // namespace asge
