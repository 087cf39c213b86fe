#pragma once

#include "core/data/catalogue.h"

namespace asge {

/// The four IDX files of a data set.
struct IdxFiles {
    std::filesystem::path trainImages;
    std::filesystem::path trainLabels;
    std::filesystem::path testImages;
    std::filesystem::path testLabels;
};

/// The four files in `folder`: "train-images-idx3-ubyte" or "train-images.idx3-ubyte", plain or
/// with .gz, and with the prefix of the set of the catalogue that data.name names, or that the
/// files show. Throws BadInput that names the one that is missing.
IdxFiles idxFilesIn(const std::filesystem::path& folder, const Experiment::Data& data);

} // namespace asge
