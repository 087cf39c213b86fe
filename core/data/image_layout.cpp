// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_layout.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/folder_roles.h"
#include "core/data/image_labels.h"
#include "core/data/image_names.h"
#include "core/data/label_table.h"
#include "core/data/layout_notes.h"
#include "core/data/layout_tables.h"
#include "core/data/split_names.h"
#include "core/data/table_reader.h"
#include "core/data/test_split.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <system_error>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// The folders of each role, the most usual names first.
std::vector<std::string> foldersOf(SplitRole role, const FolderRoles& roles) {
    std::vector<std::string> names;
    for (const SplitName& split : splitNames()) {
        std::vector<std::string> called;
        for (const auto& [folder, own] : roles.splits) {
            if (split.role == role && own == &split) {
                called.push_back(folder);
            }
        }
        // Prefer the usual spelling: "train" to "Train".
        std::stable_partition(called.begin(), called.end(),
                              [&](const std::string& folder) { return folder == split.name; });
        names.insert(names.end(), called.begin(), called.end());
    }
    return names;
}

/// Whether a split has no class folders: its images are directly in it, or in one folder.
bool isFlat(const FolderEntries& entries) {
    return entries.folders.size() < 2 && (entries.folders.empty() || !entries.images.empty());
}

/// Reads the layout of one data set.
class LayoutReader {
  public:
    explicit LayoutReader(const fs::path& folder) : folder_(folder) {}

    ImageLayout read() {
        FolderEntries entries = entriesOf(folder_, layout_.leftOut);
        const FolderRoles roles = rolesIn(folder_, entries);
        noteRoles(folder_, roles);
        if (!roles.splits.empty()) {
            readSplits(roles);
        } else {
            entries.folders = roles.others;
            readClasses(entries);
        }
        noteSystem(folder_, layout_);
        for (const std::string& name : namesOfSynsets(names_, folder_)) {
            layout_.classes.push_back(oneLine(name, 100));
        }
        return std::move(layout_);
    }

  private:
    void noteRoles(const fs::path& folder, const FolderRoles& roles) {
        if (!roles.descriptions.empty()) {
            layout_.notes.push_back(shownName(folder) +
                                    ": folders not used: " + fewText(roles.descriptions));
        }
        if (!roles.classNotSplit.empty()) {
            std::vector<std::string> others = roles.others;
            std::erase(others, roles.classNotSplit);
            layout_.notes.push_back(shownName(folder / roles.classNotSplit) +
                                    ": is read as a class, not as the training split, because it "
                                    "holds images and no folders and is beside the classes " +
                                    fewText(others));
        }
    }

    void readSplits(const FolderRoles& roles) {
        const std::vector<std::string> train = foldersOf(SplitRole::train, roles);
        const std::vector<std::string> validation = foldersOf(SplitRole::validation, roles);
        const std::vector<std::string> test = foldersOf(SplitRole::test, roles);
        if (train.empty()) {
            failNoTraining((test.empty() ? validation : test).front(), roles.others);
        }
        noteUnused(roles, {train, validation, test});
        readTraining(folder_ / train.front());
        std::optional<ImageSplit> tested = readOther(test);
        std::optional<ImageSplit> validated = readOther(validation);
        if (layout_.validation || !layout_.test.images.empty()) {
            return; // a table has divided the training images
        }
        if (!tested) {
            tested = std::exchange(validated, std::nullopt);
        }
        layout_.validation = std::move(validated);
        if (tested) {
            layout_.test = std::move(*tested);
        } else {
            splitTraining();
        }
    }

    [[noreturn]] void failNoTraining(const std::string& split,
                                     const std::vector<std::string>& others) const {
        if (!holdsImage(folder_)) {
            failNoClasses(folder_, 0, "");
        }
        std::vector<std::string> classes;
        std::copy_if(others.begin(), others.end(), std::back_inserter(classes),
                     [&](const std::string& name) { return holdsImage(folder_ / name); });
        throw BadInput(shownName(folder_) + ": has no folder train beside " + oneLine(split, 100) +
                       (classes.empty() ? std::string()
                                        : "; if its folders " + fewText(classes) +
                                              " are the classes, move them into a folder train"));
    }

    using Naming = LayoutTables::Naming;

    /// Notes folders beside the splits that are not used.
    void noteUnused(const FolderRoles& roles,
                    const std::array<std::vector<std::string>, 3>& folders) {
        std::vector<std::string> unused = roles.others;
        for (const std::vector<std::string>& role : folders) {
            unused.insert(unused.end(), role.begin() + (role.empty() ? 0 : 1), role.end());
        }
        std::sort(unused.begin(), unused.end());
        if (!unused.empty()) {
            layout_.notes.push_back(shownName(folder_) + ": folders not used: " + fewText(unused));
        }
    }

    /// The entries of a folder that may hold class folders, without other folders.
    FolderEntries classEntries(const fs::path& folder, LeftOut& leftOut) {
        FolderEntries entries = entriesOf(folder, leftOut);
        const FolderRoles roles = rolesIn(folder, entries);
        std::erase_if(entries.folders, [&](const std::string& name) {
            const std::vector<std::string>& descriptions = roles.descriptions;
            return std::find(descriptions.begin(), descriptions.end(), name) != descriptions.end();
        });
        if (!roles.descriptions.empty()) {
            noteRoles(folder, {{}, {}, roles.descriptions, {}});
        }
        return entries;
    }

    void readTraining(const fs::path& split) {
        LeftOut leftOut;
        const fs::path folder = withoutWrapping(split);
        const FolderEntries entries = classEntries(folder, leftOut);
        layout_.train.folder = folder;
        if (entries.folders.size() < 2) {
            if (!tables_.readTable(folder, Naming::classes) && !tables_.readNames(folder)) {
                failFlat(folder, entries);
            }
            return;
        }
        names_ = entries.folders;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            addClass(folder / names_[i], static_cast<int>(i), leftOut, layout_.train);
        }
        if (layout_.train.images.empty()) {
            layout_.leftOut.add(leftOut);
            failNoImages(layout_);
        }
        noteNested(folder, names_, layout_); // before a table divides the images into splits
        tables_.readSplits(folder, hasOtherSplits(), leftOut);
        noteBeside(folder, entries, leftOut, layout_);
        noteIgnored(folder, leftOut, layout_);
    }

    /// A hint that the only split beside a class folder may be a class as well.
    std::string classHint(const fs::path& folder) const {
        const FolderRoles roles = rolesIn(folder_, entriesIfListed(folder_));
        const auto other =
            std::find_if(roles.others.begin(), roles.others.end(), [&](const std::string& name) {
                return !isForAllImages(name) && !entriesIfListed(folder_ / name).images.empty();
            });
        const bool isHint =
            roles.splits.size() == 1 && folder != folder_ && other != roles.others.end();
        return isHint ? "; if it is a class like " + oneLine(*other, 100) + " beside it, rename it"
                      : std::string();
    }

    /// Throws an error for images without classes, or for no images.
    [[noreturn]] void failFlat(const fs::path& folder, const FolderEntries& entries) const {
        const std::string problem = tableProblem(folder, folder_) + classHint(folder);
        if (isFlat(entries)) {
            failNoClasses(folder, entries.images.size(), problem);
        }
        const fs::path only = folder / entries.folders.front();
        const std::size_t images = entriesIfListed(only).images.size();
        if (images > 0 && entriesIfListed(only).folders.empty() &&
            (isForAllImages(entries.folders.front()) || !problem.empty())) {
            failNoClasses(only, images, problem);
        }
        if (!holdsImage(folder)) {
            failNoClasses(folder, 0, problem);
        }
        failOneClass(folder, entries.folders.front(), problem);
    }

    static void addClass(const fs::path& folder, int label, LeftOut& leftOut, ImageSplit& split) {
        for (fs::path& file : imagesBelow(folder, leftOut)) {
            split.images.push_back({std::move(file), label});
        }
    }

    /// Reads a split other than train. Nothing, and a note, if its images have no classes.
    std::optional<ImageSplit> readOther(const std::vector<std::string>& names) {
        if (names.empty()) {
            return std::nullopt;
        }
        const fs::path folder = withoutWrapping(folder_ / names.front());
        LeftOut leftOut;
        const FolderEntries entries = classEntries(folder, leftOut);
        ImageSplit split{folder, {}};
        if (isWithoutClasses(entries.folders)) {
            return tables_.readOther(folder);
        }
        addClasses(folder, entries.folders, leftOut, split);
        if (split.images.empty()) {
            noteUnlabelled(folder, "", layout_);
            return std::nullopt;
        }
        noteBeside(folder, entries, leftOut, layout_);
        noteIgnored(folder, leftOut, layout_);
        return split;
    }

    /// Whether a split has no class folders, or only one named like "images".
    bool isWithoutClasses(const std::vector<std::string>& folders) const {
        return folders.size() < 2 &&
               std::none_of(folders.begin(), folders.end(),
                            [&](const std::string& name) { return labelAmong(names_, name) >= 0; });
    }

    void addClasses(const fs::path& folder, const std::vector<std::string>& folders,
                    LeftOut& leftOut, ImageSplit& split) const {
        for (const std::string& name : folders) {
            const int label = labelAmong(names_, name);
            if (label < 0) {
                refuse(folder / name, "there is no such class among the training images");
            }
            addClass(folder / name, label, leftOut, split);
        }
    }

    /// Whether there is another split with images beside the training images.
    bool hasOtherSplits() const {
        const FolderRoles roles = rolesIn(folder_, entriesIfListed(folder_));
        return std::any_of(roles.splits.begin(), roles.splits.end(), [&](const auto& split) {
            const fs::path folder = withoutWrapping(folder_ / split.first);
            return split.second->role != SplitRole::train &&
                   !isWithoutClasses(entriesIfListed(folder).folders);
        });
    }

    /// Reads a data set in which each folder with images is a class.
    void readClasses(const FolderEntries& entries) {
        layout_.train.folder = folder_;
        if (entries.folders.size() < 2 &&
            (tables_.readTable(folder_, Naming::splits) || tables_.readNames(folder_))) {
            if (layout_.test.images.empty()) {
                splitTraining();
            }
            return;
        }
        if (tables_.readParts(folder_, entries.folders)) {
            if (layout_.test.images.empty()) {
                splitTraining();
            }
            return;
        }
        LeftOut leftOut;
        std::vector<std::string> without;
        ImageSplit validation{folder_, {}};
        layout_.test.folder = folder_;
        for (const std::string& name : entries.folders) {
            const bool isAdded = addClassFolder(name, leftOut, validation);
            (isAdded ? names_ : without).push_back(name);
        }
        if (names_.empty()) {
            failNoClasses(folder_, entries.images.size(), tableProblem(folder_, folder_));
        }
        if (names_.size() == 1) {
            failFlat(folder_, {names_, entries.images, {}});
        }
        if (!without.empty()) {
            layout_.notes.push_back(
                shownName(folder_) +
                ": folders without images are not classes: " + fewText(without));
        }
        finishClasses(entries, leftOut, std::move(validation));
    }

    void finishClasses(const FolderEntries& entries, LeftOut& leftOut, ImageSplit validation) {
        const bool areSplitInside = !layout_.test.images.empty() || !validation.images.empty();
        if (areSplitInside) {
            layout_.notes.push_back(shownName(folder_) +
                                    ": the splits are given by the folders in each class folder");
            if (layout_.test.images.empty()) {
                layout_.test.images.swap(validation.images);
            }
            if (!validation.images.empty()) {
                layout_.validation = std::move(validation);
            }
        } else {
            noteNested(folder_, names_, layout_);
            tables_.readSplits(folder_, false, leftOut);
        }
        noteBeside(folder_, entries, leftOut, layout_);
        noteIgnored(folder_, leftOut, layout_);
        if (layout_.test.images.empty()) {
            splitTraining();
        }
    }

    /// Adds a class, which may contain folders of splits. Returns false if it has no images.
    bool addClassFolder(const std::string& name, LeftOut& leftOut, ImageSplit& validation) {
        const auto size = [&] {
            return layout_.train.images.size() + layout_.test.images.size() +
                   validation.images.size();
        };
        const int label = static_cast<int>(names_.size());
        const std::size_t before = size();
        if (!isClassOfSplits(folder_ / name)) {
            addClass(folder_ / name, label, leftOut, layout_.train);
            return size() > before;
        }
        for (const auto& [folder, split] : splitFolders(entriesIfListed(folder_ / name).folders)) {
            ImageSplit& to = split->role == SplitRole::train  ? layout_.train
                             : split->role == SplitRole::test ? layout_.test
                                                              : validation;
            addClass(folder_ / name / folder, label, leftOut, to);
        }
        return size() > before;
    }

    void splitTraining() {
        if (layout_.train.images.empty()) {
            failNoImages(layout_);
        }
        splitAtRandom(layout_, names_.size(), unreadSplits(layout_.train.folder, folder_));
    }

    fs::path folder_;
    std::vector<std::string> names_; ///< folder names of the classes, sorted by bytes
    ImageLayout layout_;
    LayoutTables tables_{folder_, names_, layout_};
};

/// Whether a folder is a class: it holds images, and is not a data set itself.
bool isClassFolder(const fs::path& folder) {
    return holdsImage(folder) && (!hasSplits(folder) || isClassOfSplits(folder));
}

/// Whether a file may give the classes of images: a table, a list of a split, or a file of CUB-200.
bool mayNameClasses(const fs::path& file) {
    const bool isList = endingOf(file) == ".txt" && splitNamed(file.stem().string()) != nullptr;
    return isTable(file) || isList || file.filename() == "train_test_split.txt";
}

/// Whether there is a table of classes beside the images, or beside the only folder that holds
/// them.
bool hasTable(const fs::path& folder, const FolderEntries& entries) {
    if (entries.folders.size() > 1 ||
        std::none_of(entries.others.begin(), entries.others.end(), mayNameClasses)) {
        return false;
    }
    return !entries.images.empty() ||
           (!entries.folders.empty() &&
            !entriesIfListed(folder / entries.folders.front()).images.empty());
}

} // namespace

bool holdsImage(const fs::path& folder) {
    constexpr int kMostLooked = 10000; // entries; limits the search in folders of other files
    std::error_code error;
    int looked = 0;
    fs::recursive_directory_iterator it(folder, error);
    for (const fs::recursive_directory_iterator end;
         !error && it != end && looked < kMostLooked && it.depth() < 4; it.increment(error)) {
        ++looked;
        const std::string name = it->path().filename().string();
        if (isSystemEntry(name) || isHidden(it->path())) {
            it.disable_recursion_pending();
        } else if (hasImageEnding(it->path())) {
            return true;
        }
    }
    return false;
}

fs::path withoutSplit(const fs::path& folder) {
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(folder, ignored);
    if (hasSplits(folder)) {
        return folder;
    }
    const FolderEntries beside = entriesIfListed(whole.parent_path());
    const std::string name = whole.filename().string();
    if (!splitFolders(beside.folders).contains(name)) {
        return folder;
    }
    const FolderRoles roles = rolesIn(whole.parent_path(), beside);
    const bool hasTrain = !foldersOf(SplitRole::train, roles).empty();
    return hasTrain && roles.splits.size() > 1 ? whole.parent_path() : folder;
}

bool hasImageLayout(const fs::path& folder) {
    LeftOut ignored;
    FolderEntries entries;
    try {
        entries = entriesOf(folder, ignored);
    } catch (const BadInput&) {
        return false;
    }
    const FolderRoles roles = rolesIn(folder, entries);
    if (!roles.splits.empty()) {
        return true;
    }
    entries.folders = roles.others;
    if (hasTable(folder, entries) || (entries.folders.empty() && classesOfNames(entries.images))) {
        return true;
    }
    const std::vector<std::string>& folders = entries.folders;
    const auto isOne = [&](const std::string& name) { return isClassFolder(folder / name); };
    const auto first = std::find_if(folders.begin(), folders.end(), isOne);
    return first != folders.end() && std::any_of(first + 1, folders.end(), isOne);
}

ImageLayout layoutOf(const fs::path& folder) {
    return LayoutReader(folder).read();
}

} // namespace asge
