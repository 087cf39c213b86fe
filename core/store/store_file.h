// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/store/files.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <filesystem>
#include <functional>

namespace asge {

/// Creates a store at `file` with the content that `fill` writes; it appears complete or not at
/// all. Throws BadInput if the file exists and must stay, if it is open as a store, and if its
/// folder does not exist; StoreError if it can't be written; and what `fill` throws.
void makeStoreFile(const std::filesystem::path& file, IfExists ifExists,
                   const std::function<void(SQLite::Database&)>& fill);

/// As makeStoreFile, but `make` gets the name of an empty file and makes a store of it. It must
/// close its connections before it returns.
void makeStoreFileBy(const std::filesystem::path& file, IfExists ifExists,
                     const std::function<void(const std::filesystem::path&)>& make);

} // namespace asge
