// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/codec.h"

#include <sqlite3.h>

namespace asge {

SQLite::Exception damage(const std::string& what) {
    return SQLite::Exception(what, SQLITE_CORRUPT);
}

bool matchesExtents(std::size_t size, std::initializer_list<std::int64_t> extents) {
    std::int64_t product = 1;
    for (const std::int64_t extent : extents) {
        if (extent < 0 || __builtin_mul_overflow(product, extent, &product)) {
            return false;
        }
    }
    return size == static_cast<std::size_t>(product);
}

void bindBlob(SQLite::Statement& statement, int index, std::string_view bytes) {
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        throw SQLite::Exception("string or blob too big", SQLITE_TOOBIG);
    }
    // SQLite binds a null pointer as NULL.
    const char* data = bytes.empty() ? "" : bytes.data();
    statement.bindNoCopy(index, static_cast<const void*>(data), static_cast<int>(bytes.size()));
}

std::string_view blobAt(const SQLite::Statement& statement, int column) {
    const SQLite::Column value = statement.getColumn(column);
    const auto* data = static_cast<const char*>(value.getBlob());
    const auto size = static_cast<std::size_t>(value.getBytes());
    return data == nullptr ? std::string_view() : std::string_view(data, size);
}

double realAt(const SQLite::Statement& statement, int column) {
    const SQLite::Column value = statement.getColumn(column);
    switch (value.getType()) {
    case SQLITE_NULL:
        return std::numeric_limits<double>::quiet_NaN();
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        return value.getDouble();
    default:
        throw damage(std::string(value.getName()) + " is not a number");
    }
}

std::optional<double> optionalRealAt(const SQLite::Statement& statement, int column) {
    return statement.getColumn(column).isNull() ? std::nullopt
                                                : std::optional(realAt(statement, column));
}

bool boolAt(const SQLite::Statement& statement, int column) {
    const std::int64_t value = statement.getColumn(column).getInt64();
    if (value != 0 && value != 1) {
        throw damage(std::to_string(value) + " is neither 0 nor 1");
    }
    return value == 1;
}

int intAt(const SQLite::Statement& statement, int column) {
    const std::int64_t value = statement.getColumn(column).getInt64();
    if (value < std::numeric_limits<int>::min() || value > std::numeric_limits<int>::max()) {
        throw damage(std::to_string(value) + " is out of range");
    }
    return static_cast<int>(value);
}

std::string textAt(const SQLite::Statement& statement, int column) {
    return statement.getColumn(column).getString();
}

} // namespace asge
