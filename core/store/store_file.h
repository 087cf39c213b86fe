// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/files.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>

namespace asge {

/// Makes a store of its own at `file`, with what `fill` writes into it: all of it or nothing.
/// Throws BadInput where a file is there that is to stay, where it is open as a store, and where
/// there is no such folder; StoreError where it can't be written; and what `fill` throws.
void makeStoreFile(const std::filesystem::path& file, Occupied occupied,
                   const std::function<void(SQLite::Database&)>& fill);

/// The same for a store that `make` makes of the empty file that it is given the name of. It closes
/// its connections first.
void makeStoreFileBy(const std::filesystem::path& file, Occupied occupied,
                     const std::function<void(const std::filesystem::path&)>& make);

} // namespace asge
