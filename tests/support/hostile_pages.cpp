// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_pages.h"

#include <sqlite3.h>

#include <cstdint>
#include <fstream>
#include <iterator>

namespace asge::test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPageSize = 4096;
constexpr std::size_t kFileHeader = 100;

std::string bytesOfFile(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void writeFile(const fs::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

void putNumber(std::string& bytes, std::size_t at, std::size_t size, std::uint64_t number) {
    for (std::size_t i = 0; i < size; ++i) {
        bytes[at + i] = static_cast<char>(number >> (8 * (size - 1 - i)) & 0xFFU);
    }
}

std::size_t rootOf(const fs::path& file, const std::string& table) {
    if (table == "sqlite_schema") {
        return 1;
    }
    sqlite3* database = nullptr;
    sqlite3_open(file.c_str(), &database);
    sqlite3_stmt* select = nullptr;
    sqlite3_prepare_v2(database, "SELECT rootpage FROM sqlite_schema WHERE name = ?", -1, &select,
                       nullptr);
    sqlite3_bind_text(select, 1, table.c_str(), -1, SQLITE_TRANSIENT);
    const bool found = sqlite3_step(select) == SQLITE_ROW;
    const std::size_t root = found ? static_cast<std::size_t>(sqlite3_column_int64(select, 0)) : 0;
    sqlite3_finalize(select);
    sqlite3_close(database);
    return root;
}

/// Writes an interior page of a table, all of whose cells lead to one page.
void writeInterior(std::string& bytes, std::size_t page, std::size_t child) {
    const std::size_t begin = (page - 1) * kPageSize;
    const std::size_t header = begin + (page == 1 ? kFileHeader : 0);
    constexpr std::size_t kCells = 300;
    constexpr std::size_t kCellSize = 6; // the child and a key of two bytes
    const std::size_t content = kPageSize - kCells * kCellSize;
    bytes[header] = 5;
    putNumber(bytes, header + 1, 2, 0);
    putNumber(bytes, header + 3, 2, kCells);
    putNumber(bytes, header + 5, 2, content);
    bytes[header + 7] = 0;
    putNumber(bytes, header + 8, 4, child);
    for (std::size_t i = 0; i < kCells; ++i) {
        const std::size_t cell = content + i * kCellSize;
        putNumber(bytes, header + 12 + 2 * i, 2, cell);
        putNumber(bytes, begin + cell, 4, child);
        const std::size_t key = i + 1;
        bytes[begin + cell + 4] = static_cast<char>(0x80U | (key >> 7U));
        bytes[begin + cell + 5] = static_cast<char>(key & 0x7FU);
    }
}

/// Appends a page and returns its number. The store must not use auto-vacuum, which reserves pages.
std::size_t appendPage(std::string& bytes, const std::string& page) {
    bytes += page;
    return bytes.size() / kPageSize;
}

} // namespace

void makeEndless(const fs::path& file, const std::string& table) {
    const std::size_t root = rootOf(file, table);
    std::string bytes = bytesOfFile(file);
    bytes.resize(bytes.size() / kPageSize * kPageSize);
    if (root == 0 || root * kPageSize > bytes.size()) {
        return;
    }
    std::string leaf = bytes.substr((root - 1) * kPageSize, kPageSize);
    if (root == 1) { // on page 1 the header of the file precedes that of the page
        leaf = std::string(kPageSize, '\0');
        leaf[0] = 13;
        putNumber(leaf, 5, 2, kPageSize);
    }
    std::size_t child = appendPage(bytes, leaf);
    for (int level = 0; level < 6; ++level) {
        const std::size_t page = appendPage(bytes, std::string(kPageSize, '\0'));
        writeInterior(bytes, page, child);
        child = page;
    }
    writeInterior(bytes, root, child);
    putNumber(bytes, 28, 4, bytes.size() / kPageSize); // the number of pages
    writeFile(file, bytes);
}

void cutFile(const fs::path& file, double part) {
    fs::resize_file(file,
                    static_cast<std::uintmax_t>(part * static_cast<double>(fs::file_size(file))));
}

void addHole(const fs::path& file) {
    fs::resize_file(file, fs::file_size(file) + (std::uintmax_t{1} << 30U));
}

} // namespace asge::test
