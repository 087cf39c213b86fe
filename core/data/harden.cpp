// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/harden.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include <sys/stat.h>
#include <time.h>

namespace asge {
namespace {

constexpr double kUnlimited = std::numeric_limits<double>::infinity();

/// The thread's processor time at which its statements are ended.
thread_local double timeLimit = kUnlimited;
/// The only connection to which the limit applies; null for all connections.
thread_local const void* limited = nullptr;

double threadTime() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

int isOverdue(void* connection) {
    if (timeLimit == kUnlimited || threadTime() <= timeLimit) {
        return 0;
    }
    return limited == nullptr || limited == connection ? 1 : 0;
}

/// The size of a file on the disk, without holes. Some file systems do not report the number of
/// blocks.
double bytesOf(const std::filesystem::path& file) {
    constexpr double kBlock = 512;
    struct stat status = {};
    if (stat(file.c_str(), &status) != 0) {
        return 0;
    }
    return status.st_blocks > 0 ? kBlock * static_cast<double>(status.st_blocks)
                                : static_cast<double>(status.st_size);
}

// All limits are far above what this program's own statements need.
constexpr std::array<std::pair<int, int>, 11> kLimits{{
    {SQLITE_LIMIT_LENGTH, 512 << 20}, // of a value: probe images, or maps of large pictures
    {SQLITE_LIMIT_SQL_LENGTH, 100'000},
    {SQLITE_LIMIT_COLUMN, 200},
    {SQLITE_LIMIT_EXPR_DEPTH, 100},
    {SQLITE_LIMIT_COMPOUND_SELECT, 10},
    {SQLITE_LIMIT_VDBE_OP, 100'000},
    {SQLITE_LIMIT_FUNCTION_ARG, 32},
    {SQLITE_LIMIT_ATTACHED, 1}, // VACUUM needs one
    {SQLITE_LIMIT_VARIABLE_NUMBER, 250},
    {SQLITE_LIMIT_TRIGGER_DEPTH, 10}, // deletions cascade from a run to its maps
    {SQLITE_LIMIT_WORKER_THREADS, 0},
}};

void configure(sqlite3* connection, int option, int value) {
    // Errors are ignored, because this version of SQLite may lack the option.
    sqlite3_db_config(connection, option, value, nullptr);
}

} // namespace

void harden(SQLite::Database& database) {
    sqlite3* const connection = database.getHandle();
    configure(connection, SQLITE_DBCONFIG_DEFENSIVE, 1);
    configure(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0);
    // This does not affect temporary views, which this program uses to read older stores.
    configure(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0);
    configure(connection, SQLITE_DBCONFIG_ENABLE_VIEW, 0);
    configure(connection, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0);
    for (const auto& [limit, most] : kLimits) {
        sqlite3_limit(connection, limit, most);
    }
    // If a memory-mapped file is truncated, the program would crash.
    database.exec("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0");
    constexpr int kOperations = 50'000; // checked every few milliseconds
    sqlite3_progress_handler(connection, kOperations, isOverdue, connection);
}

void tolerateDamage(SQLite::Database& database) {
    configure(database.getHandle(), SQLITE_DBCONFIG_DEFENSIVE, 0);
    database.exec("PRAGMA writable_schema = ON");
}

TimeBound::TimeBound(const std::filesystem::path& store)
    : before_(timeLimit), limitedBefore_(limited) {
    constexpr double kSeconds = 2;              // reading a small store takes some milliseconds
    constexpr double kBytesPerSecond = 4 << 20; // a tenth of the speed of a slow computer
    constexpr double kMostSeconds = 24 * 3600;
    const double bytes = bytesOf(store) + bytesOf(store.string() + "-wal");
    timeLimit = threadTime() + std::min(kSeconds + bytes / kBytesPerSecond, kMostSeconds);
    limited = nullptr;
}

TimeBound::TimeBound(const SQLite::Database& read)
    : TimeBound(std::filesystem::path(sqlite3_db_filename(read.getHandle(), "main"))) {
    limited = read.getHandle();
}

TimeBound::~TimeBound() {
    timeLimit = before_;
    limited = limitedBefore_;
}

} // namespace asge
