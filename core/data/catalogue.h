// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/data_facts.h"
#include "core/experiment/experiment.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// A file of a published data set, with its checksum.
struct KnownFile {
    std::string name;   ///< "train-images-idx3-ubyte"; the file may also be packed, with .gz
    std::string sha256; ///< of the unpacked file, in hexadecimal digits
};

/// A published data set: the facts about it, and where to get its files.
struct CatalogueEntry : DataFacts {
    /// How to get the files, for a message: "apt-get install …"; "%" stands for the folder to put
    /// them into.
    std::string source = {};
    /// The prefix of the names of IDX files: "emnist-letters-" of "emnist-letters-train-images…".
    std::string filePrefix = {};
    std::vector<KnownFile> files = {}; ///< the files that can be verified byte for byte
};

/// All known data sets, in the order in which the form lists them.
const std::vector<CatalogueEntry>& catalogue();
/// The entry of that name, or null.
const CatalogueEntry* findInCatalogue(std::string_view name);

/// The folders that may hold the data set, in the order in which they are searched: only
/// `data.path` if it is set; otherwise $ASGE_DATA/NAME, $XDG_DATA_HOME/asge/data/NAME (default:
/// ~/.local/share) and DIR/datasets/NAME for each DIR of $XDG_DATA_DIRS (default: /usr/local/share
/// and /usr/share).
std::vector<std::filesystem::path> dataFolders(const Experiment::Data& data);

/// How to get a data set, and the folder to put it into, which is the first that is searched:
/// "apt-get install …", "download …, into /home/…".
std::string howToGet(const CatalogueEntry& entry);

} // namespace asge
