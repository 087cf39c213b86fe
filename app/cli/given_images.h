// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/image_fitter.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace asge::cli {

/// What is done with the images of files.
struct ImageSink {
    /// Called with each image, converted for the network: its file, and its index in that file.
    std::function<void(const std::string& file, std::int64_t index,
                       const std::vector<std::uint8_t>& pixels)>
        add;
    /// Called with each problem, as one line that names the file.
    std::function<void(const std::string& problem)> fail;
    /// Called with each note, as one line that names the file.
    std::function<void(const std::string& note)> note;
};

/// Reads images one after another: JPEG and PNG files, IDX files (plain or gzip), and folders, in
/// and below which all JPEG and PNG files are read in the order of their paths.
void readGivenImages(const std::vector<std::string>& paths, ImageFitter& fitter,
                     const ImageSink& sink);

/// The problems of those paths that do not exist, one line each.
std::vector<std::string> missingPaths(const std::vector<std::string>& paths);

} // namespace asge::cli
