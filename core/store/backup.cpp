// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/backup.h"

#include "core/data/harden.h"
#include "core/store/database.h"
#include "core/store/files.h"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// An unused file name beside the store.
fs::path freeName(const fs::path& absolute, std::int64_t version) {
    const std::string first = absolute.string() + ".v" + std::to_string(version) + "-backup";
    std::string name = first;
    std::error_code ignored;
    for (int number = 2; fs::exists(fs::symlink_status(name, ignored)); ++number) {
        name = first + "-" + std::to_string(number);
    }
    return name;
}

[[noreturn]] void refuse(const fs::path& path, const fs::path& copy, const std::string& why) {
    throw StoreError(path.string() +
                     ": is of an older version and can't be upgraded, because its backup can't be "
                     "written: " +
                     copy.string() + ": " + why);
}

} // namespace

void copyPages(SQLite::Database& source, const fs::path& to) {
    SQLite::Database target(to.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    harden(target);
    SQLite::Backup backup(target, source);
    constexpr int kAllPages = -1;
    if (const int code = backup.executeStep(kAllPages); code != SQLITE_DONE) {
        throw SQLite::Exception(sqlite3_errstr(code), code);
    }
}

std::vector<fs::path> backupsOf(const fs::path& path) {
    const std::string first = path.filename().string() + ".v";
    std::vector<fs::path> found;
    std::error_code ignored;
    const fs::path folder = fs::absolute(path, ignored).parent_path();
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
        const std::string name = entry.path().filename().string();
        const std::size_t end = name.find("-backup", first.size());
        if (name.starts_with(first) && end != std::string::npos && !name.ends_with(".part")) {
            found.push_back(path.parent_path() / name);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

fs::path backUp(const fs::path& path, const fs::path& absolute, std::int64_t version) {
    const fs::path name = freeName(absolute, version);
    std::optional<ScratchFile> part;
    try {
        part.emplace(name);
        SQLite::Database source(absolute.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX);
        harden(source);
        copyPages(source, part->path());
    } catch (const std::exception& failure) { // from SQLite or from ScratchFile
        refuse(path, name, failure.what());
    }
    std::error_code error;
    // Users who may not read the store may not read its copy either.
    fs::permissions(part->path(), fs::status(absolute).permissions(), error);
    if ((error = putInPlace(part->path(), name, IfExists::keep))) {
        refuse(path, name, error.message());
    }
    return name;
}

} // namespace asge
