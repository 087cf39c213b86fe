// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/layout_tables.h"

#include "core/base/counted.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/image_names.h"
#include "core/data/layout_notes.h"
#include "core/data/split_names.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// The files of the images.
std::vector<fs::path> filesOf(const ImageSplit& split) {
    std::vector<fs::path> files;
    for (const ListedImage& image : split.images) {
        files.push_back(image.file);
    }
    return files;
}

/// Names the classes of a table for a split that have no training images.
std::string unknownText(const std::optional<ImageLabels>& labels,
                        const std::set<std::string>& unknown) {
    return unknown.empty()
               ? std::string()
               : "; no training image has the " + inNumber(unknown.size(), "class ", "classes ") +
                     fewText({unknown.begin(), unknown.end()}) + " of " + labels->filesText();
}

std::optional<ImageLabels> labelsOfNames(const std::vector<fs::path>& images) {
    std::optional<std::vector<std::string>> classes = classesOfNames(images);
    if (!classes) {
        return std::nullopt;
    }
    ImageLabels labels;
    labels.classes = std::move(*classes);
    return labels;
}

std::string firstNamed(const std::vector<std::string>& splits) {
    const auto first = std::find_if(splits.begin(), splits.end(),
                                    [](const std::string& split) { return !split.empty(); });
    return first == splits.end() ? std::string() : *first;
}

bool isDigits(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

std::string withoutZeros(const std::string& digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1));
}

/// Whether names only differ by a number at their end.
bool areNumberedParts(const std::vector<std::string>& names) {
    std::set<std::string> beginnings;
    for (const std::string& name : names) {
        const auto last = name.find_last_not_of("0123456789");
        if (last == std::string::npos || last + 1 == name.size()) {
            return false;
        }
        beginnings.insert(name.substr(0, last + 1));
    }
    return beginnings.size() == 1 && names.size() > 1;
}

void sortByClass(ImageSplit& split) {
    std::stable_sort(split.images.begin(), split.images.end(),
                     [](const ListedImage& a, const ListedImage& b) { return a.label < b.label; });
}

} // namespace

int labelAmong(const std::vector<std::string>& classes, const std::string& name) {
    const auto known = std::lower_bound(classes.begin(), classes.end(), name);
    if (known != classes.end() && *known == name) {
        return static_cast<int>(known - classes.begin());
    }
    if (!isDigits(name)) {
        return -1;
    }
    const auto same = std::find_if(classes.begin(), classes.end(), [&](const std::string& each) {
        return isDigits(each) && withoutZeros(each) == withoutZeros(name);
    });
    return same == classes.end() ? -1 : static_cast<int>(same - classes.begin());
}

bool LayoutTables::readParts(const fs::path& folder, const std::vector<std::string>& folders) {
    if (!areNumberedParts(folders)) {
        return false;
    }
    LeftOut ignored;
    const std::vector<fs::path> images = imagesBelow(folder, ignored);
    const std::optional<ImageLabels> labels = labelsOf(images, folder, folder_);
    if (!labels ||
        std::find(labels->classes.begin(), labels->classes.end(), "") != labels->classes.end()) {
        return false;
    }
    std::map<std::string, std::string> folderOf;
    bool isApart = false;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const std::string part = images[i].lexically_relative(folder).begin()->string();
        isApart = isApart || folderOf.emplace(labels->classes[i], part).first->second != part;
    }
    if (isApart) {
        readLabels(folder, images, *labels);
    }
    return isApart;
}

std::optional<ImageSplit> LayoutTables::readOther(const fs::path& folder) {
    LeftOut ignored;
    const std::vector<fs::path> images = imagesBelow(folder, ignored);
    std::optional<ImageLabels> labels = labelsOf(images, folder, folder_);
    if (!labels) {
        labels = labelsOfNames(images);
    }
    ImageSplit split{folder, {}};
    std::set<std::string> unknown;
    for (std::size_t i = 0; labels && i < images.size(); ++i) {
        const std::string& name = labels->classes[i];
        if (const int label = labelAmong(names_, name); label >= 0) {
            split.images.push_back({images[i], label});
        } else if (!name.empty()) {
            unknown.insert("'" + name + "'");
        }
    }
    if (split.images.empty()) {
        noteUnlabelled(folder, unknownText(labels, unknown), layout_);
        return std::nullopt;
    }
    noteTable(folder, *labels, images.size(), split.images.size(), unknownText(labels, unknown));
    sortByClass(split);
    return split;
}

bool LayoutTables::readTable(const fs::path& folder, Naming naming) {
    LeftOut ignored;
    const std::vector<fs::path> images = imagesBelow(folder, ignored);
    std::optional<ImageLabels> labels = labelsOf(images, folder, folder_);
    if (!labels) {
        return false;
    }
    if (naming == Naming::classes) {
        labels->splits.clear();
    }
    readLabels(folder, images, *labels);
    return true;
}

bool LayoutTables::readNames(const fs::path& folder) {
    LeftOut ignored;
    const std::vector<fs::path> images = imagesBelow(folder, ignored);
    const std::optional<ImageLabels> labels = labelsOfNames(images);
    if (labels) {
        readLabels(folder, images, *labels);
    }
    return labels.has_value();
}

void LayoutTables::readLabels(const fs::path& folder, const std::vector<fs::path>& images,
                              const ImageLabels& labels) {
    const std::set<std::string> classes(labels.classes.begin(), labels.classes.end());
    names_.assign(classes.begin(), classes.end());
    std::erase(names_, "");
    layout_.test.folder = folder;
    std::vector<ListedImage> known;
    std::vector<std::string> splits;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (const int label = labelAmong(names_, labels.classes[i]); label >= 0) {
            known.push_back({images[i], label});
            splits.push_back(labels.splits.empty() ? "train" : labels.splits[i]);
        }
    }
    const std::size_t read = distribute(folder, known, splits, labels.files);
    noteTable(folder, labels, images.size(), read, "");
}

/// Moves images to the splits that a table gives; returns the number of images with a split.
std::size_t LayoutTables::distribute(const fs::path& folder, std::vector<ListedImage>& images,
                                     const std::vector<std::string>& splits,
                                     const std::vector<fs::path>& files) {
    ImageSplit validation{folder, {}};
    layout_.train.images.clear();
    std::size_t read = 0;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (!splits[i].empty()) {
            splitOf(splits[i], validation, files).images.push_back(std::move(images[i]));
            ++read;
        }
    }
    if (layout_.train.images.empty()) {
        refuse(files.front(), "names no image to train on: " + counted(read, "image") +
                                  " of other splits, such as '" + oneLine(firstNamed(splits), 40) +
                                  "'; rows of the split train are needed");
    }
    for (ImageSplit* split : {&layout_.train, &layout_.test, &validation}) {
        sortByClass(*split);
    }
    if (layout_.test.images.empty()) {
        layout_.test.images.swap(validation.images);
    }
    if (!validation.images.empty()) {
        layout_.validation = std::move(validation);
    }
    return read;
}

/// The split of a table's row. An unknown split is refused, because its images may be the published
/// test and must not be trained on.
ImageSplit& LayoutTables::splitOf(const std::string& word, ImageSplit& validation,
                                  const std::vector<fs::path>& files) {
    const SplitName* split = splitNamed(word);
    if (split == nullptr) {
        refuse(files.front(), "its column of splits has '" + oneLine(word, 40) +
                                  "'; only train, val and test are allowed");
    }
    switch (split->role) {
    case SplitRole::train:
        return layout_.train;
    case SplitRole::test:
        return layout_.test;
    default:
        return validation;
    }
}

void LayoutTables::noteTable(const fs::path& folder, const ImageLabels& labels, std::size_t images,
                             std::size_t read, const std::string& end) {
    LeftOut leftOut; // counts again, because the table's file now counts as used
    leftOut.used = labels.files;
    imagesBelow(folder, leftOut);
    noteIgnored(folder, leftOut, layout_);
    const std::string source = labels.files.empty()
                                   ? "are taken from the images' names, CLASS.NUMBER"
                                   : "are taken from " + labels.filesText();
    layout_.notes.push_back(shownName(folder) + ": the classes " + source +
                            (read == images
                                 ? std::string()
                                 : "; " + counted(images - read, "image") +
                                       " not used, because the file gives no known class for " +
                                       inNumber(images - read, "it", "them")) +
                            labels.remark + end);
    addMissing(folder_, labels.filesText(), labels.absent, layout_);
}

/// Applies the splits that a file beside class folders gives, and compares its classes with the
/// folders.
void LayoutTables::readSplits(const fs::path& folder, bool hasOtherSplits, LeftOut& leftOut) {
    std::optional<ImageLabels> labels = splitsOf(filesOf(layout_.train), folder, folder_);
    if (!labels) {
        return;
    }
    noteOtherClasses(*labels);
    if (labels->splits.empty()) {
        return;
    }
    if (hasOtherSplits) {
        noteOtherSplits(folder, *labels);
        return;
    }
    std::vector<ListedImage> images = std::move(layout_.train.images);
    layout_.test.folder = folder;
    const std::size_t read = distribute(folder, images, labels->splits, labels->files);
    leftOut.used = labels->files;
    layout_.notes.push_back(
        shownName(folder) + ": the splits are taken from " + labels->filesText() +
        (read == images.size() ? std::string()
                               : "; " + counted(images.size() - read, "image") +
                                     " not used, because the file gives no split for " +
                                     inNumber(images.size() - read, "it", "them")) +
        labels->remark);
    addMissing(folder_, labels->filesText(), labels->absent, layout_);
}

/// Notes that a table gives other splits than the folders, whose splits are used.
void LayoutTables::noteOtherSplits(const fs::path& folder, const ImageLabels& labels) {
    const auto others =
        std::count_if(labels.splits.begin(), labels.splits.end(), [](const std::string& word) {
            const SplitName* split = splitNamed(word);
            return split != nullptr && split->role != SplitRole::train;
        });
    if (others > 0) {
        layout_.notes.push_back(shownName(folder) + ": all its images are trained on, though " +
                                labels.filesText() + " names another split for " +
                                counted(others, "image") + "; the folders' splits are used");
    }
}

/// Notes images whose class in a table differs from their folder. The names may differ (numbers,
/// for example), but each must belong to exactly one folder.
void LayoutTables::noteOtherClasses(const ImageLabels& labels) {
    std::map<std::string, int> folderOf;
    std::map<int, std::string> classOf;
    std::size_t others = 0;
    std::string first;
    for (std::size_t i = 0; i < labels.classes.size(); ++i) {
        const std::string& name = labels.classes[i];
        const ListedImage& image = layout_.train.images[i];
        if (name.empty()) {
            continue;
        }
        const int label = folderOf.emplace(name, image.label).first->second;
        if (label != image.label || classOf.emplace(label, name).first->second != name) {
            first = others++ == 0 ? shownName(image.file) + " '" + oneLine(name, 100) + "'" : first;
        }
    }
    if (others > 0) {
        layout_.notes.push_back(labels.filesText() + ": gives " + counted(others, "image") +
                                " another class than " +
                                inNumber(others, "its folder does", "their folders do") +
                                ", the first " + first + "; the folders' classes are used");
    }
}

} // namespace asge
