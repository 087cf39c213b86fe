#include "core/data/image_labels.h"

#include "core/data/byte_source.h"
#include "core/data/image_listing.h"
#include "core/data/label_table.h"
#include "core/data/meta_mat.h"
#include "core/data/split_names.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr int kFoldersAbove = 3;
constexpr std::size_t kMostTables = 16; ///< that are read to find the right one

/// The data set's folder and those above it.
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

/// The same, and what ImageNet's development kit unpacks to in one of them.
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

bool isAnnotation(const fs::path& file) {
    return isTable(file) || file.filename().string().ends_with("_annotations.txt");
}

/// Whether a table is called after another split than the folder's: test.csv for train/.
bool isOfAnotherSplit(const fs::path& table, const fs::path& folder) {
    const SplitName* own = splitNamed(folder.filename().string());
    const SplitName* named = splitNamed(table.stem().string());
    return own != nullptr && named != nullptr && own->role != named->role;
}

std::vector<fs::path> tablesFor(const fs::path& folder, const fs::path& set) {
    std::vector<fs::path> tables;
    for (const fs::path& place : {folder, set}) {
        for (const fs::path& file : entriesIfListed(place).others) {
            if (isAnnotation(file) && !isOfAnotherSplit(file, folder) &&
                std::find(tables.begin(), tables.end(), file) == tables.end()) {
                tables.push_back(file);
            }
        }
    }
    for (const fs::path& place : upwards(set)) {
        for (const fs::path& file : entriesIfListed(place).others) {
            if (isTable(file) && file.filename().string().starts_with("LOC_")) {
                tables.push_back(file);
            }
        }
    }
    tables.resize(std::min(tables.size(), kMostTables));
    return tables;
}

std::size_t namedIn(const ImageLabels& labels) {
    return labels.classes.size() -
           static_cast<std::size_t>(std::count(labels.classes.begin(), labels.classes.end(), ""));
}

ImageLabels labelsIn(const LabelTable& table, const std::vector<fs::path>& images) {
    ImageLabels labels{table.file(), {}, {}};
    for (const fs::path& image : images) {
        const LabelTable::Row* row = table.find(image);
        labels.classes.push_back(row == nullptr ? "" : row->className);
        if (table.hasSplits()) {
            labels.splits.push_back(row == nullptr ? "" : row->split);
        }
    }
    return labels;
}

/// ImageNet's synsets in the order of their numbers; empty if no file tells.
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

/// A ground truth says one number for each image in their order.
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
                refuse(file, "holds numbers of synsets, which meta.mat or map_clsloc.txt of the "
                             "development kit explains: put it beside this file");
            }
            ImageLabels labels{file, readGroundTruth(file, synsets), {}};
            if (labels.classes.size() != images.size()) {
                refuse(file, "has " + std::to_string(labels.classes.size()) + " lines, but " +
                                 shownName(folder) + " has " + std::to_string(images.size()) +
                                 " images");
            }
            return labels;
        }
    }
    return std::nullopt;
}

/// What comes before the first comma: "tench" of "tench, Tinca tinca".
std::string firstSynonym(const std::string& name) {
    return name.substr(0, name.find(','));
}

} // namespace

std::optional<ImageLabels> labelsOf(const std::vector<fs::path>& images, const fs::path& folder,
                                    const fs::path& set) {
    if (images.empty()) {
        return std::nullopt;
    }
    std::optional<ImageLabels> best;
    for (const fs::path& file : tablesFor(folder, set)) {
        const std::optional<LabelTable> table = readLabelTable(file);
        if (!table) {
            continue;
        }
        ImageLabels labels = labelsIn(*table, images);
        if (const std::size_t named = namedIn(labels);
            named > 0 && (!best || named > namedIn(*best))) {
            best = std::move(labels);
        }
    }
    const bool isValidation = folder.filename().string().starts_with("val");
    return best || !isValidation ? best : groundTruth(images, folder, set);
}

std::string tableProblem(const fs::path& folder, const fs::path& set) {
    const std::vector<fs::path> tables = tablesFor(folder, set);
    if (tables.empty()) {
        return {};
    }
    const std::optional<LabelTable> table = readLabelTable(tables.front());
    return "; " + shownName(tables.front()) +
           (table ? " names none of its images, but '" + oneLine(table->anyName(), 60) + "', say"
                  : " is not used: its first line has to name the columns filename and label");
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
                // Cranes are birds and machines.
                names[i] += uses[names[i]] > 1 ? " (" + classes[i] + ")" : "";
            }
            return names;
        }
    }
    return classes;
}

} // namespace asge
