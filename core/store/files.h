// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

namespace asge {

/// Whether a file, folder or link exists under this name, also a dangling link.
bool pathExists(const std::filesystem::path& file);

/// What to do if the target file exists.
enum class IfExists { keep, replace };

/// Renames a finished file to `name` and makes sure that file and name are on disk. If that fails,
/// removes the finished file and returns the error.
std::error_code putInPlace(const std::filesystem::path& finished, const std::filesystem::path& name,
                           IfExists ifExists);

/// A new, empty file beside `file`, for example "runs.sqlite.asge-1234.part". The destructor
/// removes it, and the logs that SQLite made beside it, unless putInPlace has renamed it;
/// std::quick_exit removes it too. If the program is killed, the file stays until a program makes
/// the next scratch file in that folder or calls removeLeftovers, which recognise leftovers by
/// their released lock.
///
/// The constructor throws StoreError "FILE: cannot be written: …" if the file can't be made. The
/// object holds the file open. SQLite connections to the file must be closed before it is
/// destroyed.
class ScratchFile {
  public:
    explicit ScratchFile(const std::filesystem::path& file);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    int lock_ = -1; ///< file descriptor that holds the lock
};

/// Throws StoreError "FILE: cannot be written: …" with the system's reason.
[[noreturn]] void throwNotWritten(const std::filesystem::path& file, std::error_code error);

/// Writes the content of a scratch file. `file` is its later name, for errors. Throws as
/// throwNotWritten does.
void writeBytes(const ScratchFile& scratch, std::string_view bytes,
                const std::filesystem::path& file);

/// Creates a folder and its missing parent folders. The destructor removes those that it created
/// and that are empty, unless keep() was called.
class NewFolder {
  public:
    /// Throws StoreError "FOLDER: cannot be created: …".
    explicit NewFolder(const std::filesystem::path& folder);
    ~NewFolder();
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    void keep() { made_.clear(); }

  private:
    std::vector<std::filesystem::path> made_; ///< deepest first
};

/// Removes the scratch files of killed programs in a folder.
void removeLeftovers(const std::filesystem::path& folder);

} // namespace asge
