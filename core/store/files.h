// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <string_view>
#include <system_error>
#include <vector>

namespace asge {

/// Something has this name, be it a link that leads nowhere.
bool isThere(const std::filesystem::path& file);

/// What becomes of a file whose name is wanted.
enum class Occupied { stays, goes };

/// Gives a finished file its name and sees to it that both are on disk; removes it where it can't.
std::error_code putInPlace(const std::filesystem::path& finished, const std::filesystem::path& name,
                           Occupied occupied);

/// A new, empty file beside `file` that is gone when the object is, with the logs that SQLite makes
/// beside it: "runs.sqlite.asge-1234.part". Its name may be taken from it by putInPlace. If the
/// program is killed (std::quick_exit removes it), the file stays until a program makes the next
/// one in that folder, or calls removeLeftovers: a lock tells that its maker is gone.
///
/// Throws StoreError "FILE: cannot be written: …" if it can't be made. It holds the file open, and
/// SQLite's connections to it must be closed before it goes.
class ScratchFile {
  public:
    explicit ScratchFile(const std::filesystem::path& file);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
    int lock_ = -1; ///< descriptor that holds the lock
};

/// Throws StoreError "FILE: cannot be written: …" with the system's reason.
[[noreturn]] void throwNotWritten(const std::filesystem::path& file, std::error_code error);

/// Makes the scratch file's contents; `file` is the name that it will get, for errors. Throws as
/// throwNotWritten.
void writeBytes(const ScratchFile& scratch, std::string_view bytes,
                const std::filesystem::path& file);

/// A folder, made with those above it that were missing. Unless they are kept, those that it made
/// go with it, if they are empty.
class NewFolder {
  public:
    /// Throws StoreError "FOLDER: cannot be created: …".
    explicit NewFolder(const std::filesystem::path& folder);
    ~NewFolder();
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;

    void keep() { made_.clear(); }

  private:
    std::vector<std::filesystem::path> made_; ///< the deepest first
};

/// Removes the scratch files in a folder whose makers were killed.
void removeLeftovers(const std::filesystem::path& folder);

} // namespace asge
