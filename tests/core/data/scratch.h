// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "core/base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Helpers for tests with files.
namespace asge::scratch {

using Bytes = std::vector<std::uint8_t>;

/// A temporary folder that is removed after the test.
class Folder {
  public:
    Folder() {
        std::string path = (std::filesystem::temp_directory_path() / "asge-test-XXXXXX").string();
        if (mkdtemp(path.data()) == nullptr) {
            throw std::runtime_error("no temporary folder: " + path);
        }
        path_ = path;
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path write(const std::string& name, const Bytes& bytes) const {
        const std::filesystem::path file = path_ / name;
        std::filesystem::create_directories(file.parent_path());
        // Some file systems wait for the disk when a file is overwritten.
        std::filesystem::remove(file);
        std::ofstream out(file, std::ios::binary);
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
        if (!out.flush()) {
            throw std::runtime_error("can't write " + file.string());
        }
        return file;
    }
    std::filesystem::path write(const std::string& name, std::string_view text) const {
        return write(name, Bytes(text.begin(), text.end()));
    }

  private:
    std::filesystem::path path_;
};

/// Sets or unsets an environment variable until the end of the scope.
class Variable {
  public:
    Variable(std::string name, const std::optional<std::string>& value) : name_(std::move(name)) {
        if (const char* before = std::getenv(name_.c_str())) {
            before_ = before;
        }
        assign(value);
    }
    ~Variable() { assign(before_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

  private:
    void assign(const std::optional<std::string>& value) {
        if (value) {
            setenv(name_.c_str(), value->c_str(), 1);
        } else {
            unsetenv(name_.c_str());
        }
    }

    std::string name_;
    std::optional<std::string> before_;
};

/// The message of the BadInput that `action` throws; if it throws none, "" and a test failure.
/// Other exceptions are not caught.
template <typename Action>
std::string messageOf(Action action) {
    try {
        action();
    } catch (const BadInput& error) {
        return error.what();
    }
    ADD_FAILURE() << "no BadInput";
    return {};
}

/// By how many MiB `action` raised the peak memory of this process.
template <typename Action>
std::int64_t peakGrowth(const Action& action) {
    const auto peak = [] {
        std::ifstream status("/proc/self/status");
        for (std::string line; std::getline(status, line);) {
            if (line.starts_with("VmHWM:")) {
                return std::atoll(line.c_str() + 6) / 1024;
            }
        }
        return 0LL;
    };
    std::ofstream("/proc/self/clear_refs") << 5; // resets the peak
    const auto before = peak();
    action();
    return peak() - before;
}

/// Whether the text is one line of readable UTF-8.
inline bool isOneLine(const std::string& message) {
    const bool hasControls = std::any_of(message.begin(), message.end(),
                                         [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    return !message.empty() && !hasControls && !findInvalidUtf8(message);
}

} // namespace asge::scratch
