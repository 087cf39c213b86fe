// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>

namespace asge {

/// Marks a store's file, and the files of its log, as locked by this process while the object
/// exists. SQLite locks them with POSIX locks, and closing any descriptor of such a file drops all
/// locks that the process has on it (fcntl(2)), also if it was opened only to be read. Other
/// programs then write while this one does, which destroys the store. So nothing but SQLite may
/// open them. Thread-safe.
class LockedFile {
  public:
    explicit LockedFile(std::filesystem::path file);
    ~LockedFile();
    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;

  private:
    std::filesystem::path file_;
};

/// Whether the file, by whatever name, is one that a LockedFile marks.
bool isLocked(const std::filesystem::path& file);
/// Throws BadInput if isLocked. To be called before a file that the user has named is opened.
void requireNotLocked(const std::filesystem::path& file);

} // namespace asge
