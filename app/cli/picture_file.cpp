// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/picture_file.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/locked_files.h"
#include "core/data/png.h"
#include "core/store/files.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <string_view>

namespace asge::cli {

namespace {

/// Whether the file is an SQLite database, such as a run store. The files of the open store must
/// not be opened (see LockedFile).
bool isDatabase(const std::filesystem::path& file) {
    if (isLocked(file)) {
        return true;
    }
    constexpr std::string_view kMagic = "SQLite format 3";
    std::string head(kMagic.size(), '\0');
    std::ifstream in(file, std::ios::binary);
    return in.read(head.data(), static_cast<std::streamsize>(head.size())) && head == kMagic;
}

} // namespace

void writeAsWhole(const std::filesystem::path& file, const Picture& picture) {
    std::error_code error;
    if (std::filesystem::is_regular_file(file, error) && isDatabase(file)) {
        throw BadInput(shownName(file) +
                       ": is a database, which a picture would replace; choose another name");
    }
    if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
        writePng(file, picture); // such as a pipe
        return;
    }
    const ScratchFile draft(file);
    try {
        writePng(draft.path(), picture);
    } catch (const Error& error) { // the message names the draft
        const std::string what = error.what();
        throw Error(shownName(file) + what.substr(std::min(what.find(": "), what.size())));
    }
    if ((error = putInPlace(draft.path(), file, IfExists::replace))) {
        throw StoreError(file.string() + ": can't be written: " + error.message());
    }
}

} // namespace asge::cli
