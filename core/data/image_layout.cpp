#include "core/data/image_layout.h"

#include "core/data/byte_source.h"
#include "core/data/image_labels.h"
#include "core/data/label_table.h"
#include "core/data/split_names.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <random>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

/// Fixed for good: another seed would test other images than those of stored runs.
constexpr std::uint64_t kSplitSeed = 0x61736765'73706c74;
constexpr std::size_t kTestedOf = 5; ///< one of so many images of a class is tested on

bool hasSplits(const std::vector<std::string>& folders) {
    return std::any_of(folders.begin(), folders.end(),
                       [](const std::string& name) { return splitNamed(name) != nullptr; });
}

/// The folders of each role, by how usual their names are.
std::vector<std::string> foldersOf(SplitRole role, const std::vector<std::string>& folders) {
    std::vector<std::string> names;
    for (const SplitName& split : splitNames()) {
        std::vector<std::string> called;
        std::copy_if(folders.begin(), folders.end(), std::back_inserter(called),
                     [&](const std::string& folder) {
                         return split.role == role && splitNamed(folder) == &split;
                     });
        // Of "Train" and "train" the usual one.
        std::stable_partition(called.begin(), called.end(),
                              [&](const std::string& folder) { return folder == split.name; });
        names.insert(names.end(), called.begin(), called.end());
    }
    return names;
}

std::string countText(std::size_t count, const char* what) {
    return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

/// Names the first few.
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
            shownName(folder) + ": " + std::to_string(count) + (count == 1 ? " file" : " files") +
            " ignored that are no JPEG or PNG by their ending (" + endingsText(leftOut.ignored) +
            "), the first " + shownName(leftOut.firstIgnored));
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
            ": skipped what an operating system or a tool left there: " + wordList(parts, "and"));
    }
}

/// Files that lie beside the class folders: of no class.
void noteBeside(const fs::path& folder, const FolderEntries& entries, LeftOut& leftOut,
                ImageLayout& layout) {
    for (const fs::path& file : entries.others) {
        leftOut.ignore(file);
    }
    if (!entries.images.empty()) {
        layout.notes.push_back(
            shownName(folder) + ": " + countText(entries.images.size(), "image") +
            " outside the class folders not used, the first " + shownName(entries.images.front()));
    }
}

void addClass(const fs::path& folder, int label, LeftOut& leftOut, ImageSplit& split) {
    for (fs::path& file : imagesBelow(folder, leftOut)) {
        split.images.push_back({std::move(file), label});
    }
}

/// One class alone; its folders may be what was meant.
[[noreturn]] void failOneClass(const fs::path& folder, const std::string& only,
                               const std::string& hint) {
    const std::vector<std::string> inner = entriesIfListed(folder / only).folders;
    refuse(folder / only,
           "is the only class folder in " + shownName(folder) +
               "; there must be two classes at least" +
               (inner.empty() ? std::string()
                              : "; if its folders are the classes (" + fewText(inner) +
                                    "), move them up into " + shownName(folder)) +
               hint);
}

[[noreturn]] void failNoClasses(const fs::path& folder, std::size_t images,
                                const std::string& hint) {
    if (images == 0) {
        refuse(folder, "has no folders of classes" + hint);
    }
    refuse(folder, "has no folders of classes, but " + countText(images, "image") +
                       " directly: move the images of each class into a separate folder, or name "
                       "their classes in a table beside them, labels.csv with the columns filename "
                       "and label" +
                       hint);
}

/// Whether the images of a split lie in no class folders: directly in it, or in one folder of it.
bool isFlat(const FolderEntries& entries) {
    return entries.folders.size() < 2 && (entries.folders.empty() || !entries.images.empty());
}

/// Reads the folders of one data set.
class LayoutReader {
  public:
    explicit LayoutReader(const fs::path& folder) : folder_(folder) {}

    ImageLayout read() {
        const FolderEntries entries = entriesOf(folder_, layout_.leftOut);
        if (hasSplits(entries.folders)) {
            readSplits(entries.folders);
        } else {
            readClasses(entries);
        }
        noteSystem(folder_, layout_);
        for (const std::string& name : namesOfSynsets(names_, folder_)) {
            layout_.classes.push_back(oneLine(name, 100));
        }
        return std::move(layout_);
    }

  private:
    void readSplits(const std::vector<std::string>& folders) {
        const std::vector<std::string> train = foldersOf(SplitRole::train, folders);
        const std::vector<std::string> validation = foldersOf(SplitRole::validation, folders);
        const std::vector<std::string> test = foldersOf(SplitRole::test, folders);
        if (train.empty()) {
            throw BadInput(shownName(folder_) + ": has no folder train beside " +
                           (test.empty() ? validation : test).front());
        }
        noteUnused(folders, {train, validation, test});
        readTraining(folder_ / train.front());
        std::optional<ImageSplit> tested = readOther(test);
        std::optional<ImageSplit> validated = readOther(validation);
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

    /// What a table may name besides classes.
    enum class Naming { classes, splits };

    /// Folders beside the splits that are read would be missed without a word.
    void noteUnused(const std::vector<std::string>& folders,
                    const std::array<std::vector<std::string>, 3>& roles) {
        std::vector<std::string> unused;
        for (const std::string& name : folders) {
            const bool isRead =
                std::any_of(roles.begin(), roles.end(), [&](const std::vector<std::string>& role) {
                    return !role.empty() && role.front() == name;
                });
            if (!isRead) {
                unused.push_back(name);
            }
        }
        if (!unused.empty()) {
            layout_.notes.push_back(shownName(folder_) +
                                    ": not used beside the splits: " + fewText(unused));
        }
    }

    void readTraining(const fs::path& folder) {
        LeftOut leftOut;
        const FolderEntries entries = entriesOf(folder, leftOut);
        layout_.train.folder = folder;
        if (entries.folders.size() < 2) {
            if (readTable(folder, Naming::classes)) {
                return;
            }
            if (isFlat(entries)) {
                failNoClasses(folder, entries.images.size(), tableProblem(folder, folder_));
            }
            failOneClass(folder, entries.folders.front(), tableProblem(folder, folder_));
        }
        names_ = entries.folders;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            addClass(folder / names_[i], static_cast<int>(i), leftOut, layout_.train);
        }
        noteBeside(folder, entries, leftOut, layout_);
        noteIgnored(folder, leftOut, layout_);
    }

    /// A split besides train; nothing if its images have no classes, which is noted.
    std::optional<ImageSplit> readOther(const std::vector<std::string>& names) {
        if (names.empty()) {
            return std::nullopt;
        }
        const fs::path folder = folder_ / names.front();
        LeftOut leftOut;
        const FolderEntries entries = entriesOf(folder, leftOut);
        ImageSplit split{folder, {}};
        if (isWithoutClasses(entries.folders)) {
            return tableSplit(folder);
        }
        addClasses(folder, entries.folders, leftOut, split);
        if (split.images.empty()) {
            noteUnlabelled(folder);
            return std::nullopt;
        }
        noteBeside(folder, entries, leftOut, layout_);
        noteIgnored(folder, leftOut, layout_);
        return split;
    }

    /// Whether a split is flat, but for one folder ("images") that is no class.
    bool isWithoutClasses(const std::vector<std::string>& folders) const {
        return folders.size() < 2 &&
               std::none_of(folders.begin(), folders.end(),
                            [&](const std::string& name) { return labelOf(name) >= 0; });
    }

    void addClasses(const fs::path& folder, const std::vector<std::string>& folders,
                    LeftOut& leftOut, ImageSplit& split) const {
        for (const std::string& name : folders) {
            const int label = labelOf(name);
            if (label < 0) {
                refuse(folder / name, "there is no such class among the training images");
            }
            addClass(folder / name, label, leftOut, split);
        }
    }

    /// −1 for a name that is no class.
    int labelOf(const std::string& name) const {
        const auto known = std::lower_bound(names_.begin(), names_.end(), name);
        return known == names_.end() || *known != name ? -1
                                                       : static_cast<int>(known - names_.begin());
    }

    /// A split whose images have classes by a file beside them, if there is one.
    std::optional<ImageSplit> tableSplit(const fs::path& folder) {
        LeftOut ignored;
        const std::vector<fs::path> images = imagesBelow(folder, ignored);
        const std::optional<ImageLabels> labels = labelsOf(images, folder, folder_);
        ImageSplit split{folder, {}};
        for (std::size_t i = 0; labels && i < images.size(); ++i) {
            if (const int label = labelOf(labels->classes[i]); label >= 0) {
                split.images.push_back({images[i], label});
            }
        }
        if (split.images.empty()) {
            noteUnlabelled(folder);
            return std::nullopt;
        }
        noteTable(folder, *labels, images.size(), split.images.size());
        sortByClass(split);
        return split;
    }

    /// Reads images whose classes, and splits if it has them, stand in a table. False if there is
    /// none.
    bool readTable(const fs::path& folder, Naming naming) {
        LeftOut ignored;
        const std::vector<fs::path> images = imagesBelow(folder, ignored);
        const std::optional<ImageLabels> labels = labelsOf(images, folder, folder_);
        if (!labels) {
            return false;
        }
        const std::set<std::string> classes(labels->classes.begin(), labels->classes.end());
        names_.assign(classes.begin(), classes.end());
        std::erase(names_, "");
        ImageSplit validation{folder, {}};
        layout_.test.folder = folder;
        std::size_t read = 0;
        for (std::size_t i = 0; i < images.size(); ++i) {
            const int label = labelOf(labels->classes[i]);
            if (label >= 0) {
                const bool hasSplit = naming == Naming::splits && !labels->splits.empty();
                const std::string word = hasSplit ? labels->splits[i] : "train";
                requireSplit(word, labels->file);
                splitOf(word, validation).images.push_back({images[i], label});
                ++read;
            }
        }
        noteTable(folder, *labels, images.size(), read);
        for (ImageSplit* split : {&layout_.train, &layout_.test, &validation}) {
            sortByClass(*split);
        }
        if (layout_.test.images.empty()) {
            layout_.test.images.swap(validation.images);
        }
        if (!validation.images.empty()) {
            layout_.validation = std::move(validation);
        }
        return true;
    }

    /// Images of a split that isn't known must not be trained on: they may be the published test.
    static void requireSplit(const std::string& word, const fs::path& table) {
        if (splitNamed(word) == nullptr) {
            refuse(table, "its column of splits has '" + oneLine(word, 40) +
                              "'; it may have train, val and test");
        }
    }

    /// Where a table's row belongs.
    ImageSplit& splitOf(const std::string& word, ImageSplit& validation) {
        switch (splitNamed(word)->role) {
        case SplitRole::train:
            return layout_.train;
        case SplitRole::test:
            return layout_.test;
        default:
            return validation;
        }
    }

    static void sortByClass(ImageSplit& split) {
        std::stable_sort(
            split.images.begin(), split.images.end(),
            [](const ListedImage& a, const ListedImage& b) { return a.label < b.label; });
    }

    void noteTable(const fs::path& folder, const ImageLabels& labels, std::size_t images,
                   std::size_t read) {
        LeftOut leftOut; // counted anew, now that the table is known to be of use
        leftOut.used = labels.file;
        imagesBelow(folder, leftOut);
        noteIgnored(folder, leftOut, layout_);
        layout_.notes.push_back(
            shownName(folder) + ": the classes are those of " + shownName(labels.file) +
            (read == images ? std::string()
                            : "; " + countText(images - read, "image") +
                                  " not used, as it names no known class for them"));
    }

    void noteUnlabelled(const fs::path& folder) {
        LeftOut leftOut;
        const std::size_t count = imagesBelow(folder, leftOut).size();
        layout_.notes.push_back(
            shownName(folder) +
            (count == 0 ? ": has no images, and is not used"
                        : ": its " + countText(count, "image") +
                              " lie outside of class folders, so their classes are not known; "
                              "they are not used"));
        layout_.leftOut.add(leftOut);
    }

    /// The folders that hold images are the classes.
    void readClasses(const FolderEntries& entries) {
        layout_.train.folder = folder_;
        if (entries.folders.size() < 2 && readTable(folder_, Naming::splits)) {
            if (layout_.test.images.empty()) {
                splitTraining();
            }
            return;
        }
        LeftOut leftOut;
        std::vector<std::string> without;
        for (const std::string& name : entries.folders) {
            const std::size_t before = layout_.train.images.size();
            addClass(folder_ / name, static_cast<int>(names_.size()), leftOut, layout_.train);
            (layout_.train.images.size() > before ? names_ : without).push_back(name);
        }
        if (names_.empty()) {
            failNoClasses(folder_, entries.images.size(), tableProblem(folder_, folder_));
        }
        if (names_.size() == 1) {
            failOneClass(folder_, names_.front(), tableProblem(folder_, folder_));
        }
        if (!without.empty()) {
            layout_.notes.push_back(shownName(folder_) +
                                    ": folders without images are no classes: " + fewText(without));
        }
        noteBeside(folder_, entries, leftOut, layout_);
        noteIgnored(folder_, leftOut, layout_);
        splitTraining();
    }

    /// Takes a fifth of each class, at least one image of two, for the test.
    void splitTraining() {
        std::vector<std::vector<std::size_t>> ofClass(names_.size());
        std::vector<ListedImage> all = std::move(layout_.train.images);
        for (std::size_t i = 0; i < all.size(); ++i) {
            ofClass[static_cast<std::size_t>(all[i].label)].push_back(i);
        }
        std::vector<bool> isTested(all.size());
        std::mt19937_64 random(kSplitSeed);
        for (std::vector<std::size_t>& positions : ofClass) {
            const std::size_t tested = (positions.size() + kTestedOf / 2 + 1) / kTestedOf;
            for (std::size_t i = 0; i < tested; ++i) {
                std::swap(positions[i], positions[i + random() % (positions.size() - i)]);
                isTested[positions[i]] = true;
            }
        }
        if (all.empty()) {
            const std::map<std::string, int>& others = layout_.leftOut.ignored;
            refuse(layout_.train.folder,
                   "has no images that are read: JPEG and PNG, by their ending" +
                       (others.empty() ? std::string()
                                       : "; it has " + endingsText(others) +
                                             ": convert images to PNG or JPEG"));
        }
        layout_.train.images.clear();
        layout_.test = {layout_.train.folder, {}};
        for (std::size_t i = 0; i < all.size(); ++i) {
            (isTested[i] ? layout_.test : layout_.train).images.push_back(std::move(all[i]));
        }
        if (layout_.test.images.empty()) {
            refuse(layout_.train.folder, "has too few images to test on some of them");
        }
        layout_.notes.push_back(
            shownName(layout_.train.folder) +
            ": there are no test images, so a fifth of each class, " +
            std::to_string(layout_.test.images.size()) + " of " + std::to_string(all.size()) +
            " images, chosen at random by a fixed seed, are tested on and not trained on");
    }

    fs::path folder_;
    std::vector<std::string> names_; ///< of classes, sorted by bytes, as their folders are called
    ImageLayout layout_;
};

/// A class folder: it holds images, and is no data set of its own.
bool isClass(const fs::path& folder) {
    return holdsImage(folder) && !hasSplits(entriesIfListed(folder).folders);
}

/// A table of classes beside the images, or beside the one folder that holds them.
bool hasTable(const fs::path& folder, const FolderEntries& entries) {
    if (entries.folders.size() > 1 ||
        std::none_of(entries.others.begin(), entries.others.end(), isTable)) {
        return false;
    }
    LeftOut ignored;
    return !entries.images.empty() ||
           (!entries.folders.empty() &&
            !entriesOf(folder / entries.folders.front(), ignored).images.empty());
}

} // namespace

bool holdsImage(const fs::path& folder) {
    constexpr int kMostLooked = 10000; // entries; a folder of other files isn't searched for long
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
    if (splitNamed(whole.filename().string()) == nullptr ||
        hasSplits(entriesIfListed(folder).folders)) {
        return folder;
    }
    const std::vector<std::string> beside = entriesIfListed(whole.parent_path()).folders;
    const bool hasTrain = !foldersOf(SplitRole::train, beside).empty();
    const auto splits = std::count_if(beside.begin(), beside.end(), [](const std::string& name) {
        return splitNamed(name) != nullptr;
    });
    return hasTrain && splits > 1 ? whole.parent_path() : folder;
}

bool hasImageLayout(const fs::path& folder) {
    LeftOut ignored;
    FolderEntries entries;
    try {
        entries = entriesOf(folder, ignored);
    } catch (const BadInput&) {
        return false;
    }
    const std::vector<std::string>& folders = entries.folders;
    if (hasSplits(folders)) {
        return true;
    }
    if (hasTable(folder, entries)) {
        return true;
    }
    const auto isOne = [&](const std::string& name) { return isClass(folder / name); };
    const auto first = std::find_if(folders.begin(), folders.end(), isOne);
    return first != folders.end() && std::any_of(first + 1, folders.end(), isOne);
}

ImageLayout layoutOf(const fs::path& folder) {
    return LayoutReader(folder).read();
}

} // namespace asge
