// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include <sys/mount.h>

namespace asge::test {

/// A tmpfs that is mounted on a new folder while the object lives. Only root can mount one.
class SmallDisk {
  public:
    explicit SmallDisk(std::filesystem::path folder, const std::string& size = "2m")
        : folder_(std::move(folder)), size_("size=" + size) {
        std::filesystem::create_directory(folder_);
        plugIn();
    }
    ~SmallDisk() { pullOut(); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isThere() const { return isThere_; }
    const std::filesystem::path& folder() const { return folder_; }

    /// Mounts an empty file system.
    void plugIn() { isThere_ = mount("tmpfs", folder_.c_str(), "tmpfs", 0, size_.c_str()) == 0; }
    /// Makes the file system larger. Returns false if that fails.
    bool grow() const {
        return mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, "size=64m") == 0;
    }
    /// Unmounts the file system, even if files on it are open. Returns false if that fails.
    bool pullOut() {
        const bool done = isThere_ && umount2(folder_.c_str(), MNT_DETACH) == 0;
        isThere_ = isThere_ && !done;
        return done;
    }
    /// Fills the file system completely.
    void fill() const {
        std::ofstream file(filler(), std::ios::binary);
        const std::string block(4096, 'x');
        while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
    }
    void makeRoom() const { std::filesystem::remove(filler()); }

  private:
    std::filesystem::path filler() const { return folder_ / "filler"; }

    const std::filesystem::path folder_;
    const std::string size_;
    bool isThere_ = false;
};

} // namespace asge::test
