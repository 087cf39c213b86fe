// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/idx_format.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/formats.h"
#include "core/data/idx.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

struct Role {
    fs::path IdxFiles::*file;
    const char* name;
    const char* prefixed; ///< the name in files with a prefix
};

constexpr std::array<Role, 4> kRoles{{
    {&IdxFiles::trainImages, "train-images-idx3-ubyte", "train-images-idx3-ubyte"},
    {&IdxFiles::trainLabels, "train-labels-idx1-ubyte", "train-labels-idx1-ubyte"},
    {&IdxFiles::testImages, "t10k-images-idx3-ubyte", "test-images-idx3-ubyte"},
    {&IdxFiles::testLabels, "t10k-labels-idx1-ubyte", "test-labels-idx1-ubyte"},
}};

/// `known` is the data set whose prefix the files have, or null.
std::string nameOf(const Role& role, const CatalogueEntry* known) {
    return known == nullptr ? role.name : known->filePrefix + role.prefixed;
}

/// All spellings of a file's name that exist, the preferred one first.
std::vector<fs::path> spellingsIn(const fs::path& folder, const std::string& name) {
    std::string dotted = name;
    dotted[dotted.rfind("-idx")] = '.';
    std::vector<fs::path> files;
    for (const std::string& spelling : {name, name + ".gz", dotted, dotted + ".gz"}) {
        std::error_code ignored;
        if (fs::exists(folder / spelling, ignored)) {
            files.push_back(folder / spelling);
        }
    }
    return files;
}

bool holdsAny(const fs::path& folder, const CatalogueEntry* known) {
    return std::any_of(kRoles.begin(), kRoles.end(), [&](const Role& role) {
        return !spellingsIn(folder, nameOf(role, known)).empty();
    });
}

/// The data sets with a prefix whose files are in `folder`.
std::vector<const CatalogueEntry*> prefixedIn(const fs::path& folder) {
    std::vector<const CatalogueEntry*> sets;
    for (const CatalogueEntry& entry : catalogue()) {
        if (!entry.filePrefix.empty() && holdsAny(folder, &entry)) {
            sets.push_back(&entry);
        }
    }
    return sets;
}

/// The data set with a prefix whose files are to be read; null for files without a prefix.
/// data.name takes precedence; if it is unknown, the names of the files decide.
const CatalogueEntry* prefixedSet(const fs::path& folder, const Experiment::Data& data) {
    if (const CatalogueEntry* known = findInCatalogue(data.name)) {
        return known->filePrefix.empty() ? nullptr : known;
    }
    const std::vector<const CatalogueEntry*> sets = prefixedIn(folder);
    if (sets.empty() || holdsAny(folder, nullptr)) {
        return nullptr;
    }
    if (sets.size() > 1) {
        std::vector<std::string> names;
        for (const CatalogueEntry* entry : sets) {
            names.push_back(entry->name);
        }
        throw BadInput("data.name: must name the data set to read, because " + shownName(folder) +
                       " holds the files of several: " + wordList(names, "or"));
    }
    return sets.front();
}

std::optional<fs::path> findIdx(const fs::path& folder, const Experiment::Data& data) {
    const CatalogueEntry* known = findInCatalogue(data.name);
    const bool isFound = known != nullptr
                             ? holdsAny(folder, known->filePrefix.empty() ? nullptr : known)
                             : holdsAny(folder, nullptr) || !prefixedIn(folder).empty();
    return isFound ? std::optional(folder) : std::nullopt;
}

/// Notes which file is read if its name exists in several spellings.
void noteChoice(const fs::path& folder, const CatalogueEntry* known, StoredImages& images) {
    for (const Role& role : kRoles) {
        const std::vector<fs::path> files = spellingsIn(folder, nameOf(role, known));
        for (std::size_t i = 1; i < files.size(); ++i) {
            images.notes.push_back(shownName(files.front()) + ": is read; " +
                                   shownName(files[i].filename()) +
                                   " in the same folder is ignored");
        }
    }
}

/// An image set without pixels and labels. The number of channels is limited, because statistics
/// take kilobytes per channel.
ImageSet setOf(const std::vector<int>& shape, const fs::path& file) {
    constexpr int kMostChannels = 1024;
    constexpr int kLongestSide = 20000; // as for image files
    if (shape.size() < 3) {
        refuse(file, "images must have rank 3 (N × H × W) or 4 (N × C × H × W), have rank " +
                         std::to_string(shape.size()));
    }
    ImageSet set;
    set.count = shape.front();
    set.channels = shape.size() == 4 ? shape[1] : 1;
    set.height = shape[shape.size() - 2];
    set.width = shape.back();
    if (set.channels > kMostChannels || set.height > kLongestSide || set.width > kLongestSide) {
        refuse(file, "has images of " + sizeText(sizeOf(set)) +
                         "; at most 1024 channels and 20000 pixels to a side are read");
    }
    return set;
}

ImageSet readImages(const fs::path& file, LoadWatch& watch) {
    ImageSet set;
    IdxArray array = readIdx(
        file, [&](const std::vector<int>& shape) { set = setOf(shape, file); }, &watch);
    set.pixels = std::move(array.bytes);
    return set;
}

/// Reads one label per image. A wrong number of labels is refused before memory is allocated.
std::vector<int> readLabels(const fs::path& file, int count, const fs::path& imageFile) {
    const IdxArray array = readIdx(file, [&](const std::vector<int>& shape) {
        if (shape.size() != 1) {
            refuse(file, "labels must have rank 1, have rank " + std::to_string(shape.size()));
        }
        if (shape.front() != count) {
            refuse(imageFile, "holds " + counted(count, "image") + ", but " + shownName(file) +
                                  " holds " + counted(shape.front(), "label"));
        }
    });
    return {array.bytes.begin(), array.bytes.end()};
}

ImageSet readSet(const fs::path& imageFile, const fs::path& labelFile, LoadWatch& watch) {
    ImageSet set = readImages(imageFile, watch);
    set.labels = readLabels(labelFile, set.count, imageFile);
    return set;
}

void requireSameSize(const ImageSet& train, const ImageSet& test, const IdxFiles& files) {
    if (sizeOf(train) != sizeOf(test)) {
        refuse(files.testImages, "images are " + sizeText(sizeOf(test)) + ", but those of " +
                                     shownName(files.trainImages) + " are " +
                                     sizeText(sizeOf(train)));
    }
}

/// Exchanges rows and columns, because EMNIST's files hold each image transposed.
void transpose(ImageSet& set) {
    std::swap(set.height, set.width);
    const auto height = static_cast<std::size_t>(set.height);
    const auto width = static_cast<std::size_t>(set.width);
    std::vector<std::uint8_t> plane(height * width);
    for (std::size_t first = 0; first < set.pixels.size(); first += plane.size()) {
        for (std::size_t y = 0; y < height; ++y) {
            for (std::size_t x = 0; x < width; ++x) {
                plane[y * width + x] = set.pixels[first + x * height + y];
            }
        }
        std::copy(plane.begin(), plane.end(),
                  set.pixels.begin() + static_cast<std::ptrdiff_t>(first));
    }
}

/// Subtracts 1 from each label, because EMNIST's letters are numbered from 1.
void numberFromZero(std::vector<int>& labels, const fs::path& file) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
        if (labels[i]-- == 0) {
            refuse(file, "label at position " + std::to_string(i) + " must be from 1 to 26, is 0");
        }
    }
}

/// The numbers up to the largest label, as class names.
std::vector<std::string> numbersFor(const ImageSet& train, const ImageSet& test) {
    const auto largest = [](const ImageSet& set) {
        return *std::max_element(set.labels.begin(), set.labels.end());
    };
    const int classes = std::max(largest(train), largest(test)) + 1;
    std::vector<std::string> names;
    for (int i = 0; i < classes; ++i) {
        names.push_back(std::to_string(i));
    }
    return names;
}

StoredImages loadIdx(const fs::path& folder, const Experiment::Data& data, LoadWatch& watch) {
    const CatalogueEntry* prefixed = prefixedSet(folder, data);
    const IdxFiles files = idxFilesIn(folder, data);
    StoredImages images;
    images.sources.push_back(
        StampedFiles::of({files.trainImages.string(), files.trainLabels.string(),
                          files.testImages.string(), files.testLabels.string()}));
    noteChoice(folder, prefixed, images);
    images.train = readSet(files.trainImages, files.trainLabels, watch);
    images.test = readSet(files.testImages, files.testLabels, watch);
    requireSameSize(images.train, images.test, files);
    if (prefixed != nullptr) {
        images.claims = prefixed->name;
        transpose(images.train);
        transpose(images.test);
    }
    if (images.claims == "emnist-letters") {
        numberFromZero(images.train.labels, files.trainLabels);
        numberFromZero(images.test.labels, files.testLabels);
    }
    const CatalogueEntry* known = prefixed != nullptr ? prefixed : findInCatalogue(data.name);
    images.classNames =
        known != nullptr ? known->classNames : numbersFor(images.train, images.test);
    const int classes = static_cast<int>(images.classNames.size());
    requireLabels(images.train.labels, classes, files.trainLabels);
    requireLabels(images.test.labels, classes, files.testLabels);
    return images;
}

} // namespace

IdxFiles idxFilesIn(const fs::path& folder, const Experiment::Data& data) {
    IdxFiles files;
    const CatalogueEntry* prefixed = prefixedSet(folder, data);
    for (const Role& role : kRoles) {
        const std::string name = nameOf(role, prefixed);
        const std::vector<fs::path> found = spellingsIn(folder, name);
        if (found.empty()) {
            throw BadInput(shownName(folder) + ": has no file " + name +
                           " (or .gz) beside the data set's other files");
        }
        files.*role.file = found.front();
    }
    return files;
}

constinit const DataFormat kIdxFormat{"IDX", "train-images-idx3-ubyte (or .gz)", false, findIdx,
                                      loadIdx};

} // namespace asge
