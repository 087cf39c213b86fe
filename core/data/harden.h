#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>

namespace asge {

/// Makes a connection fit for a file that others may have made: no view or trigger of the file is
/// run, its schema may call no function with side effects, cells are checked before they are read,
/// and what one statement may use is limited. Every connection of this program to a file is
/// hardened as soon as it is opened.
void harden(SQLite::Database& database);

/// Lets a hardened connection read a file that is damaged, one that is shorter than its header says
/// for example: SQLite reads nothing of it otherwise.
void tolerateDamage(SQLite::Database& database);

/// Limits the processor time that this thread's statements on hardened connections may take while
/// the object lives: a few pages can be linked so that a table never ends. A sound store doesn't
/// come near the limit, which grows with the file, and waiting for a disk or a lock doesn't count.
/// A statement that goes beyond it fails with SQLITE_INTERRUPT.
class TimeBound {
  public:
    explicit TimeBound(const std::filesystem::path& store);
    /// For what is read through that connection while others are written to: ends no statement of
    /// another one.
    explicit TimeBound(const SQLite::Database& read);
    ~TimeBound();
    TimeBound(const TimeBound&) = delete;
    TimeBound& operator=(const TimeBound&) = delete;

  private:
    double before_; ///< the limit of the object around this one
    const void* limitedBefore_;
};

} // namespace asge
