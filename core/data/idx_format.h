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

/// Where a file named like "train-images-idx3-ubyte" is in `folder`: so, or as
/// train-images.idx3-ubyte, with or without .gz; empty where it isn't.
std::filesystem::path findIdxFile(const std::filesystem::path& folder, const std::string& name);

/// The four files in `folder`. Throws BadInput that names the one that is missing.
IdxFiles idxFilesIn(const std::filesystem::path& folder, const Experiment::Data& data);

} // namespace asge
