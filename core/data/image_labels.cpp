// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/image_labels.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/folder_roles.h"
#include "core/data/image_listing.h"
#include "core/data/label_table.h"
#include "core/data/meta_mat.h"
#include "core/data/split_names.h"
#include "core/data/synsets.h"
#include "core/data/table_reader.h"
#include "core/data/text_lines.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr int kFoldersAbove = 3;
constexpr std::size_t kMostLabelTables =
    16; ///< maximum number of tables that are read to find the best one

/// The data set's folder and the folders above it.
std::vector<fs::path> upwards(const fs::path& set) {
    std::error_code ignored;
    std::vector<fs::path> folders{set};
    fs::path place = fs::weakly_canonical(set, ignored);
    for (int i = 0; i < kFoldersAbove && place.has_relative_path(); ++i) {
        place = place.parent_path();
        folders.push_back(place);
    }
    return folders;
}

/// The same, and the folder of ImageNet's development kit in one of them.
std::vector<fs::path> withDevelopmentKit(const fs::path& set) {
    std::vector<fs::path> folders = upwards(set);
    for (const fs::path& folder : upwards(set)) {
        for (const std::string& name : entriesIfListed(folder).folders) {
            if (name.starts_with("ILSVRC") && name.find("devkit") != std::string::npos) {
                folders.push_back(folder / name / "data");
            }
        }
    }
    return folders;
}

/// Whether a file is Kaggle's sample submission, whose classes are invented.
bool isSample(const fs::path& file) {
    return lowered(file.stem().string()).find("submission") != std::string::npos;
}

/// Whether a file is one of Tiny ImageNet's tables.
bool isAnnotationText(const fs::path& file) {
    return file.filename().string().ends_with("_annotations.txt");
}

/// Whether a file is a list of files that is named after a split.
bool isList(const fs::path& file) {
    return endingOf(file) == ".txt" && !isAnnotationText(file) &&
           splitNamed(file.stem().string()) != nullptr;
}

bool isAnnotation(const fs::path& file) {
    return (isTable(file) && !isSample(file)) || isList(file) || isAnnotationText(file);
}

/// Whether a table is named after another split than the folder: test.csv for train/.
bool isOfAnotherSplit(const fs::path& table, const fs::path& folder) {
    const SplitName* own = splitNamed(folder.filename().string());
    const SplitName* named = splitNamed(table.stem().string());
    return own != nullptr && named != nullptr && own->role != named->role;
}

void addOnce(const fs::path& file, std::vector<fs::path>& files) {
    if (std::find(files.begin(), files.end(), file) == files.end()) {
        files.push_back(file);
    }
}

std::vector<fs::path> tablesFor(const fs::path& folder, const fs::path& set) {
    std::vector<fs::path> tables;
    std::vector<fs::path> places{folder};
    const std::vector<std::string> inner = entriesIfListed(folder).folders;
    if (inner.size() == 1) {
        places.push_back(folder / inner.front());
    }
    addOnce(set, places);
    for (const fs::path& place : places) {
        for (const fs::path& file : entriesIfListed(place).others) {
            if (isAnnotation(file) && !isOfAnotherSplit(file, folder)) {
                addOnce(file, tables);
            }
        }
    }
    for (const fs::path& place : upwards(set)) {
        for (const fs::path& file : entriesIfListed(place).others) {
            if (isTable(file) && !isSample(file) && file.filename().string().starts_with("LOC_")) {
                addOnce(file, tables);
            }
        }
    }
    tables.resize(std::min(tables.size(), kMostLabelTables));
    return tables;
}

/// A table, and its rows for the images.
struct FittedTable {
    LabelTable table;
    LabelTable::Matches matches;
    bool isList = false; ///< lists only files, all of one split

    std::size_t named() const {
        return matches.rows.size() -
               static_cast<std::size_t>(
                   std::count(matches.rows.begin(), matches.rows.end(), LabelTable::kNoRow));
    }
    std::size_t withClass() const {
        return static_cast<std::size_t>(
            std::count_if(matches.rows.begin(), matches.rows.end(), [&](int row) {
                return row != LabelTable::kNoRow &&
                       !table.rows()[static_cast<std::size_t>(row)].className.empty();
            }));
    }
    const SplitName* split() const { return splitNamed(table.file().stem().string()); }
};

/// The names of all files in and below a folder in lower case, those of images also without
/// extension. Nothing if there are too many.
std::optional<std::set<std::string>> namesBelow(const fs::path& folder) {
    constexpr std::size_t kMost = 2'000'000;
    const std::vector<fs::path> files = filesBelow(folder, kMost);
    std::set<std::string> names;
    for (const fs::path& file : files) {
        names.insert(lowered(file.filename().string()));
        if (hasImageEnding(file) || isOtherImageEnding(endingOf(file))) {
            names.insert(lowered(file.stem().string()));
        }
    }
    return files.size() < kMost ? std::optional(std::move(names)) : std::nullopt;
}

/// The names in a table's rows that match no image.
std::vector<std::string> unmatched(const FittedTable& candidate) {
    std::vector<bool> isFound(candidate.table.rows().size());
    for (const int row : candidate.matches.rows) {
        if (row != LabelTable::kNoRow) {
            isFound[static_cast<std::size_t>(row)] = true;
        }
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < isFound.size(); ++i) {
        if (!isFound[i]) {
            names.push_back(candidate.table.rows()[i].name);
        }
    }
    return names;
}

/// The files that do not exist anywhere in the data set.
std::vector<std::string> absentOf(std::vector<std::string> names, const fs::path& set) {
    const auto there = names.empty() ? std::nullopt : namesBelow(set);
    if (!there) {
        return {};
    }
    std::erase_if(names, [&](const std::string& name) {
        const fs::path last = fs::path(lowered(name)).filename();
        const bool isImage = hasImageEnding(last) || isOtherImageEnding(endingOf(last));
        return there->contains(last.string()) || (isImage && there->contains(last.stem().string()));
    });
    return names;
}

/// Adds the classes and splits of one table to those of others.
void addTo(ImageLabels& labels, const FittedTable& candidate, bool hasSplits, bool byTable) {
    const LabelTable& table = candidate.table;
    for (std::size_t i = 0; i < labels.classes.size(); ++i) {
        const int position = candidate.matches.rows[i];
        if (position == LabelTable::kNoRow) {
            continue;
        }
        const LabelTable::Row& row = table.rows()[static_cast<std::size_t>(position)];
        labels.classes[i] = row.className;
        if (!hasSplits) {
            continue;
        }
        if (!labels.splits[i].empty()) {
            refuse(table.file(), "names '" + oneLine(row.name, 100) + "', as does " +
                                     shownName(labels.files.front()) +
                                     ": an image must belong to one split");
        }
        labels.splits[i] = byTable ? std::string(candidate.split()->name) : row.split;
    }
}

/// Combines the tables. With `byTable`, an image's split is the one its table is named after.
ImageLabels joined(const std::vector<const FittedTable*>& candidates, bool byTable,
                   const fs::path& set) {
    ImageLabels labels;
    const std::size_t images = candidates.front()->matches.rows.size();
    const bool hasSplits =
        byTable || (candidates.front()->table.hasSplits() && !candidates.front()->isList);
    labels.classes.resize(images);
    labels.splits.resize(hasSplits ? images : 0);
    std::size_t otherNames = 0;
    std::vector<std::string> without;
    for (const FittedTable* candidate : candidates) {
        if (!candidate->table.problem().empty()) {
            throw BadInput(candidate->table.problem());
        }
        labels.files.push_back(candidate->table.file());
        labels.remark = labels.remark.empty() ? candidate->table.remark : labels.remark;
        otherNames += candidate->matches.otherNames;
        addTo(labels, *candidate, hasSplits, byTable);
        const std::vector<std::string> names = unmatched(*candidate);
        without.insert(without.end(), names.begin(), names.end());
    }
    labels.absent = absentOf(std::move(without), set);
    if (otherNames > 0) {
        labels.remark += "; " + counted(otherNames, "image has", "images have") +
                         " another extension or case there";
    }
    return labels;
}

/// Tables of one split each, if there is one for training and one for another split.
std::vector<const FittedTable*> ofSplitsEach(const std::vector<FittedTable>& candidates) {
    std::vector<const FittedTable*> found;
    std::set<SplitRole> roles;
    for (const FittedTable& each : candidates) {
        if (each.split() != nullptr && each.named() > 0 &&
            roles.insert(each.split()->role).second) {
            found.push_back(&each);
        }
    }
    return roles.size() > 1 && roles.contains(SplitRole::train) ? found
                                                                : std::vector<const FittedTable*>();
}

std::vector<FittedTable> classTables(const std::vector<fs::path>& images, const fs::path& folder,
                                     const fs::path& set) {
    std::vector<FittedTable> candidates;
    for (const fs::path& file : tablesFor(folder, set)) {
        auto table = isList(file) ? readSplitList(file) : readLabelTable(file);
        if (table && table->hasClasses()) {
            LabelTable::Matches matches = table->match(images);
            candidates.push_back({std::move(*table), std::move(matches), isList(file)});
        }
    }
    if (auto table = readNumberedTables(set); table && table->hasClasses()) {
        LabelTable::Matches matches = table->match(images);
        candidates.push_back({std::move(*table), std::move(matches)});
    }
    return candidates;
}

/// Folders that may hold files with the splits of class folders.
std::vector<fs::path> placesOfSplits(const fs::path& folder, const fs::path& set) {
    constexpr std::array<std::string_view, 6> kInner{"meta",   "labels",      "lists",
                                                     "splits", "annotations", "split"};
    std::vector<fs::path> places{folder};
    addOnce(set, places);
    const fs::path whole = (fs::absolute(set) / "").lexically_normal().parent_path();
    // The folder above belongs to the data set only if the given folder is a part of it.
    if (isForAllImages(whole.filename().string())) {
        addOnce(whole.parent_path(), places);
    }
    for (std::size_t i = 0, count = places.size(); i < count; ++i) {
        for (const std::string_view inner : kInner) {
            std::error_code ignored;
            if (fs::is_directory(places[i] / inner, ignored)) {
                places.push_back(places[i] / inner);
            }
        }
    }
    return places;
}

/// Any file may be beside class folders, so large and binary files are ignored there.
bool isText(const fs::path& file) {
    constexpr std::uint64_t kLargest = 256ULL << 20U;
    try {
        const std::vector<std::uint8_t> start = readStart(file, 512);
        return regularFileSize(file) <= kLargest &&
               std::none_of(start.begin(), start.end(),
                            [](std::uint8_t byte) { return byte == 0 || byte == 0xFF; });
    } catch (const BadInput&) {
        return false;
    }
}

std::vector<FittedTable> splitTables(const std::vector<fs::path>& images, const fs::path& folder,
                                     const fs::path& set) {
    std::vector<FittedTable> candidates;
    const auto add = [&](std::optional<LabelTable> table, bool isList = false) {
        if (table && candidates.size() < kMostLabelTables) {
            LabelTable::Matches matches = table->match(images);
            candidates.push_back({std::move(*table), std::move(matches), isList});
        }
    };
    for (const fs::path& place : placesOfSplits(folder, set)) {
        for (const fs::path& file : entriesIfListed(place).others) {
            if (!isTable(file) && !isList(file)) {
                continue;
            }
            if (isTable(file) && !isSample(file) && isText(file)) {
                add(readLabelTable(file));
            } else if (isList(file) && isText(file)) {
                add(readSplitList(file), /*isList=*/true);
            }
        }
        add(readNumberedTables(place));
    }
    return candidates;
}

/// ImageNet's synsets in the order of their numbers; empty if no file gives them.
std::vector<std::string> numberedSynsets(const std::vector<fs::path>& folders) {
    for (const fs::path& folder : folders) {
        std::error_code ignored;
        if (const fs::path file = folder / "map_clsloc.txt"; fs::exists(file, ignored)) {
            return readSynsetNames(file).ids;
        }
        if (const fs::path file = folder / "meta.mat"; fs::exists(file, ignored)) {
            return readSynsetsOfMeta(file);
        }
    }
    return {};
}

/// Reads a ground truth file, which has one number per image, in their order.
std::optional<ImageLabels> groundTruth(const std::vector<fs::path>& images, const fs::path& folder,
                                       const fs::path& set) {
    std::vector<fs::path> folders = withDevelopmentKit(set);
    folders.insert(folders.begin(), folder);
    for (const fs::path& place : folders) {
        for (const fs::path& file : entriesIfListed(place).others) {
            if (!file.filename().string().ends_with("validation_ground_truth.txt")) {
                continue;
            }
            const std::vector<std::string> synsets = numberedSynsets(folders);
            if (synsets.empty()) {
                refuse(file,
                       "holds numbers of synsets, whose names are in meta.mat or "
                       "map_clsloc.txt of the development kit: put one of them beside this file");
            }
            ImageLabels labels;
            labels.files = {file};
            labels.classes = readGroundTruth(file, synsets);
            if (labels.classes.size() != images.size()) {
                refuse(file, "has " + counted(labels.classes.size(), "line") + ", but " +
                                 shownName(folder) + " has " + counted(images.size(), "image"));
            }
            return labels;
        }
    }
    return std::nullopt;
}

/// The text before the first comma: "tench" of "tench, Tinca tinca".
std::string firstSynonym(const std::string& name) {
    return name.substr(0, name.find(','));
}

} // namespace

namespace {

/// Adds the splits of another table to the classes of `labels`.
void addSplits(ImageLabels& labels, const std::optional<ImageLabels>& splits) {
    if (!splits || splits->splits.empty()) {
        return;
    }
    labels.splits = splits->splits;
    for (const fs::path& file : splits->files) {
        addOnce(file, labels.files);
    }
}

} // namespace

std::string ImageLabels::filesText() const {
    std::vector<std::string> names;
    for (const fs::path& file : files) {
        names.push_back(shownName(file));
    }
    return wordList(names, "and");
}

std::optional<ImageLabels> labelsOf(const std::vector<fs::path>& images, const fs::path& folder,
                                    const fs::path& set) {
    if (images.empty()) {
        return std::nullopt;
    }
    const std::vector<FittedTable> candidates = classTables(images, folder, set);
    const auto best = std::max_element(
        candidates.begin(), candidates.end(),
        [](const FittedTable& a, const FittedTable& b) { return a.withClass() < b.withClass(); });
    if (best != candidates.end() && best->withClass() > 0) {
        const std::vector<const FittedTable*> each = ofSplitsEach(candidates);
        const bool isWhole = folder == set && (!best->table.hasSplits() || best->isList);
        if (isWhole && !each.empty()) {
            return joined(each, true, set);
        }
        ImageLabels labels = joined({&*best}, false, set);
        if (isWhole) {
            addSplits(labels, splitsOf(images, folder, set));
        }
        return labels;
    }
    const bool isValidation = folder.filename().string().starts_with("val");
    return isValidation ? groundTruth(images, folder, set) : std::nullopt;
}

std::optional<ImageLabels> splitsOf(const std::vector<fs::path>& images, const fs::path& folder,
                                    const fs::path& set) {
    const std::vector<FittedTable> candidates = splitTables(images, folder, set);
    const auto namesEnough = [&](std::size_t named) {
        return named > 0 && named * 2 >= images.size();
    };
    const FittedTable* best = nullptr;
    for (const FittedTable& each : candidates) {
        const bool isSplit = each.table.hasSplits() && !each.isList;
        if (isSplit && namesEnough(each.named()) &&
            (best == nullptr || each.named() > best->named())) {
            best = &each;
        }
    }
    if (best != nullptr) {
        return joined({best}, false, set);
    }
    const std::vector<const FittedTable*> each = ofSplitsEach(candidates);
    const std::size_t named =
        std::accumulate(each.begin(), each.end(), std::size_t{0},
                        [](std::size_t sum, const FittedTable* one) { return sum + one->named(); });
    if (namesEnough(named)) {
        return joined(each, true, set);
    }
    const auto plain =
        std::find_if(candidates.begin(), candidates.end(), [&](const FittedTable& one) {
            return one.table.hasClasses() && namesEnough(one.withClass());
        });
    if (plain == candidates.end()) {
        return std::nullopt;
    }
    ImageLabels labels = joined({&*plain}, false, set);
    labels.splits.clear(); // a list gives only one split
    return labels;
}

std::string unreadSplits(const fs::path& folder, const fs::path& set) {
    constexpr std::array<std::string_view, 4> kUnread{".mat", ".json", ".npy", ".xml"};
    for (const fs::path& place : placesOfSplits(folder, set)) {
        for (const fs::path& file : entriesIfListed(place).others) {
            const std::string name = lowered(file.stem().string());
            const bool isOfSplit =
                name.find("test") != std::string::npos || name.find("split") != std::string::npos;
            if (isOfSplit &&
                std::find(kUnread.begin(), kUnread.end(), endingOf(file)) != kUnread.end()) {
                return "; " + shownName(file) +
                       ", which may define the usual test split, is not read";
            }
        }
    }
    return {};
}

std::string tableProblem(const fs::path& folder, const fs::path& set) {
    std::vector<fs::path> tables = tablesFor(folder, set);
    std::erase_if(tables, isList);
    if (tables.empty()) {
        return {};
    }
    const std::optional<LabelTable> table = readLabelTable(tables.front());
    if (table && table->hasClasses()) {
        return "; " + shownName(tables.front()) +
               " names none of its images; its first row names '" +
               oneLine(table->rows().front().name, 60) + "'";
    }
    return "; " + shownName(tables.front()) +
           " is not used: its first line must name the columns filename and label";
}

std::vector<std::string> namesOfSynsets(const std::vector<std::string>& classes,
                                        const fs::path& set) {
    if (!std::all_of(classes.begin(), classes.end(), isSynset)) {
        return classes;
    }
    constexpr std::array<std::string_view, 4> kFiles{"LOC_synset_mapping.txt", "synset_words.txt",
                                                     "words.txt", "map_clsloc.txt"};
    for (const fs::path& folder : withDevelopmentKit(set)) {
        for (const std::string_view name : kFiles) {
            std::error_code ignored;
            const fs::path file = folder / name;
            if (!fs::exists(file, ignored)) {
                continue;
            }
            const SynsetNames known = readSynsetNames(file);
            std::map<std::string, int> uses;
            std::vector<std::string> names;
            for (const std::string& id : classes) {
                const auto found = known.names.find(id);
                names.push_back(found == known.names.end() ? id : firstSynonym(found->second));
                ++uses[names.back()];
            }
            for (std::size_t i = 0; i < names.size(); ++i) {
                // Names are not unique: "crane" is a bird and a machine.
                names[i] += uses[names[i]] > 1 ? " (" + classes[i] + ")" : "";
            }
            return names;
        }
    }
    return classes;
}

} // namespace asge
