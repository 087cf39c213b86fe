// SPDX-License-Identifier: GPL-3.0-or-later

// STL-10's binary files (https://cs.stanford.edu/~acoates/stl10/).
#include "core/base/counted.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/formats.h"
#include "core/data/text_lines.h"

#include <array>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kStlSide = 96;
constexpr std::size_t kStlPlane = kStlSide * kStlSide;
constexpr std::size_t kStlImage = 3 * kStlPlane;   ///< planes of red, green and blue
constexpr std::uint64_t kLargestStl = 1ULL << 30U; ///< the official files have at most 211 MiB
constexpr int kStlClasses = 10;

bool isStlFile(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

std::optional<fs::path> findStl(const fs::path& folder, const Experiment::Data&) {
    constexpr std::array kTelling{"train_X.bin", "test_X.bin", "train_y.bin", "test_y.bin"};
    for (const char* name : kTelling) {
        if (isStlFile(folder / name)) {
            return folder;
        }
    }
    return std::nullopt;
}

/// Each plane is stored column by column.
void addStlImage(const std::uint8_t* from, std::vector<std::uint8_t>& pixels) {
    for (std::size_t plane = 0; plane < 3; ++plane, from += kStlPlane) {
        for (std::size_t row = 0; row < kStlSide; ++row) {
            for (std::size_t column = 0; column < kStlSide; ++column) {
                pixels.push_back(from[column * kStlSide + row]);
            }
        }
    }
}

std::vector<std::uint8_t> readStlFile(const fs::path& file) {
    if (!isStlFile(file)) {
        refuse(file.parent_path(),
               "has no file " + file.filename().string() + " beside the data set's other files");
    }
    return readBytes(file, kLargestStl);
}

/// `split` is "train" or "test".
ImageSet readStlSplit(const fs::path& folder, const std::string& split) {
    const fs::path file = folder / (split + "_X.bin");
    const fs::path labelsFile = folder / (split + "_y.bin");
    const std::vector<std::uint8_t> bytes = readStlFile(file);
    const std::vector<std::uint8_t> labels = readStlFile(labelsFile);
    if (bytes.empty() || bytes.size() % kStlImage != 0) {
        refuse(file, "must hold images of " + std::to_string(kStlImage) + " bytes, has " +
                         counted(bytes.size(), "byte"));
    }
    const std::size_t count = bytes.size() / kStlImage;
    if (labels.size() != count) {
        refuse(labelsFile, "has " + counted(labels.size(), "label") + ", but " + shownName(file) +
                               " has " + counted(count, "image"));
    }
    ImageSet set{static_cast<int>(count), 3, kStlSide, kStlSide, {}, {}};
    set.pixels.reserve(bytes.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (labels[i] < 1 || labels[i] > kStlClasses) {
            refuse(labelsFile, "label at position " + std::to_string(i) +
                                   " must be from 1 to 10, is " + std::to_string(labels[i]));
        }
        set.labels.push_back(labels[i] - 1);
        addStlImage(bytes.data() + i * kStlImage, set.pixels);
    }
    return set;
}

std::vector<std::string> readStlNames(const fs::path& folder) {
    const fs::path file = folder / "class_names.txt";
    if (!isStlFile(file)) {
        return {"airplane", "bird",  "car",    "cat",  "deer",
                "dog",      "horse", "monkey", "ship", "truck"};
    }
    constexpr std::uint64_t kLongest = 64U << 10U;
    readBytes(file, kLongest); // throws if the file is larger
    std::vector<std::string> names;
    for (const std::string& line : linesOf(file)) {
        if (const std::string name = trimmed(line); !name.empty()) {
            names.push_back(oneLine(name, 100));
        }
    }
    if (names.size() != kStlClasses) {
        refuse(file, "must name 10 classes, names " + std::to_string(names.size()));
    }
    return names;
}

StoredImages loadStl(const fs::path& folder, const Experiment::Data&, LoadWatch& watch) {
    StoredImages images;
    std::vector<std::string> sources;
    for (const char* name :
         {"train_X.bin", "train_y.bin", "test_X.bin", "test_y.bin", "class_names.txt"}) {
        sources.push_back((folder / name).string());
    }
    images.sources.push_back(StampedFiles::of(std::move(sources)));
    images.train = readStlSplit(folder, "train");
    watch.throwIfStopped();
    images.test = readStlSplit(folder, "test");
    images.classNames = readStlNames(folder);
    std::vector<std::string> unused;
    for (const char* name : {"unlabeled_X.bin", "fold_indices.txt"}) {
        if (isStlFile(folder / name)) {
            unused.emplace_back(name);
        }
    }
    if (!unused.empty()) {
        images.notes.push_back(shownName(folder) + ": not used: " + wordList(unused, "and") +
                               "; all images with labels are trained on");
    }
    return images;
}

} // namespace

constinit const DataFormat kStl10Format{"STL-10 binary", "train_X.bin", false, findStl, loadStl};

} // namespace asge
