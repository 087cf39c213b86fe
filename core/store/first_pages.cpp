// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/first_pages.h"

#include "core/base/error.h"
#include "core/data/harden.h"
#include "core/store/schema.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace asge {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPage = 4096; ///< page size of every store
constexpr std::size_t kHeader = 100;
constexpr std::size_t kSearched = std::size_t{1} << 20U; ///< the schema is within this many bytes
constexpr std::string_view kOurTable = "CREATE TABLE probe_images (";

// Offsets of numbers in the header, 4 bytes each, big-endian:
constexpr std::size_t kPageCountAt = 28;
constexpr std::size_t kUnusedAt = 32; ///< first page of the free list; its length follows

// The first byte of a B-tree page of a table:
constexpr char kInterior = 5;
constexpr char kLeaf = 13;

std::string beginningOf(const fs::path& file, std::size_t size) {
    std::string bytes(size, '\0');
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), static_cast<std::streamsize>(size));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return bytes;
}

void put(std::string& header, std::size_t at, std::uint64_t number) {
    for (std::size_t i = 0; i < 4; ++i) {
        header[at + i] = static_cast<char>(number >> (24 - 8 * i) & 0xFFU);
    }
}

/// The pages of a store without runs.
std::string newStore() {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA page_size = " + std::to_string(kPage) +
                  "; PRAGMA auto_vacuum = INCREMENTAL");
    migrate(database);
    sqlite3_int64 size = 0;
    unsigned char* const bytes = sqlite3_serialize(database.getHandle(), "main", &size, 0);
    const std::string pages(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    sqlite3_free(bytes);
    return pages;
}

/// The big-endian number of `size` bytes.
std::uint64_t numberAt(const std::string& bytes, std::size_t at, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < size; ++i) {
        number = number << 8U | static_cast<unsigned char>(bytes[at + i]);
    }
    return number;
}

/// The numbers of the schema pages below the first page; empty if the first page is a leaf.
std::vector<std::uint64_t> schemaPages(const std::string& pages) {
    std::vector<std::uint64_t> found;
    if (pages[kHeader] != kInterior) {
        return found;
    }
    const auto cells = numberAt(pages, kHeader + 3, 2);
    for (std::size_t i = 0; i < cells && kHeader + 14 + 2 * i < kPage; ++i) {
        const auto cell = numberAt(pages, kHeader + 12 + 2 * i, 2);
        found.push_back(cell + 4 <= kPage ? numberAt(pages, cell, 4) : 0);
    }
    found.push_back(numberAt(pages, kHeader + 8, 4));
    return found;
}

bool isTablePage(char kind) {
    return kind == kInterior || kind == kLeaf;
}

/// The repaired first pages of a file that has `pages` pages. `now` are its first pages as they
/// are, `fresh` those of a new store.
std::string repairedPages(std::string now, const std::string& fresh, std::uint64_t pages) {
    const bool hasTables = isTablePage(now[kHeader]);
    const auto take = [&](std::size_t at, std::size_t size) {
        now.replace(at, size, fresh, at, size);
    };
    take(0, hasTables ? kHeader : kPage);
    put(now, kPageCountAt, pages);
    put(now, kUnusedAt, 0);
    put(now, kUnusedAt + 4, 0);
    const auto schema = schemaPages(fresh);
    if (schemaPages(now) != schema) {
        return now; // a store that was migrated has its schema on other pages
    }
    for (const std::uint64_t page : schema) {
        const std::size_t at = (page - 1) * kPage;
        if (at < now.size() && now[at] != kLeaf) {
            take(at, kPage);
        }
    }
    return now;
}

/// Sets the version to the newest one whose tables the file has: the restored header has this
/// program's version.
void setVersion(const fs::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    harden(database);
    tolerateDamage(database);
    for (auto version = schemaVersion(); version > 0; --version) {
        if (hasColumnsOfVersion(database, version)) {
            database.exec("PRAGMA user_version = " + std::to_string(version));
            return;
        }
    }
}

} // namespace

bool hasLostHeader(const fs::path& file) {
    return beginningOf(file, kSearched).find(kOurTable) != std::string::npos;
}

void restoreFirstPages(const fs::path& file) {
    const std::string fresh = newStore();
    std::string now = beginningOf(file, fresh.size());
    now.resize(now.size() / kPage * kPage); // round down to whole pages
    if (now.empty()) {
        return; // smaller than a page
    }
    std::error_code error;
    const auto size = fs::file_size(file, error);
    now = repairedPages(std::move(now), fresh, size / kPage);
    std::fstream out(file, std::ios::binary | std::ios::in | std::ios::out);
    if (error || !out.write(now.data(), static_cast<std::streamsize>(now.size())).flush()) {
        throw StoreError(file.string() + ": cannot be written");
    }
    out.close();
    setVersion(file);
}

} // namespace asge
