// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/layout_notes.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/folder_roles.h"
#include "core/data/foreign_format.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// The folders with images inside each class folder; none for a class that holds images directly.
std::vector<std::set<std::string>> innerFolders(const fs::path& folder, const ImageSplit& split,
                                                std::size_t classes) {
    std::vector<std::set<std::string>> inner(classes);
    std::vector<bool> isFlat(classes);
    for (const ListedImage& image : split.images) {
        const auto label = static_cast<std::size_t>(image.label);
        const fs::path below = image.file.lexically_relative(folder);
        auto part = std::next(below.begin()); // after the class
        while (std::next(part) != below.end() && isForAllImages(part->string())) {
            ++part;
        }
        if (std::next(part) == below.end()) {
            isFlat[label] = true;
        } else {
            inner[label].insert(part->string());
        }
    }
    for (std::size_t i = 0; i < classes; ++i) {
        if (isFlat[i]) {
            inner[i].clear();
        }
    }
    return inner;
}

/// Whether these look like names of classes, not like years, sides or the like.
bool areNames(const std::set<std::string>& folders) {
    constexpr std::size_t kFewest = 3;
    return folders.size() >= kFewest &&
           !std::all_of(folders.begin(), folders.end(), [](const std::string& name) {
               return name.find_first_not_of("0123456789-_") == std::string::npos;
           });
}

} // namespace

std::string fewText(std::vector<std::string> names) {
    constexpr std::size_t kFew = 5;
    if (names.size() > kFew) {
        names.resize(kFew);
        names.emplace_back("others");
    }
    return oneLine(wordList(names, "and"), 500);
}

void noteIgnored(const fs::path& folder, const LeftOut& leftOut, ImageLayout& layout) {
    if (const int count = leftOut.ignoredCount(); count > 0) {
        layout.notes.push_back(
            shownName(folder) + ": " + counted(count, "file") + " ignored that " +
            inNumber(count, "is not JPEG or PNG by its ending (",
                     "are not JPEG or PNG by their ending (") +
            endingsText(leftOut.ignored) + "), the first " + shownName(leftOut.firstIgnored));
    }
    layout.leftOut.add(leftOut);
}

void noteSystem(const fs::path& folder, ImageLayout& layout) {
    std::vector<std::string> parts;
    for (const auto& [name, count] : layout.leftOut.system) {
        parts.push_back(std::to_string(count) + ' ' + name);
    }
    if (!parts.empty()) {
        layout.notes.push_back(
            shownName(folder) +
            ": skipped files of operating systems and tools: " + wordList(parts, "and"));
    }
}

void noteBeside(const fs::path& folder, const FolderEntries& entries, LeftOut& leftOut,
                ImageLayout& layout) {
    for (const fs::path& file : entries.others) {
        leftOut.ignore(file);
    }
    if (!entries.images.empty()) {
        layout.notes.push_back(shownName(folder) + ": " + counted(entries.images.size(), "image") +
                               " outside the class folders not used, the first " +
                               shownName(entries.images.front()));
    }
}

void noteUnlabelled(const fs::path& folder, const std::string& end, ImageLayout& layout) {
    LeftOut leftOut;
    const std::size_t count = imagesBelow(folder, leftOut).size();
    const bool isOne = count == 1;
    layout.notes.push_back(shownName(folder) +
                           (count == 0
                                ? ": has no images, and is not used"
                                : ": its " + counted(count, "image") + (isOne ? " is" : " are") +
                                      " outside of class folders, so " +
                                      (isOne ? "its class is not known; it is not used"
                                             : "their classes are not known; they are not used") +
                                      end));
    layout.leftOut.add(leftOut);
}

void noteNested(const fs::path& folder, const std::vector<std::string>& classes,
                ImageLayout& layout) {
    const auto inner = innerFolders(folder, layout.train, classes.size());
    const auto first = std::find_if(inner.begin(), inner.end(),
                                    [](const auto& folders) { return folders.size() > 1; });
    if (first == inner.end()) {
        return;
    }
    const std::string names = fewText({first->begin(), first->end()});
    const bool isSame =
        std::all_of(inner.begin(), inner.end(), [&](const auto& each) { return each == *first; });
    if (isSame && areNames(*first)) {
        refuse(folder, "its folders " + fewText(classes) + " each hold the same folders, " + names +
                           ": if these are the classes, give one of the outer folders as the data "
                           "set, or rename the outer folders to train, val and test");
    }
    const fs::path own = folder / classes[static_cast<std::size_t>(first - inner.begin())];
    layout.notes.push_back(shownName(own) + ": its folders (" + names +
                           ") are not used as classes, because those in " + shownName(folder) +
                           " are; if they are the classes, move them up into " + shownName(folder) +
                           ", or give " + shownName(own) + " as the data set");
}

void addMissing(const fs::path& folder, const std::string& tables,
                const std::vector<std::string>& absent, ImageLayout& layout) {
    constexpr std::size_t kFew = 3;
    if (absent.empty()) {
        return;
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < absent.size() && i < kFew; ++i) {
        names.push_back("'" + oneLine(absent[i], 100) + "'");
    }
    if (absent.size() > kFew) {
        names.push_back(std::to_string(absent.size() - kFew) + " more");
    }
    layout.missing.push_back(tables + ": " + counted(absent.size(), "file") + " named there " +
                             inNumber(absent.size(), "is", "are") + " not in " + shownName(folder) +
                             ": " + wordList(names, "and") +
                             "; add the files, or remove their rows");
}

void failOneClass(const fs::path& folder, const std::string& only, const std::string& hint) {
    const std::vector<std::string> inner = entriesIfListed(folder / only).folders;
    refuse(folder / only,
           "is the only class folder in " + shownName(folder) +
               "; at least two classes are needed" +
               (inner.empty() ? std::string()
                              : "; if its folders are the classes (" + fewText(inner) +
                                    "), move them up into " + shownName(folder)) +
               hint);
}

void failNoClasses(const fs::path& folder, std::size_t images, const std::string& hint) {
    if (images > 0) {
        refuse(
            folder,
            "has no class folders, but " + counted(images, "image") +
                " directly: move the images of each class into a separate folder, or name their "
                "classes in a table beside them, labels.csv with the columns filename and label" +
                hint);
    }
    if (const std::string foreign = foreignFileIn(folder); !foreign.empty()) {
        throw BadInput(foreign);
    }
    refuse(folder, "has no class folders" + hint);
}

void failNoImages(const ImageLayout& layout) {
    const fs::path& folder = layout.train.folder;
    if (const std::string foreign = foreignFileIn(folder); !foreign.empty()) {
        throw BadInput(foreign);
    }
    const std::map<std::string, int>& others = layout.leftOut.ignored;
    refuse(folder, "has no images that can be read (JPEG or PNG, by their extension)" +
                       (others.empty() ? std::string()
                                       : "; it has " + endingsText(others) +
                                             ": convert images to PNG or JPEG"));
}

} // namespace asge
