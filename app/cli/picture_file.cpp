// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/picture_file.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/png.h"
#include "core/store/files.h"

#include <algorithm>
#include <string>

namespace asge::cli {

void writeAsWhole(const std::filesystem::path& file, const Picture& picture) {
    std::error_code error;
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
