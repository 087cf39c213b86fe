// SPDX-License-Identifier: GPL-3.0-or-later

// Access to a store with plain SQLite, without the programs' code.
#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <memory>
#include <string>

namespace asge::test {

/// The first cell of a query's result.
inline std::string firstCell(const std::string& file, const std::string& sql) {
    sqlite3* raw = nullptr;
    sqlite3_open(file.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> store(raw, sqlite3_close);
    sqlite3_busy_timeout(raw, 30000);
    std::string answer;
    sqlite3_exec(
        store.get(), sql.c_str(),
        [](void* text, int, char** values, char**) {
            *static_cast<std::string*>(text) = values[0] == nullptr ? "" : values[0];
            return 1; // no more rows
        },
        &answer, nullptr);
    return answer;
}

inline std::string integrity(const std::string& file) {
    return firstCell(file, "PRAGMA integrity_check");
}

inline void execute(const std::string& file, const char* sql) {
    sqlite3* raw = nullptr;
    sqlite3_open(file.c_str(), &raw);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(raw, sqlite3_close);
    ASSERT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
}

} // namespace asge::test
