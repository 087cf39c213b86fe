// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/catalogue.h"
#include "core/data/formats.h"

#include <algorithm>
#include <sstream>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr int kSide = 32;
constexpr std::size_t kPixels = 3 * kSide * kSide;   ///< planes of red, green and blue
constexpr std::uint64_t kLargestBatch = 1ULL << 30U; ///< the official files have at most 147 MiB

/// The layout of both data sets: records of labels followed by pixels
/// (https://www.cs.toronto.edu/~kriz/cifar.html).
struct CifarLayout {
    std::vector<std::string> trainFiles;
    std::string testFile;
    const char* name;   ///< the data set's name in the catalogue
    std::size_t labels; ///< label bytes before the pixels
    std::size_t label;  ///< index of the label that is used
    int classes;
    std::string namesFile;
};

CifarLayout cifar10() {
    return {{"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin",
             "data_batch_5.bin"},
            "test_batch.bin",
            "cifar-10",
            1,
            0,
            10,
            "batches.meta.txt"};
}

CifarLayout cifar100(Labels labels) {
    const bool coarse = labels == Labels::coarse;
    return {{"train.bin"},
            "test.bin",
            "cifar-100",
            2,
            coarse ? 0U : 1U,
            coarse ? 20 : 100,
            coarse ? "coarse_label_names.txt" : "fine_label_names.txt"};
}

bool fileExists(const fs::path& file) {
    std::error_code ignored;
    return fs::exists(file, ignored);
}

std::optional<fs::path> findCifar(const fs::path& folder, const CifarLayout& layout) {
    const auto has = [&](const std::string& name) { return fileExists(folder / name); };
    const bool isFound = has(layout.testFile) ||
                         std::any_of(layout.trainFiles.begin(), layout.trainFiles.end(), has);
    return isFound ? std::optional(folder) : std::nullopt;
}

/// Appends a file's records to `set`.
void readRecords(const fs::path& file, const CifarLayout& layout, ImageSet& set) {
    const std::vector<std::uint8_t> bytes = readBytes(file, kLargestBatch);
    const std::size_t record = layout.labels + kPixels;
    if (bytes.empty() || bytes.size() % record != 0) {
        refuse(file, "must hold records of " + std::to_string(record) + " bytes, has " +
                         counted(bytes.size(), "byte"));
    }
    std::vector<int> labels;
    set.pixels.reserve(set.pixels.size() + bytes.size() / record * kPixels);
    for (std::size_t first = 0; first < bytes.size(); first += record) {
        labels.push_back(bytes[first + layout.label]);
        const auto pixels = bytes.begin() + static_cast<std::ptrdiff_t>(first + layout.labels);
        set.pixels.insert(set.pixels.end(), pixels, pixels + kPixels);
    }
    requireLabels(labels, layout.classes, file);
    set.labels.insert(set.labels.end(), labels.begin(), labels.end());
    set.count = static_cast<int>(set.labels.size());
}

/// Reads the training files that exist, and notes the others.
void readTraining(const fs::path& folder, const CifarLayout& layout, LoadWatch& watch,
                  StoredImages& images) {
    std::vector<std::string> missing;
    for (const std::string& name : layout.trainFiles) {
        watch.throwIfStopped();
        if (fileExists(folder / name)) {
            readRecords(folder / name, layout, images.train);
        } else {
            missing.push_back(name);
        }
    }
    if (images.train.count == 0) {
        throw BadInput(shownName(folder) + ": has no file " + missing.front() + " beside " +
                       layout.testFile);
    }
    if (!missing.empty()) {
        images.missing.push_back(
            shownName(folder) + ": lacks " + wordList(missing, "and") + ": " +
            counted(images.train.count, "training image is there", "training images are there"));
    }
}

/// The names in the file, one per line, or those of the catalogue if the file does not exist.
std::vector<std::string> readCifarNames(const fs::path& folder, const CifarLayout& layout) {
    const fs::path file = folder / layout.namesFile;
    std::vector<std::string> names;
    if (fileExists(file)) {
        constexpr std::uint64_t kLongest = 64U << 10U;
        const std::vector<std::uint8_t> bytes = readBytes(file, kLongest);
        std::istringstream stream(std::string(bytes.begin(), bytes.end()));
        for (std::string line; std::getline(stream, line);) {
            line.erase(line.find_last_not_of(" \t\r") + 1);
            if (!line.empty()) {
                names.push_back(oneLine(line, 100));
            }
        }
    } else if (const auto* known = findInCatalogue(layout.name);
               known != nullptr &&
               known->classNames.size() == static_cast<std::size_t>(layout.classes)) {
        names = known->classNames;
    }
    if (names.size() != static_cast<std::size_t>(layout.classes)) {
        refuse(file, "must name " + std::to_string(layout.classes) + " classes, names " +
                         std::to_string(names.size()));
    }
    return names;
}

/// Includes missing files, which may be added later.
StampedFiles sourcesOf(const fs::path& folder, const CifarLayout& layout) {
    std::vector<std::string> files{(folder / layout.testFile).string(),
                                   (folder / layout.namesFile).string()};
    for (const std::string& name : layout.trainFiles) {
        files.push_back((folder / name).string());
    }
    return StampedFiles::of(std::move(files));
}

StoredImages loadCifar(const fs::path& folder, const CifarLayout& layout, LoadWatch& watch) {
    StoredImages images;
    images.claims = layout.name;
    images.sources.push_back(sourcesOf(folder, layout));
    images.train = {0, 3, kSide, kSide, {}, {}};
    images.test = images.train;
    readTraining(folder, layout, watch, images);
    if (!fileExists(folder / layout.testFile)) {
        throw BadInput(shownName(folder) + ": has no file " + layout.testFile +
                       " beside the data set's other files");
    }
    readRecords(folder / layout.testFile, layout, images.test);
    images.classNames = readCifarNames(folder, layout);
    return images;
}

} // namespace

constinit const DataFormat kCifar10Format{
    "CIFAR-10 binary", "data_batch_1.bin", false,
    [](const fs::path& folder, const Experiment::Data&) { return findCifar(folder, cifar10()); },
    [](const fs::path& folder, const Experiment::Data&, LoadWatch& watch) {
        return loadCifar(folder, cifar10(), watch);
    }};

constinit const DataFormat kCifar100Format{
    "CIFAR-100 binary", "train.bin", false,
    [](const fs::path& folder, const Experiment::Data& data) {
        return findCifar(folder, cifar100(data.labels));
    },
    [](const fs::path& folder, const Experiment::Data& data, LoadWatch& watch) {
        return loadCifar(folder, cifar100(data.labels), watch);
    }};

} // namespace asge
