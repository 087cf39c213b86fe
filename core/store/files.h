#pragma once

#include <filesystem>
#include <system_error>

namespace asge {

/// Something has this name, be it a link that leads nowhere.
bool isThere(const std::filesystem::path& file);

/// What becomes of a file whose name is wanted.
enum class Occupied { stays, goes };

/// Gives a finished file its name and sees to it that both are on disk; removes it where it can't.
std::error_code putInPlace(const std::filesystem::path& finished, const std::filesystem::path& name,
                           Occupied occupied);

/// A file that is gone when the object is, with the logs that SQLite makes beside it; also if
/// std::quick_exit ends the program before.
class ScratchFile {
  public:
    explicit ScratchFile(std::filesystem::path path);
    ~ScratchFile();
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// A name beside `file` that this process alone uses: "runs.sqlite.1234.part".
std::filesystem::path partName(const std::filesystem::path& file);

} // namespace asge
