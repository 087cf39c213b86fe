// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/formats.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/archives.h"
#include "core/data/byte_source.h"
#include "core/data/catalogue.h"
#include "core/data/class_subset.h"
#include "core/data/folder_roles.h"
#include "core/data/foreign_format.h"
#include "core/data/image_files.h"
#include "core/data/image_labels.h"
#include "core/data/image_layout.h"
#include "core/data/plausibility.h"

#include <algorithm>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr int kDeepestSearch = 3; ///< levels below the given folder
constexpr std::size_t kMostFolders = 64;

/// The subfolders of some folders, of each only the first few: a data set is searched for in an
/// unpacked archive, not on a whole disk.
std::vector<fs::path> oneLevelDown(const std::vector<fs::path>& folders) {
    std::vector<fs::path> below;
    for (const fs::path& folder : folders) {
        std::vector<std::string> inner = entriesIfListed(folder).folders;
        for (const std::string& name : descriptionsAmong(inner)) {
            std::erase(inner, name);
        }
        for (std::size_t i = 0; i < std::min(inner.size(), kMostFolders); ++i) {
            below.push_back(folder / inner[i]);
        }
    }
    below.resize(std::min(below.size(), 4 * kMostFolders));
    return below;
}

std::optional<FoundData> findAt(const fs::path& folder, const Experiment::Data& data) {
    for (const DataFormat& format : dataFormats()) {
        if (const auto place = format.find(folder, data)) {
            return FoundData{&format, *place};
        }
    }
    return std::nullopt;
}

/// The data set in `folder` or, since archives often unpack to a subfolder, in the only subfolder
/// that holds one.
std::optional<FoundData> findIn(const fs::path& folder, const Experiment::Data& data) {
    std::vector<fs::path> level{folder};
    for (int depth = 0; depth <= kDeepestSearch; ++depth, level = oneLevelDown(level)) {
        std::vector<FoundData> found;
        for (const fs::path& place : level) {
            if (auto one = findAt(place, data)) {
                found.push_back(std::move(*one));
            }
        }
        if (found.size() > 1) { // ImageNet's annotations have the same layout as its images
            std::erase_if(found, [](const FoundData& each) {
                return each.format->scales && !holdsImage(each.folder);
            });
        }
        if (found.size() > 1) {
            throw BadInput(
                (data.path.empty() ? "data.name: " : "data.path: ") + shownName(folder) +
                " holds several data sets; name one of them: " + shownName(found[0].folder) + ", " +
                shownName(found[1].folder) + (found.size() > 2 ? " …" : ""));
        }
        if (!found.empty()) {
            return found.front();
        }
    }
    return std::nullopt;
}

/// The message for a folder that holds an archive; empty if it holds none. If there are folders
/// beside the archive, it may have been unpacked already.
std::string archiveIn(const fs::path& folder) {
    constexpr std::size_t kMostLooked = 100;
    FolderEntries entries = entriesIfListed(folder);
    entries.others.resize(std::min(entries.others.size(), kMostLooked));
    for (const fs::path& file : entries.others) {
        const auto [what, command] = archiveOf(file, folder);
        if (command.empty()) {
            continue;
        }
        const bool isPlain = what == "an archive";
        return shownName(folder) + " holds " + (isPlain ? "the archive " : "") +
               shownName(file.filename()) + (isPlain ? "" : ", which is " + what) +
               (entries.folders.empty()
                    ? (isPlain ? ", which must be unpacked: " : ", and must be unpacked: ")
                    : ", and the folders beside it hold no data set; if it is not "
                      "unpacked yet: ") +
               command;
    }
    return {};
}

/// The message for images without class folders, if a folder has at least `fewest` of them; fewer
/// may just illustrate other files. Empty if there are none.
std::string looseImagesIn(const fs::path& folder, std::size_t fewest) {
    std::vector<fs::path> level{folder};
    for (int depth = 0; depth <= kDeepestSearch; ++depth, level = oneLevelDown(level)) {
        for (const fs::path& place : level) {
            const FolderEntries entries = entriesIfListed(place);
            if (const std::size_t count = entries.images.size(); count >= fewest) {
                return shownName(place) + " holds " + counted(count, "image") +
                       " outside of class folders: move the images of each class into a separate "
                       "folder, or name their classes in a table beside them, labels.csv with the "
                       "columns filename and label" +
                       tableProblem(place, folder);
            }
            LeftOut others;
            for (const fs::path& file : entries.others) {
                if (isOtherImageEnding(endingOf(file))) {
                    others.ignore(file);
                }
            }
            if (others.ignoredCount() > 0) {
                return shownName(place) + " holds images in formats that are not read: " +
                       endingsText(others.ignored) +
                       "; convert them to PNG or JPEG, in one folder per class";
            }
        }
    }
    return {};
}

/// The message for a folder whose files can't be read as they are; empty if nothing is known about
/// them.
std::string adviceFor(const fs::path& folder) {
    constexpr std::size_t kFew = 3;
    std::string text = looseImagesIn(folder, kFew);
    for (const auto advice : {foreignFileIn, archiveIn}) {
        text = text.empty() ? advice(folder) : text;
    }
    return text.empty() ? looseImagesIn(folder, 1) : text;
}

[[noreturn]] void failUnknown(const Experiment::Data& data) {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : catalogue()) {
        names.push_back(entry.name);
    }
    throw BadInput("data.name: no data set is known as '" + oneLine(data.name, 100) +
                   "'; known are " + wordList(names, "and") +
                   "; for another data set, set data.path");
}

/// The known data sets whose files a folder holds.
std::string setsIn(const fs::path& folder) {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : catalogue()) {
        Experiment::Data data;
        data.name = entry.name;
        data.path = folder.string();
        if (findIn(folder, data)) {
            names.push_back(entry.name);
        }
    }
    return wordList(names, "or");
}

[[noreturn]] void failPath(const Experiment::Data& data) {
    std::error_code ignored;
    const std::string place = "data.path: " + shownName(data.path);
    if (!fs::exists(data.path, ignored)) {
        throw BadInput(place + ": there is no such folder");
    }
    if (!fs::is_directory(data.path, ignored)) {
        const std::string advice = adviceForFile(data.path);
        throw BadInput(place + (advice.empty() ? " is a file, but must be the folder of a data set"
                                               : ' ' + advice));
    }
    if (const std::string others = setsIn(data.path); !others.empty()) {
        throw BadInput("data.name: is " + oneLine(data.name, 100) + ", but " +
                       shownName(data.path) + " holds other files: set data.name=" + others);
    }
    std::string known;
    for (const DataFormat& format : dataFormats()) {
        known += (known.empty() ? "" : "; ") + std::string(format.name) + ": " + format.files;
    }
    throw BadInput(place + " has no files of a data set; these are read: " + known);
}

[[noreturn]] void failMissing(const Experiment::Data& data) {
    const std::vector<fs::path> folders = dataFolders(data);
    for (const fs::path& folder : folders) {
        if (const std::string advice = adviceFor(folder); !advice.empty()) {
            throw BadInput((data.path.empty() ? "data.name: " : "data.path: ") + advice);
        }
    }
    if (!data.path.empty()) {
        failPath(data);
    }
    std::string searched;
    for (const fs::path& folder : folders) {
        searched += (searched.empty() ? "" : ", ") + shownName(folder);
    }
    throw BadInput("data.name: no files of '" + oneLine(data.name, 100) + "' in " + searched +
                   "; get them: " + howToGet(*findInCatalogue(data.name)));
}

void requireSize(const Experiment::Data& data, const FoundData& found, const ImageSet& images) {
    const bool isSo = images.height == data.size && images.width == data.size;
    if (data.size > 0 && !found.format->scales && !isSo) {
        throw BadInput("data.size: is " + std::to_string(data.size) +
                       ", but only the photographs of image folders are scaled; " +
                       shownName(found.folder) + " holds " + found.format->name + " files of " +
                       std::to_string(images.height) + " × " + std::to_string(images.width));
    }
}

/// Warns of other images under a known name, whose runs would be mistaken for that data set's.
void noteOtherData(const Experiment::Data& data, const FoundData& found, const ImageSet& images,
                   std::vector<std::string>& notes) {
    const CatalogueEntry* known = findInCatalogue(data.name);
    const ImageSize size = sizeOf(images);
    if (known != nullptr && size != known->size) {
        notes.push_back("data.name: " + known->name + " has images of " + sizeText(known->size) +
                        ", but " + shownName(found.folder) + " holds images of " + sizeText(size) +
                        "; give another data set a different name");
    }
}

void noteUnusedCrop(const Experiment::Data& data, const FoundData& found,
                    std::vector<std::string>& notes) {
    if (data.centreCrop != 1.0 && (data.size == 0 || !found.format->scales)) {
        notes.push_back("data.centre_crop: has no effect: only photographs that data.size scales "
                        "are cropped");
    }
}

/// Notes that the user named one split of a data set, but the whole set is read.
void noteOtherPlace(const Experiment::Data& data, const FoundData& found, StoredImages& images) {
    if (!data.path.empty() && withoutSplit(data.path) != fs::path(data.path)) {
        images.notes.push_back("data.path: " + shownName(data.path) +
                               " is one split of the data set in " + shownName(found.folder) +
                               "; the whole data set is read");
    }
}

} // namespace

const std::vector<DataFormat>& dataFormats() {
    static const std::vector<DataFormat> formats{kIdxFormat, kCifar10Format, kCifar100Format,
                                                 kStl10Format, kImageFolderFormat};
    return formats;
}

ImageSize sizeOf(const ImageSet& set) {
    return {set.channels, set.height, set.width};
}

void judgeSize(const Experiment::Data& data, const FoundData& found, const ImageSet& images,
               std::vector<std::string>& notes) {
    requireSize(data, found, images);
    noteOtherData(data, found, images, notes);
    noteUnusedCrop(data, found, notes);
}

StoredImages listStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch) {
    StoredImages images = found.format->load(found.folder, data, watch);
    if (!data.classes.empty()) {
        keepClasses(images, data.classes);
    }
    judge(images, found.folder);
    noteOtherPlace(data, found, images);
    return images;
}

StoredImages loadStored(const FoundData& found, const Experiment::Data& data, LoadWatch& watch) {
    StoredImages images = found.format->load(found.folder, data, watch);
    if (images.train.files) {
        readAllFiles(images, data, watch);
    }
    judge(images, found.folder);
    if (!data.classes.empty()) {
        images.notes.emplace_back(
            "data.classes: ignored; all classes are checked, because a data set is "
            "complete only with all of them");
    }
    noteOtherPlace(data, found, images);
    judgeSize(data, found, images.train, images.notes);
    return images;
}

FoundData findDataSet(const Experiment::Data& data) {
    if (data.path.empty() && findInCatalogue(data.name) == nullptr) {
        failUnknown(data);
    }
    for (const fs::path& folder : dataFolders(data)) {
        if (const auto found = findIn(folder, data)) {
            return *found;
        }
    }
    failMissing(data);
}

std::string adviceForFile(const fs::path& file) {
    std::string foreign = foreignFormat(file);
    if (!foreign.empty()) {
        return foreign;
    }
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const auto [what, command] = archiveOf(file, folder);
    if (!command.empty()) {
        return "is " + what + ", which must be unpacked: " + command;
    }
    return hasImageEnding(file) ? "is a single image, but a data set is a folder of images"
                                : std::string();
}

void requireLabels(const std::vector<int>& labels, int classes, const fs::path& file) {
    const auto wrong =
        std::find_if(labels.begin(), labels.end(), [&](int label) { return label >= classes; });
    if (wrong != labels.end()) {
        refuse(file, "label at position " + std::to_string(wrong - labels.begin()) +
                         " must be from 0 to " + std::to_string(classes - 1) + ", is " +
                         std::to_string(*wrong));
    }
}

} // namespace asge
