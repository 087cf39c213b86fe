// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/counted.h"
#include <SQLiteCpp/SQLiteCpp.h>

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace asge {

/// What the store throws inside for content that no program of ours can have written. It takes the
/// way of SQLite's own 'malformed', so that it reaches the caller with the store's name in front.
SQLite::Exception damage(const std::string& what);

/// 4- and 8-byte numbers to bytes, little-endian whatever the machine, bit for bit.
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

/// The way back; throws `damage` where the bytes are no whole count of numbers.
template <typename T>
std::vector<T> decodeNumbers(std::string_view bytes) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    static_assert(sizeof(T) == sizeof(Bits));
    if (bytes.size() % sizeof(T) != 0) {
        throw damage(counted(bytes.size(), "byte") + inNumber(bytes.size(), " is", " are") +
                     " no whole count of numbers");
    }
    std::vector<T> values(bytes.size() / sizeof(T));
    const char* in = bytes.data();
    for (T& value : values) {
        Bits bits = 0;
        for (unsigned i = 0; i < sizeof(T); ++i) {
            bits |= static_cast<Bits>(static_cast<unsigned char>(*in++)) << (8 * i);
        }
        value = std::bit_cast<T>(bits);
    }
    return values;
}

/// Whether an array of these extents has exactly `size` elements.
bool fills(std::size_t size, std::initializer_list<std::int64_t> extents);

/// Binds bytes as a blob, without a copy: they must outlive the statement's execution. Empty bytes
/// become an empty blob, not NULL.
void bindBlob(SQLite::Statement& statement, int index, std::string_view bytes);
/// The blob of a result's column, valid until the statement moves on.
std::string_view blobAt(const SQLite::Statement& statement, int column);
/// A real of a result; throws `damage` if it is a text or a blob. NULL is NaN: SQLite turns a NaN
/// into NULL when it is written.
double realAt(const SQLite::Statement& statement, int column);
/// A whole number that must fit an int; throws `damage`.
int intAt(const SQLite::Statement& statement, int column);
/// A whole number that must be 0 or 1; throws `damage`.
bool truthAt(const SQLite::Statement& statement, int column);
std::string textAt(const SQLite::Statement& statement, int column);

} // namespace asge
