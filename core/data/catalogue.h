#pragma once

#include "core/experiment/experiment.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// A data set that is known by name.
struct CatalogueEntry {
    std::string name;
    std::vector<std::string> classNames;
    std::string source;      ///< how to get it, for a message: "apt-get install …"
    int trainImages = 60000; ///< in the training file
};

/// The four IDX files of a data set.
struct IdxFiles {
    std::filesystem::path trainImages;
    std::filesystem::path trainLabels;
    std::filesystem::path testImages;
    std::filesystem::path testLabels;
};

/// All known data sets, in the order in which a form offers them.
const std::vector<CatalogueEntry>& catalogue();
/// The entry of that name, or null.
const CatalogueEntry* findInCatalogue(std::string_view name);

/// Size of a data set's images; 0 is what isn't known without reading them.
struct ImageSize {
    int channels = 0;
    int height = 0;
    int width = 0;

    bool operator==(const ImageSize&) const = default;
};

/// Size of the images that the experiment trains on, as far as its settings and the catalogue say
/// it: the catalogue's for a name of it; of photographs that are scaled (data.path and data.size)
/// height and width.
ImageSize imageSize(const Experiment::Data& data);

/// Training steps of an epoch, as far as the experiment says so without a look at the data: exact
/// for data sets of the catalogue; for others no more than their limit gives, 0 where they have
/// none.
int stepsPerEpoch(const Experiment& experiment);

/// Folders that may hold the data set, in the order in which they are searched: `data.path` alone
/// where it is given; else $ASGE_DATA/NAME, $XDG_DATA_HOME/asge/data/NAME (~/.local/share where the
/// variable is not set) and DIR/datasets/NAME for each DIR of $XDG_DATA_DIRS (/usr/local/share and
/// /usr/share where it is not set).
std::vector<std::filesystem::path> dataFolders(const Experiment::Data& data);

/// The files of the first folder that holds any of them, each as train-images-idx3-ubyte or
/// train-images.idx3-ubyte, with or without .gz (t10k-… for the test). Throws BadInput that names
/// data.name and every folder that was searched, or the file that is missing from the folder.
IdxFiles findDataFiles(const Experiment::Data& data);

} // namespace asge
