#pragma once

#include "core/experiment/data_facts.h"
#include "core/experiment/experiment.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// A file whose contents are known.
struct KnownFile {
    std::string name;   ///< "train-images-idx3-ubyte"; it may lie there with .gz
    std::string sha256; ///< of the unpacked contents, in hexadecimal digits
};

/// A published data set: the facts about it, and where its files come from.
struct CatalogueEntry : DataFacts {
    /// How to get the files, for a message: "apt-get install …"; "%" stands for the folder into
    /// which they go.
    std::string source = {};
    /// Of the names of IDX files: "emnist-letters-" precedes train-images… and test-images….
    std::string filePrefix = {};
    std::vector<KnownFile> files = {}; ///< those that can be verified byte for byte
};

/// All known data sets, in the order in which a form offers them.
const std::vector<CatalogueEntry>& catalogue();
/// The entry of that name, or null.
const CatalogueEntry* findInCatalogue(std::string_view name);

/// Folders that may hold the data set, in the order in which they are searched: `data.path` alone
/// where it is given; else $ASGE_DATA/NAME, $XDG_DATA_HOME/asge/data/NAME (~/.local/share where the
/// variable is not set) and DIR/datasets/NAME for each DIR of $XDG_DATA_DIRS (/usr/local/share and
/// /usr/share where it is not set).
std::vector<std::filesystem::path> dataFolders(const Experiment::Data& data);

/// How to get a data set and into which folder it goes, the first of its folders: "apt-get install
/// …", "download …, into /home/…".
std::string howToGet(const CatalogueEntry& entry);

} // namespace asge
