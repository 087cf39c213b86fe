// SPDX-License-Identifier: GPL-3.0-or-later

// Part of each test program: gives it a cache folder of its own, which is removed at its end.
#include <cstdlib>
#include <filesystem>
#include <string>

namespace {

class OwnCache {
  public:
    OwnCache() {
        std::string folder =
            (std::filesystem::temp_directory_path() / "asge-cache-XXXXXX").string();
        if (mkdtemp(folder.data()) != nullptr) {
            folder_ = folder;
            setenv("XDG_CACHE_HOME", folder.c_str(), /*overwrite=*/1);
        }
    }
    ~OwnCache() {
        std::error_code ignored;
        if (!folder_.empty()) {
            std::filesystem::remove_all(folder_, ignored);
        }
    }
    OwnCache(const OwnCache&) = delete;
    OwnCache& operator=(const OwnCache&) = delete;

  private:
    std::filesystem::path folder_;
};

const OwnCache ownCache;

} // namespace
