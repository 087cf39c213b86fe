// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/verdict_cache.h"

#include "core/base/text.h"
#include "core/data/harden.h"

#include <jpeglib.h>
#include <png.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <system_error>
#include <utility>

#include <sys/stat.h>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// Must be incremented when the rules for judging files change; this clears the cache.
constexpr int kRules = 1;
constexpr std::int64_t kFlushEvery = 1'000'000'000; ///< ns
constexpr std::size_t kPendingPerWrite = 20'000;
constexpr std::size_t kMostPending = 200'000; ///< while other processes keep the cache locked
constexpr std::size_t kLongestNote = 500;
constexpr std::int64_t kMostPixels = 100'000'000; ///< of one picture
constexpr std::int64_t kLongestSide = 20'000;
constexpr std::uint64_t kWhite = 255;

constexpr const char* kSchema = R"(
    CREATE TABLE IF NOT EXISTS folder (
        id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, used INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS image (
        id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, name BLOB NOT NULL, size INTEGER NOT NULL,
        modified INTEGER NOT NULL, changed INTEGER NOT NULL, inode INTEGER NOT NULL,
        channels INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        sound INTEGER NOT NULL, note TEXT NOT NULL, UNIQUE (folder, name)) STRICT;
    CREATE TABLE IF NOT EXISTS sums (
        image INTEGER NOT NULL, cut TEXT NOT NULL, channel INTEGER NOT NULL, sum INTEGER NOT NULL,
        squares INTEGER NOT NULL, PRIMARY KEY (image, cut, channel)) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS memo (
        key TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS reader (text TEXT NOT NULL) STRICT;
)";

std::int64_t wallNanoseconds() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::int64_t steadyNanoseconds() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

/// The versions of the rules and libraries by which files are judged; with other versions, verdicts
/// may differ.
std::string readerText() {
    return std::to_string(kRules) + " libjpeg " + std::to_string(LIBJPEG_TURBO_VERSION_NUMBER) +
           " libpng " + png_get_libpng_ver(nullptr);
}

/// Days since 1970. Uses are recorded per day, so that most starts write nothing.
std::int64_t today() {
    constexpr std::int64_t kDay = 86'400'000'000'000;
    return wallNanoseconds() / kDay;
}

void bindBytes(SQLite::Statement& statement, int index, const std::string& bytes) {
    statement.bind(index, bytes.data(), static_cast<int>(bytes.size()));
}

void bindStamp(SQLite::Statement& statement, int first, const FileStamp& stamp) {
    statement.bind(first, stamp.size);
    statement.bind(first + 1, stamp.modified);
    statement.bind(first + 2, stamp.changed);
    statement.bind(first + 3, static_cast<std::int64_t>(stamp.inode));
}

/// The folder and name of a file. Folders are absolute, so that they do not depend on the working
/// directory.
class PathParts {
  public:
    std::pair<std::string, std::string> of(const std::string& file) {
        const std::size_t slash = file.rfind('/');
        const std::string folder = slash == std::string::npos ? "." : file.substr(0, slash + 1);
        const auto known = absolute_.find(folder);
        const std::string& whole =
            known != absolute_.end() ? known->second : absolute_[folder] = absolute(folder);
        return {whole, slash == std::string::npos ? file : file.substr(slash + 1)};
    }

  private:
    static std::string absolute(const std::string& folder) {
        std::error_code error;
        const fs::path whole = fs::canonical(folder, error);
        return error ? folder : whole.string();
    }

    std::map<std::string, std::string> absolute_;
};

bool isPlausible(const FileVerdict& verdict) {
    const PictureInfo& info = verdict.info;
    const auto isSide = [](int side) { return side >= 1 && side <= kLongestSide; };
    const bool isPicture =
        (info.channels == 1 || info.channels == 3) && isSide(info.width) && isSide(info.height);
    return isPicture || !verdict.isSound;
}

bool isPlausible(const ChannelSum& sum) {
    constexpr auto most = static_cast<std::uint64_t>(kMostPixels) * kWhite;
    return sum.sum <= most && sum.squares <= most * kWhite;
}

} // namespace

/// An open cache, and its prepared statements.
struct VerdictCache::Connection {
    Connection(const fs::path& file, bool writes)
        : database(file.string(),
                   (writes ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE : SQLite::OPEN_READONLY) |
                       SQLITE_OPEN_NOFOLLOW),
          isForWriting(writes) {
        harden(database);
        // Short, because loading that is stopped must not wait for other processes.
        constexpr int kBusyTimeoutMs = 100;
        database.setBusyTimeout(kBusyTimeoutMs);
        if (writes) {
            // The cache may be lost in a power failure.
            database.exec("PRAGMA synchronous = OFF");
            SQLite::Transaction all(database, SQLite::TransactionBehavior::IMMEDIATE);
            makeTables();
            all.commit();
        } else if (textOf("SELECT text FROM reader") != readerText()) {
            throw SQLite::Exception("of another version", SQLITE_MISMATCH);
        }
    }

    void makeTables() {
        database.exec(kSchema);
        if (textOf("SELECT text FROM reader") == readerText()) {
            return;
        }
        database.exec("DELETE FROM image; DELETE FROM sums; DELETE FROM folder; DELETE FROM memo; "
                      "DELETE FROM reader");
        SQLite::Statement insert(database, "INSERT INTO reader VALUES (?)");
        insert.bind(1, readerText());
        insert.exec();
    }

    std::string textOf(const char* query) {
        SQLite::Statement statement(database, query);
        return statement.executeStep() ? statement.getColumn(0).getString() : std::string();
    }

    /// 0 if the folder is unknown.
    std::int64_t folder(const std::string& path) {
        const auto known = folders.find(path);
        if (known != folders.end()) {
            return known->second;
        }
        SQLite::Statement select(database, "SELECT id FROM folder WHERE path = ?");
        bindBytes(select, 1, path);
        const std::int64_t id = select.executeStep() ? select.getColumn(0).getInt64() : 0;
        if (id != 0) {
            folders[path] = id;
        }
        return id;
    }

    std::int64_t folderMade(const std::string& path) {
        if (const std::int64_t id = folder(path); id != 0) {
            return id;
        }
        SQLite::Statement insert(database, "INSERT INTO folder (path, used) VALUES (?, ?)");
        bindBytes(insert, 1, path);
        insert.bind(2, today());
        insert.exec();
        return folders[path] = database.getLastInsertRowid();
    }

    SQLite::Database database;
    bool isForWriting;
    PathParts parts;
    std::map<std::string, std::int64_t> folders;
};

namespace {

/// Reads verdicts one at a time.
class VerdictQuery {
  public:
    VerdictQuery(SQLite::Database& database, const std::string& cut)
        : image_(database, "SELECT id, channels, width, height, sound, note FROM image WHERE "
                           "folder = ? AND name = ? AND size = ? AND modified = ? AND changed = ? "
                           "AND inode = ?"),
          sums_(database, "SELECT sum, squares FROM sums WHERE image = ? AND cut = ? ORDER BY "
                          "channel LIMIT 3"),
          cut_(cut) {}

    std::optional<FileVerdict> of(std::int64_t folder, const std::string& name,
                                  const FileStamp& stamp) {
        image_.reset();
        image_.bind(1, folder);
        bindBytes(image_, 2, name);
        bindStamp(image_, 3, stamp);
        if (!image_.executeStep()) {
            return std::nullopt;
        }
        FileVerdict verdict;
        verdict.info = {image_.getColumn(1).getInt(), image_.getColumn(2).getInt(),
                        image_.getColumn(3).getInt()};
        verdict.isSound = image_.getColumn(4).getInt() != 0;
        verdict.note = oneLine(image_.getColumn(5).getString(), kLongestNote);
        if (!isPlausible(verdict)) {
            return std::nullopt;
        }
        verdict.sums = sumsOf(image_.getColumn(0).getInt64(), verdict.info.channels);
        return verdict;
    }

  private:
    std::vector<ChannelSum> sumsOf(std::int64_t image, int channels) {
        sums_.reset();
        sums_.bind(1, image);
        sums_.bind(2, cut_);
        std::vector<ChannelSum> sums;
        while (sums_.executeStep()) {
            sums.push_back({static_cast<std::uint64_t>(sums_.getColumn(0).getInt64()),
                            static_cast<std::uint64_t>(sums_.getColumn(1).getInt64())});
        }
        const bool isWhole = sums.size() == static_cast<std::size_t>(channels) &&
                             std::all_of(sums.begin(), sums.end(),
                                         [](const ChannelSum& sum) { return isPlausible(sum); });
        return isWhole ? sums : std::vector<ChannelSum>();
    }

    SQLite::Statement image_;
    SQLite::Statement sums_;
    const std::string cut_;
};

/// Writes verdicts one at a time.
class VerdictInsertion {
  public:
    explicit VerdictInsertion(SQLite::Database& database)
        : outdated_(database, "DELETE FROM sums WHERE image = (SELECT id FROM image WHERE folder = "
                              "? AND name = ? AND (size, modified, changed, inode) IS NOT (?, ?, "
                              "?, ?))"),
          image_(database,
                 "INSERT INTO image (folder, name, size, modified, changed, inode, channels, "
                 "width, height, sound, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT "
                 "(folder, name) DO UPDATE SET size = excluded.size, modified = excluded.modified, "
                 "changed = excluded.changed, inode = excluded.inode, channels = "
                 "excluded.channels, width = excluded.width, height = excluded.height, sound = "
                 "excluded.sound, note = excluded.note RETURNING id"),
          sums_(database, "INSERT OR REPLACE INTO sums VALUES (?, ?, ?, ?, ?)") {}

    void add(std::int64_t folder, const std::string& name, const FileStamp& stamp,
             const std::string& cut, const FileVerdict& verdict) {
        outdated_.reset();
        outdated_.bind(1, folder);
        bindBytes(outdated_, 2, name);
        bindStamp(outdated_, 3, stamp);
        outdated_.exec();
        image_.reset();
        image_.bind(1, folder);
        bindBytes(image_, 2, name);
        bindStamp(image_, 3, stamp);
        image_.bind(7, verdict.info.channels);
        image_.bind(8, verdict.info.width);
        image_.bind(9, verdict.info.height);
        image_.bind(10, verdict.isSound ? 1 : 0);
        image_.bind(11, verdict.note);
        image_.executeStep();
        addSums(image_.getColumn(0).getInt64(), cut, verdict.sums);
        image_.reset(); // otherwise the statement would keep the transaction open
    }

  private:
    void addSums(std::int64_t image, const std::string& cut, const std::vector<ChannelSum>& sums) {
        for (std::size_t channel = 0; channel < sums.size(); ++channel) {
            sums_.reset();
            sums_.bind(1, image);
            sums_.bind(2, cut);
            sums_.bind(3, static_cast<std::int64_t>(channel));
            sums_.bind(4, static_cast<std::int64_t>(sums[channel].sum));
            sums_.bind(5, static_cast<std::int64_t>(sums[channel].squares));
            sums_.exec();
        }
    }

    SQLite::Statement outdated_;
    SQLite::Statement image_;
    SQLite::Statement sums_;
};

std::uint64_t usedBytes(SQLite::Database& database) {
    const auto pragma = [&](const char* text) {
        return static_cast<std::uint64_t>(database.execAndGet(text).getInt64());
    };
    return (pragma("PRAGMA page_count") - pragma("PRAGMA freelist_count")) *
           pragma("PRAGMA page_size");
}

/// Deletes the least recently used folders until half of the space is free; with less, this would
/// be necessary again at every write.
void makeRoom(SQLite::Database& database, std::uint64_t mostBytes) {
    if (usedBytes(database) <= mostBytes) {
        return;
    }
    database.exec("DELETE FROM memo");
    SQLite::Statement oldest(database, "SELECT id FROM folder ORDER BY used, id LIMIT 1");
    SQLite::Statement sums(database, "DELETE FROM sums WHERE image IN (SELECT id FROM image WHERE "
                                     "folder = ?)");
    SQLite::Statement images(database, "DELETE FROM image WHERE folder = ?");
    SQLite::Statement folder(database, "DELETE FROM folder WHERE id = ?");
    while (usedBytes(database) > mostBytes / 2 && oldest.executeStep()) {
        const std::int64_t id = oldest.getColumn(0).getInt64();
        oldest.reset();
        for (SQLite::Statement* statement : {&sums, &images, &folder}) {
            statement->reset();
            statement->bind(1, id);
            statement->exec();
        }
    }
}

void makeFolder(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::exists(folder, ignored)) {
        fs::create_directories(folder.parent_path(), ignored);
        mkdir(folder.c_str(),
              S_IRWXU); // the mode that the XDG base directory specification demands
    }
}

constexpr std::array<const char*, 4> kEndings{"", "-journal", "-wal", "-shm"}; ///< SQLite's files

/// Checked because opening a pipe would wait for a writer.
bool hasOnlyFiles(const fs::path& cache) {
    return std::all_of(kEndings.begin(), kEndings.end(), [&](const char* ending) {
        std::error_code ignored;
        const fs::file_status status = fs::status(cache.string() + ending, ignored);
        return !fs::exists(status) || fs::is_regular_file(status);
    });
}

void removeCache(const fs::path& file) {
    std::error_code ignored;
    for (const char* ending : kEndings) {
        const fs::path each = file.string() + ending;
        if (!fs::is_directory(each, ignored)) {
            fs::remove(each, ignored);
        }
    }
}

bool isDamage(const SQLite::Exception& error) {
    const int code = error.getErrorCode();
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR ||
           code == SQLITE_MISMATCH;
}

} // namespace

fs::path VerdictCache::defaultPath() {
    const auto folderIn = [](const char* variable) -> fs::path {
        const char* value = std::getenv(variable);
        const fs::path folder = value == nullptr ? "" : value;
        return folder.is_absolute() ? folder : fs::path();
    };
    if (const fs::path cache = folderIn("XDG_CACHE_HOME"); !cache.empty()) {
        return cache / "asge" / "images.sqlite";
    }
    const fs::path home = folderIn("HOME");
    return home.empty() ? home : home / ".cache" / "asge" / "images.sqlite";
}

VerdictCache::VerdictCache(fs::path file, std::uint64_t mostBytes)
    : file_(std::move(file)), mostBytes_(mostBytes), openedAt_(wallNanoseconds()),
      isGivenUp_(file_.empty()), flushed_(steadyNanoseconds()) {}

VerdictCache::~VerdictCache() {
    flush();
}

/// Null if there is nothing to read.
VerdictCache::Connection* VerdictCache::connection(bool writes) {
    if (connection_ && (connection_->isForWriting || !writes)) {
        return connection_.get();
    }
    std::error_code ignored;
    if (!writes && !fs::exists(file_, ignored)) {
        return nullptr;
    }
    if (writes) {
        makeFolder(file_.parent_path());
    }
    connection_.reset();
    if (!hasOnlyFiles(file_)) {
        isGivenUp_ = true;
        return nullptr;
    }
    connection_ = std::make_unique<Connection>(file_, writes);
    return connection_.get();
}

/// Calls work(connection) with the mutex held, if there is a connection. Returns false if another
/// process has locked the cache. A damaged cache is recreated once; after any other error it is no
/// longer used.
template <typename Work>
bool VerdictCache::attempt(bool writes, const Work& work) {
    for (int tries = 0; tries < 2 && !isGivenUp_; ++tries) {
        try {
            if (Connection* const open = connection(writes)) {
                work(*open);
            }
            return true;
        } catch (const SQLite::Exception& error) {
            connection_.reset();
            if (error.getErrorCode() == SQLITE_BUSY || error.getErrorCode() == SQLITE_LOCKED) {
                return false;
            }
            if (!isDamage(error)) {
                isGivenUp_ = writes; // a cache that can't be read may still be rewritten
                return true;
            }
            removeCache(file_);
        }
    }
    return true;
}

std::vector<std::optional<FileVerdict>>
VerdictCache::find(const std::vector<std::string>& files,
                   const std::vector<std::optional<FileStamp>>& stamps, const std::string& cut) {
    const std::lock_guard lock(mutex_);
    std::vector<std::optional<FileVerdict>> verdicts(files.size());
    attempt(false, [&](Connection& open) {
        const SQLite::Transaction all(open.database); // one lock for all reads
        open.folders.clear();                         // other processes may have deleted some
        VerdictQuery query(open.database, cut);
        for (std::size_t i = 0; i < files.size(); ++i) {
            const auto [folder, name] = open.parts.of(files[i]);
            if (const std::int64_t id = stamps[i] ? open.folder(folder) : 0; id != 0) {
                verdicts[i] = query.of(id, name, *stamps[i]);
            }
        }
    });
    markUsed();
    return verdicts;
}

/// Records the current day for the folders that were looked up.
void VerdictCache::markUsed() {
    std::vector<std::int64_t> stale;
    attempt(false, [&](Connection& open) {
        SQLite::Statement select(open.database, "SELECT used FROM folder WHERE id = ?");
        for (const auto& [path, id] : open.folders) {
            select.reset();
            select.bind(1, id);
            if (select.executeStep() && select.getColumn(0).getInt64() != today()) {
                stale.push_back(id);
            }
        }
    });
    if (stale.empty()) {
        return;
    }
    attempt(true, [&](Connection& open) {
        SQLite::Transaction all(open.database, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement update(open.database, "UPDATE folder SET used = ? WHERE id = ?");
        for (const std::int64_t id : stale) {
            update.reset();
            update.bind(1, today());
            update.bind(2, id);
            update.exec();
        }
        all.commit();
    });
}

void VerdictCache::put(const std::string& file, const FileStamp& stamp, const std::string& cut,
                       FileVerdict verdict) {
    if (std::max(stamp.modified, stamp.changed) > openedAt_ - kClockTick) {
        return;
    }
    verdict.note = oneLine(verdict.note, kLongestNote);
    const std::lock_guard lock(mutex_);
    if (isGivenUp_ || pending_.size() >= kMostPending) {
        return;
    }
    pending_.push_back({file, stamp, cut, std::move(verdict)});
    if (pending_.size() % kPendingPerWrite == 0 || steadyNanoseconds() - flushed_ >= kFlushEvery) {
        writePending();
    }
}

void VerdictCache::forget(const std::string& file) {
    const std::lock_guard lock(mutex_);
    attempt(true, [&](Connection& open) {
        SQLite::Transaction all(open.database, SQLite::TransactionBehavior::IMMEDIATE);
        open.folders.clear();
        const auto [folder, name] = open.parts.of(file);
        SQLite::Statement forget(open.database,
                                 "UPDATE image SET size = -1 WHERE folder = ? AND name = ?");
        forget.bind(1, open.folder(folder));
        bindBytes(forget, 2, name);
        forget.exec();
        all.commit();
    });
}

void VerdictCache::flush() {
    const std::lock_guard lock(mutex_);
    writePending();
}

void VerdictCache::writePending() {
    if (!pending_.empty()) {
        const bool isDone = attempt(true, [&](Connection& open) {
            SQLite::Transaction all(open.database, SQLite::TransactionBehavior::IMMEDIATE);
            makeRoom(open.database, mostBytes_);
            open.folders.clear(); // some may have been deleted
            VerdictInsertion insertion(open.database);
            for (const Entry& entry : pending_) {
                const auto [folder, name] = open.parts.of(entry.file);
                insertion.add(open.folderMade(folder), name, entry.stamp, entry.cut, entry.verdict);
            }
            all.commit();
        });
        if (isDone) {
            pending_.clear();
        }
    }
    flushed_ = steadyNanoseconds();
}

std::string VerdictCache::text(const std::string& key) {
    const std::lock_guard lock(mutex_);
    std::string found;
    attempt(false, [&](Connection& open) {
        SQLite::Statement select(open.database, "SELECT text FROM memo WHERE key = ?");
        select.bind(1, key);
        if (select.executeStep()) {
            found = select.getColumn(0).getString();
        }
    });
    return found;
}

void VerdictCache::putText(const std::string& key, const std::string& text) {
    const std::lock_guard lock(mutex_);
    attempt(true, [&](Connection& open) {
        SQLite::Transaction all(open.database, SQLite::TransactionBehavior::IMMEDIATE);
        makeRoom(open.database, mostBytes_);
        SQLite::Statement insert(open.database, "INSERT OR REPLACE INTO memo VALUES (?, ?)");
        insert.bind(1, key);
        insert.bind(2, text);
        insert.exec();
        all.commit();
    });
}

} // namespace asge
