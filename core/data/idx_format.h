// SPDX-License-Identifier: GPL-3.0-or-later

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

/// The four files in `folder`: "train-images-idx3-ubyte" or "train-images.idx3-ubyte", with or
/// without .gz, with the prefix of the data set that data.name names or that the files indicate.
/// Throws BadInput that names the missing file.
IdxFiles idxFilesIn(const std::filesystem::path& folder, const Experiment::Data& data);

} // namespace asge
