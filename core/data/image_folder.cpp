// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/class_coverage.h"
#include "core/data/formats.h"
#include "core/data/image_layout.h"

#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> findFolder(const fs::path& folder, const Experiment::Data&) {
    const fs::path whole = withoutSplit(folder);
    return hasImageLayout(whole) ? std::optional(whole) : std::nullopt;
}

ImageSet listed(ImageSplit split) {
    ImageSet set;
    set.folder = split.folder.string();
    std::vector<std::string> files;
    files.reserve(split.images.size());
    for (const ListedImage& image : split.images) {
        files.push_back(image.file.string());
        set.labels.push_back(image.label);
    }
    set.count = static_cast<int>(files.size());
    set.files = std::make_shared<const std::vector<std::string>>(std::move(files));
    return set;
}

StoredImages listFolder(const fs::path& folder, const Experiment::Data&, LoadWatch& watch) {
    watch.throwIfStopped();
    ImageLayout layout = layoutOf(folder);
    StoredImages images;
    images.train = listed(std::move(layout.train));
    images.test = listed(std::move(layout.test));
    if (layout.validation) {
        images.validation = listed(std::move(*layout.validation));
    }
    images.classNames = std::move(layout.classes);
    images.notes = std::move(layout.notes);
    images.missing = std::move(layout.missing);
    images.ignored = std::move(layout.leftOut.ignored);
    judgeListedClasses(images);
    return images;
}

} // namespace

constinit const DataFormat kImageFolderFormat{
    "image folder", "train/CLASS/*.jpg or CLASS/*.jpg, or *.png", true, findFolder, listFolder};

} // namespace asge
