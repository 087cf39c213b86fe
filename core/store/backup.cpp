#include "core/store/backup.h"

#include "core/store/database.h"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <string>
#include <system_error>

namespace asge {
namespace {

namespace fs = std::filesystem;

/// A name beside the store that nothing has.
fs::path freeName(const fs::path& whole, std::int64_t version) {
    const std::string first = whole.string() + ".v" + std::to_string(version) + "-backup";
    std::string name = first;
    std::error_code ignored;
    for (int number = 2; fs::exists(fs::symlink_status(name, ignored)); ++number) {
        name = first + "-" + std::to_string(number);
    }
    return name;
}

[[noreturn]] void refuse(const fs::path& path, const fs::path& copy, const std::string& why) {
    throw StoreError(path.string() + ": is of an older version, and the copy of it that comes " +
                     "before a change can't be made: " + copy.string() + ": " + why);
}

/// The whole copy is one transaction of SQLite's, on disk when it returns.
void copyPages(const fs::path& path, const fs::path& from, const fs::path& to) {
    SQLite::Database source(from.string(), SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX);
    SQLite::Database target(to.string(),
                            SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX);
    SQLite::Backup backup(target, source);
    constexpr int kAllPages = -1;
    if (const int code = backup.executeStep(kAllPages); code != SQLITE_DONE) {
        refuse(path, to, sqlite3_errstr(code));
    }
}

} // namespace

fs::path backUp(const fs::path& path, const fs::path& whole, std::int64_t version) {
    const fs::path name = freeName(whole, version);
    const fs::path part = name.string() + ".part";
    std::error_code error;
    fs::remove(part, error); // what a copy that was cut short left
    fs::remove(part.string() + "-journal", error);
    try {
        copyPages(path, whole, part);
    } catch (const SQLite::Exception& failure) {
        fs::remove(part, error);
        refuse(path, name, failure.what());
    } catch (const StoreError&) {
        fs::remove(part, error);
        throw;
    }
    // Whoever may not read the store may not read its copy either.
    fs::permissions(part, fs::status(whole).permissions(), error);
    fs::rename(part, name, error);
    if (error) {
        refuse(path, name, error.message());
    }
    return name;
}

} // namespace asge
