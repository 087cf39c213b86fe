// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/files.h"

#include "core/base/error.h"
#include "core/base/locked_files.h"
#include "core/base/text.h"

#include <fstream>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLargestSmallFile = 1U << 20U;

std::string shownName(const fs::path& file) {
    return file.empty() ? "''" : oneLine(file.string());
}

std::uintmax_t regularFileSize(const fs::path& file) {
    const auto fail = [&](const std::string& what) {
        throw BadInput(shownName(file) + ": " + what);
    };
    std::error_code error;
    const fs::file_status status = fs::status(file, error);
    if (status.type() == fs::file_type::not_found) {
        fail("no such file");
    }
    if (error) {
        fail("can't be read: " + error.message());
    }
    if (fs::is_directory(status)) {
        fail("is a directory, not a file");
    }
    if (!fs::is_regular_file(status)) {
        fail("is not a regular file");
    }
    const std::uintmax_t size = fs::file_size(file, error);
    if (error) {
        fail("can't be read: " + error.message());
    }
    return size;
}

std::string readSmallFile(const fs::path& file, const std::string& what) {
    const std::uintmax_t size = regularFileSize(file);
    if (size > kLargestSmallFile) {
        throw BadInput(shownName(file) + ": is larger than 1 MiB, too large for " + what);
    }
    requireNotLocked(file);
    std::ifstream in(file, std::ios::binary);
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    if (!in && !in.eof()) {
        throw BadInput(shownName(file) + ": can't be read; check its permissions");
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    return text;
}

std::string absolutePath(const std::string& path) {
    return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

} // namespace asge
