// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/archives.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/file_kinds.h"
#include "core/data/text_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <string_view>
#include <vector>

namespace asge {

namespace fs = std::filesystem;

namespace {

using namespace std::string_view_literals;

/// A format that packs one or several files.
struct Packing {
    const char* name; ///< "a ZIP archive"
    std::string_view start;
    std::size_t at; ///< the position of these bytes in the file
    std::array<std::string_view, 3> endings;
    const char* command; ///< unpacks the archive, or the tar archive inside
    const char* into;
    const char*
        pipe; ///< unpacks a single file to standard output; empty if the format only has archives
};

/// A tar archive's identifying bytes are not at its start.
constexpr std::array<Packing, 8> kPackings{
    {{"a ZIP archive", "PK\3\4"sv, 0, {".zip"}, "unzip ", " -d ", ""},
     {"a RAR archive", "Rar!\x1A\x07"sv, 0, {".rar"}, "unrar x ", " ", ""},
     {"a 7z archive", "7z\xBC\xAF\x27\x1C"sv, 0, {".7z"}, "7z x ", " -o", ""},
     {"packed with gzip",
      "\x1F\x8B"sv,
      0,
      {".tar.gz", ".tgz", ".gz"},
      "tar -xzf ",
      " -C ",
      "gunzip -c "},
     {"packed with bzip2",
      "BZh"sv,
      0,
      {".tar.bz2", ".tbz", ".bz2"},
      "tar -xjf ",
      " -C ",
      "bunzip2 -c "},
     {"packed with xz",
      "\xFD"
      "7zXZ\0"sv,
      0,
      {".tar.xz", ".txz", ".xz"},
      "tar -xJf ",
      " -C ",
      "unxz -c "},
     {"packed with zstd",
      "\x28\xB5\x2F\xFD"sv,
      0,
      {".tar.zst", ".tzst", ".zst"},
      "tar --zstd -xf ",
      " -C ",
      "unzstd -c "},
     {"a tar archive", "ustar"sv, 257, {".tar"}, "tar -xf ", " -C ", ""}}};

using PackedBytes = std::vector<std::uint8_t>;

const Packing* packingOf(const PackedBytes& start) {
    for (const Packing& packing : kPackings) {
        const bool isLong = start.size() >= packing.at + packing.start.size();
        if (isLong &&
            std::equal(packing.start.begin(), packing.start.end(),
                       start.begin() + static_cast<std::ptrdiff_t>(packing.at),
                       [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
            return &packing;
        }
    }
    return nullptr;
}

bool endsAs(const fs::path& file, const Packing& packing) {
    const std::string name = lowered(file.filename().string());
    return std::any_of(packing.endings.begin(), packing.endings.end(), [&](std::string_view each) {
        return !each.empty() && name.ends_with(each);
    });
}

const Packing* packingByEnding(const fs::path& file) {
    const auto found = std::find_if(kPackings.begin(), kPackings.end(),
                                    [&](const Packing& each) { return endsAs(file, each); });
    return found == kPackings.end() ? nullptr : &*found;
}

/// Whether the extension says that the packed file is an archive: ".tar.gz" or ".tgz", not ".gz".
bool endsAsArchive(const fs::path& file, const Packing& packing) {
    const std::string name = lowered(file.filename().string());
    return packing.pipe[0] == '\0' ||
           std::any_of(packing.endings.begin(), packing.endings.begin() + 2,
                       [&](std::string_view each) { return name.ends_with(each); });
}

constexpr std::size_t kStartBytes = 512;

PackedBytes packedStart(const fs::path& file) {
    try {
        return readStart(file, kStartBytes);
    } catch (const BadInput&) {
        return {};
    }
}

/// The first bytes of the contents of a gzip file; empty if they can't be read.
PackedBytes unpackedStart(const fs::path& file) {
    try {
        ByteSource source(file);
        PackedBytes bytes(kStartBytes);
        bytes.resize(source.read(bytes.data(), bytes.size()));
        return bytes;
    } catch (const BadInput&) {
        return {};
    }
}

/// The command that unpacks a file that packs one file alone.
std::string pipeCommand(const fs::path& file, const fs::path& folder, const Packing& packing) {
    const fs::path stem = file.stem() == file.filename() ? fs::path("unpacked") : file.stem();
    return packing.pipe + shellQuoted(file) + " > " + shellQuoted(folder / stem);
}

std::string unpackCommand(const fs::path& file, const fs::path& folder, const Packing& packing) {
    return packing.command + shellQuoted(file) + packing.into + shellQuoted(folder);
}

std::string misnamed(const fs::path& file, const Packing& packing) {
    const std::string ending = oneLine(endingOf(file), 20);
    return std::string(packing.name) + (ending.empty() ? std::string(" by its contents")
                                                       : ", though its name ends in " + ending);
}

/// Describes a gzip file: it packs an archive, another packed file, or a single file.
Archive gzipArchive(const fs::path& file, const fs::path& folder, const Packing& gzip) {
    const Packing* inner = packingOf(unpackedStart(file));
    if (inner != nullptr && inner->at == 0) {
        return {"packed twice: with gzip, and what is in it is " + std::string(inner->name),
                pipeCommand(file, folder, gzip)};
    }
    if (inner != nullptr || endsAsArchive(file, gzip)) {
        return {endsAs(file, gzip) ? "an archive" : misnamed(file, gzip),
                unpackCommand(file, folder, gzip)};
    }
    return endsAs(file, gzip) ? Archive{}
                              : Archive{misnamed(file, gzip), pipeCommand(file, folder, gzip)};
}

} // namespace

std::string shellQuoted(const fs::path& file) {
    const std::string name = shownName(file);
    const bool isPlain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '-' || c == '_';
    });
    if (isPlain && !name.starts_with('-')) {
        return name;
    }
    std::string text = name.starts_with('-') ? "'./" : "'";
    for (const char c : name) {
        text += c == '\'' ? "'\\''" : std::string(1, c);
    }
    return text + "'";
}

Archive archiveOf(const fs::path& file, const fs::path& folder) {
    const Packing* own = packingOf(packedStart(file));
    if (own == nullptr) {
        own = packingByEnding(file);
        if (own == nullptr || !endsAsArchive(file, *own)) {
            return {};
        }
        return {"an archive", unpackCommand(file, folder, *own)};
    }
    if (own->start == "\x1F\x8B"sv) {
        return gzipArchive(file, folder, *own);
    }
    if (endsAs(file, *own)) {
        return endsAsArchive(file, *own) ? Archive{"an archive", unpackCommand(file, folder, *own)}
                                         : Archive{own->name, pipeCommand(file, folder, *own)};
    }
    return {misnamed(file, *own), own->pipe[0] == '\0' ? unpackCommand(file, folder, *own)
                                                       : pipeCommand(file, folder, *own)};
}

} // namespace asge
