// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace asge {

/// Makes a connection safe for a file that may come from anybody: no view or trigger of the file is
/// run, its schema can't call functions with side effects, cells are checked before they are read,
/// and the resources of a statement are limited. Every connection of this program to a file is
/// hardened when it is opened.
void harden(SQLite::Database& database);

/// Lets a hardened connection read a damaged file, for example one that is shorter than its header
/// says. Without this, SQLite refuses to read it.
void tolerateDamage(SQLite::Database& database);

/// Limits the processor time of this thread's statements on hardened connections while the object
/// exists, because a few pages can be linked into an endless table. The limit grows with the file
/// and is far above what an intact store needs; waiting for a disk or a lock does not count. A
/// statement beyond the limit fails with SQLITE_INTERRUPT.
class TimeBound {
  public:
    explicit TimeBound(const std::filesystem::path& store);
    /// Limits only statements on this connection, for reading while another connection writes.
    explicit TimeBound(const SQLite::Database& read);
    ~TimeBound();
    TimeBound(const TimeBound&) = delete;
    TimeBound& operator=(const TimeBound&) = delete;

  private:
    double before_; ///< the limit of the enclosing object
    const void* limitedBefore_;
};

} // namespace asge
