// SPDX-License-Identifier: GPL-3.0-or-later

// Reads tables that name the classes or the splits of images.
#include "core/base/text.h"
#include "core/data/byte_source.h"
#include "core/data/file_kinds.h"
#include "core/data/label_table.h"
#include "core/data/text_lines.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

using Values = std::vector<std::string>;

char separatorOf(const std::string& line) {
    for (const char separator : {'\t', ',', ';'}) {
        if (line.find(separator) != std::string::npos) {
            return separator;
        }
    }
    return ',';
}

/// Splits a line into columns. Separators in quotes are kept, and "" in quotes is a quote.
Values columnsOf(const std::string& line, char separator) {
    Values columns(1);
    bool isQuoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool isPair = isQuoted && line[i] == '"' && i + 1 < line.size() && line[i + 1] == '"';
        if (isPair) {
            columns.back() += line[i++];
        } else if (line[i] == '"') {
            isQuoted = !isQuoted;
        } else if (line[i] == separator && !isQuoted) {
            columns.emplace_back();
        } else {
            columns.back() += line[i];
        }
    }
    std::transform(columns.begin(), columns.end(), columns.begin(), trimmed);
    return columns;
}

constexpr std::array<std::string_view, 18> kFileColumns{
    "filename",   "file_name", "file",     "filepath", "file_path",  "path",
    "image_path", "image",     "imageid",  "image_id", "image_name", "image_index",
    "img",        "img_name",  "img_path", "id_code",  "id",         "name"};
constexpr std::array<std::string_view, 18> kClassColumns{
    "label",      "labels",        "class",   "class_name", "classname",
    "category",   "target",        "breed",   "species",    "predictionstring",
    "label_name", "category_name", "classid", "class_id",   "label_id",
    "dx",         "diagnosis",     "emotion"};
constexpr std::array<std::string_view, 5> kSplitColumns{"split", "subset", "partition", "set",
                                                        "data_set"};
constexpr std::array<std::string_view, 5> kBoxColumns{"xmin", "x_min", "bbox", "bbox_x", "roi.x1"};

/// "image_index" for "Image Index".
std::string columnName(const std::string& header) {
    std::string name = lowered(header);
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
    return name;
}

/// The columns with known names, the most usual names first.
template <std::size_t count>
std::vector<int> columnsNamed(const Values& header,
                              const std::array<std::string_view, count>& names) {
    std::vector<int> columns;
    for (const std::string_view name : names) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (columnName(header[i]) == name) {
                columns.push_back(static_cast<int>(i));
            }
        }
    }
    return columns;
}

/// A column of yes or no.
struct Flag {
    int column = 0;
    SplitRole role = SplitRole::train;
};

struct Columns {
    int file = 0;
    int className = 1; ///< −1 if no single column gives the class
    int split = -1;
    std::vector<Flag> flags = {};     ///< columns of splits
    std::vector<int> classFlags = {}; ///< one column per class
    bool firstWord = false;           ///< the class is the first word of its column
    bool isHeader = false;
    bool hasBoxes = false;
};

std::string valueAt(const Values& values, int column) {
    return column >= 0 && static_cast<std::size_t>(column) < values.size()
               ? values[static_cast<std::size_t>(column)]
               : std::string();
}

/// Nothing if the text means neither yes nor no.
std::optional<bool> flagIn(const std::string& text) {
    constexpr std::array kYes{"1", "true", "yes", "t", "y", "1.0"};
    constexpr std::array kNo{"0", "false", "no", "f", "n", "0.0", ""};
    const std::string small = lowered(text);
    if (std::find(kYes.begin(), kYes.end(), small) != kYes.end()) {
        return true;
    }
    return std::find(kNo.begin(), kNo.end(), small) != kNo.end() ? std::optional(false)
                                                                 : std::nullopt;
}

/// Columns that say for one split whether the image belongs to it: "is_train", "isTest", "valid".
std::vector<Flag> flagsIn(const Values& header, const Values& first) {
    std::vector<Flag> flags;
    for (std::size_t i = 0; i < header.size(); ++i) {
        std::string name = columnName(header[i]);
        name = name.starts_with("is_") ? name.substr(3) : name;
        const SplitName* split = splitNamed(name);
        split = split == nullptr && name.starts_with("is") ? splitNamed(name.substr(2)) : split;
        const std::string value = valueAt(first, static_cast<int>(i));
        if (split != nullptr && !value.empty() && flagIn(value)) {
            flags.push_back({static_cast<int>(i), split->role});
        }
    }
    return flags;
}

/// Of several columns that may name files, the one that does so in the first row after the header.
int columnOfFiles(const std::vector<int>& columns, const Values& first) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](int column) {
        return hasImageEnding(valueAt(first, column)) ||
               isOtherImageEnding(endingOf(valueAt(first, column)));
    });
    return found == columns.end() ? columns.front() : *found;
}

/// All columns except those of the file and the splits, if they have only yes or no, one per class.
std::vector<int> classFlagsIn(const Values& header, const Values& first, const Columns& known) {
    std::vector<int> columns;
    for (int i = 0; i < static_cast<int>(header.size()); ++i) {
        const bool isOther = i == known.file || i == known.split ||
                             std::any_of(known.flags.begin(), known.flags.end(),
                                         [&](const Flag& flag) { return flag.column == i; });
        if (isOther) {
            continue;
        }
        if (valueAt(first, i).empty() || !flagIn(valueAt(first, i))) {
            return {};
        }
        columns.push_back(i);
    }
    return columns.size() > 1 ? columns : std::vector<int>();
}

/// Finds the columns from the first two lines. Nothing if the first line is neither a known header
/// nor a row that begins with a file: guessing would give wrong classes.
std::optional<Columns> columnsIn(const Values& header, const Values& first) {
    const std::vector<int> files = columnsNamed(header, kFileColumns);
    if (files.empty()) {
        return hasImageEnding(header.front()) ? std::optional(Columns{}) : std::nullopt;
    }
    const std::vector<int> classes = columnsNamed(header, kClassColumns);
    const std::vector<int> splits = columnsNamed(header, kSplitColumns);
    Columns columns;
    columns.isHeader = true;
    columns.file = columnOfFiles(files, first);
    columns.className = classes.empty() ? -1 : classes.front();
    columns.split = splits.empty() ? -1 : splits.front();
    columns.flags = splits.empty() ? flagsIn(header, first) : std::vector<Flag>();
    columns.hasBoxes = !columnsNamed(header, kBoxColumns).empty();
    if (classes.empty()) {
        columns.classFlags = classFlagsIn(header, first, columns);
    } else {
        columns.firstWord =
            columnName(header[static_cast<std::size_t>(classes.front())]) == "predictionstring";
    }
    const bool saysNothing =
        classes.empty() && splits.empty() && columns.flags.empty() && columns.classFlags.empty();
    return saysNothing ? std::nullopt : std::optional(std::move(columns));
}

/// The split from columns of yes or no: the one with yes; if there is none, the first of train,
/// test and validation that has no column. An image marked as test is never used for training.
std::string splitOfFlags(const Values& values, const Columns& columns, LabelTable& table) {
    std::array<bool, 3> isYes{};
    std::array<bool, 3> hasColumn{};
    for (const Flag& flag : columns.flags) {
        const std::string text = valueAt(values, flag.column);
        const std::optional<bool> value = flagIn(text);
        if (!value) {
            table.setProblem("its column for a split must have 0 or 1 in each row, has '" +
                             oneLine(text, 40) + "'");
        }
        const auto role = static_cast<std::size_t>(flag.role);
        isYes[role] = isYes[role] || value.value_or(false);
        hasColumn[role] = true;
    }
    constexpr std::array<std::pair<SplitRole, const char*>, 3> kStrictest{
        {{SplitRole::test, "test"}, {SplitRole::validation, "val"}, {SplitRole::train, "train"}}};
    for (const auto& [role, name] : kStrictest) {
        if (isYes[static_cast<std::size_t>(role)]) {
            return name;
        }
    }
    constexpr std::array<std::pair<SplitRole, const char*>, 3> kLeft{
        {{SplitRole::train, "train"}, {SplitRole::test, "test"}, {SplitRole::validation, "val"}}};
    for (const auto& [role, name] : kLeft) {
        if (!hasColumn[static_cast<std::size_t>(role)]) {
            return name;
        }
    }
    return {};
}

/// The class with yes; empty if none or several have it. `isSo` is set to false if a value is
/// neither yes nor no.
std::string classOfFlags(const Values& values, const Columns& columns, const Values& header,
                         bool& isSo) {
    std::string className;
    int found = 0;
    for (const int column : columns.classFlags) {
        const std::optional<bool> value = flagIn(valueAt(values, column));
        isSo = isSo && value.has_value();
        if (value.value_or(false)) {
            className = header[static_cast<std::size_t>(column)];
            ++found;
        }
    }
    return found == 1 ? className : std::string();
}

/// The lines of a table, each split into values.
class Lines {
  public:
    explicit Lines(const fs::path& file)
        : isJson_(endingOf(file) == ".jsonl"), lines_(linesOf(file, /*hasQuotes=*/!isJson_)) {
        if (isJson_ && !lines_.empty()) {
            readKeys();
        } else if (!lines_.empty()) {
            separator_ = separatorOf(lines_.front());
            header_ = columnsOf(lines_.front(), separator_);
        }
    }

    const Values& header() const { return header_; }
    /// The index of the first line that is not a header.
    std::size_t firstRow(bool isHeader) const { return isHeader && !isJson_ ? 1 : 0; }
    std::size_t size() const { return header_.empty() ? 0 : lines_.size(); }
    Values at(std::size_t line) const {
        return isJson_ ? valuesOfJson(lines_[line]) : columnsOf(lines_[line], separator_);
    }

  private:
    using Json = nlohmann::json;

    /// Only texts and numbers are used; other values become empty.
    static std::string textOfJson(const Json& value) {
        if (value.is_string()) {
            return value.get<std::string>();
        }
        return value.is_number() || value.is_boolean() ? value.dump() : std::string();
    }

    /// Parses an object; null if the line is not one, or is too long for a row.
    static Json objectOf(const std::string& line) {
        constexpr std::size_t kLongest = 1U << 20U;
        const Json value = line.size() > kLongest
                               ? Json()
                               : Json::parse(line, nullptr, /*allow_exceptions=*/false);
        return value.is_object() ? value : Json();
    }

    void readKeys() {
        constexpr std::size_t kMostKeys = 1000;
        const Json first = objectOf(lines_.front());
        for (const auto& [key, _] : first.items()) {
            if (header_.size() < kMostKeys) {
                header_.push_back(key);
            }
        }
    }

    Values valuesOfJson(const std::string& line) const {
        const Json object = objectOf(line);
        Values values(header_.size());
        for (std::size_t i = 0; i < header_.size() && object.is_object(); ++i) {
            const auto found = object.find(header_[i]);
            values[i] = found == object.end() ? std::string() : textOfJson(*found);
        }
        return values;
    }

    bool isJson_;
    std::vector<std::string> lines_;
    char separator_ = ',';
    Values header_;
};

/// A file's name with the separators of this system.
std::string fileName(std::string name) {
    std::replace(name.begin(), name.end(), '\\', '/'); // Windows separators
    while (name.starts_with("./")) {
        name.erase(0, 2);
    }
    return name;
}

/// "cat/1.jpg" for "cat/1.jpg", "cat/1.jpg 0" and "cat/1.jpg,cat".
std::string fileOfLine(const std::string& line) {
    const std::string text = trimmed(line);
    return fileName(hasImageEnding(text) ? text : text.substr(0, text.find_first_of(" \t,;")));
}

/// "cat" for "1.jpg cat"; empty if the line does not have two words, or the first is not an image.
std::string classOfLine(const std::string& line) {
    const std::string text = trimmed(line);
    const auto end = std::min(text.find_first_of(" \t,;"), text.size());
    const std::string word = trimmed(text.substr(std::min(end + 1, text.size())));
    const bool isOne = word.find_first_of(" \t,;") == std::string::npos;
    return isOne && hasImageEnding(text.substr(0, end)) ? word : std::string();
}

/// "7" and "a/b.jpg" for "7 a/b.jpg".
std::unordered_map<std::string, std::string> numberedLines(const fs::path& file) {
    std::unordered_map<std::string, std::string> lines;
    for (const std::string& line : linesOf(file)) {
        const std::string text = trimmed(line);
        const auto blank = text.find_first_of(" \t");
        if (blank != std::string::npos) {
            lines.emplace(text.substr(0, blank), trimmed(text.substr(blank)));
        }
    }
    return lines;
}

} // namespace

bool isTable(const fs::path& file) {
    const std::string ending = endingOf(file);
    return ending == ".csv" || ending == ".tsv" || ending == ".jsonl";
}

std::optional<LabelTable> readLabelTable(const fs::path& file) {
    const Lines lines(file);
    if (lines.size() == 0) {
        return std::nullopt;
    }
    const std::size_t second = lines.firstRow(true);
    const std::optional<Columns> known =
        columnsIn(lines.header(), second < lines.size() ? lines.at(second) : Values());
    if (!known) {
        return std::nullopt;
    }
    const Columns& columns = *known;
    LabelTable table(file);
    table.remark = columns.hasBoxes ? "; its boxes are not used" : "";
    bool isSo = true; // the columns of classes hold only yes and no
    for (std::size_t i = lines.firstRow(columns.isHeader); i < lines.size(); ++i) {
        const Values values = lines.at(i);
        const std::string name = fileName(valueAt(values, columns.file));
        std::string className = columns.classFlags.empty()
                                    ? valueAt(values, columns.className)
                                    : classOfFlags(values, columns, lines.header(), isSo);
        if (columns.firstWord) {
            className = className.substr(0, className.find(' '));
        }
        std::string split = columns.flags.empty() ? valueAt(values, columns.split)
                                                  : splitOfFlags(values, columns, table);
        const bool saysNothing = className.empty() && split.empty() && columns.classFlags.empty();
        if (!name.empty() && !saysNothing && isSo) {
            table.add({name, std::move(className), std::move(split)});
        }
    }
    const bool isOfUse = isSo && (table.hasClasses() || table.hasSplits());
    return isOfUse ? std::optional(std::move(table)) : std::nullopt;
}

std::optional<LabelTable> readSplitList(const fs::path& file) {
    const SplitName* split = splitNamed(file.stem().string());
    if (split == nullptr) {
        return std::nullopt;
    }
    const std::vector<std::string> lines = linesOf(file);
    const bool hasClasses = std::none_of(lines.begin(), lines.end(), [](const std::string& line) {
        return classOfLine(line).empty();
    });
    LabelTable table(file);
    for (const std::string& line : lines) {
        if (std::string name = fileOfLine(line); !name.empty()) {
            table.add({std::move(name), hasClasses ? classOfLine(line) : std::string(),
                       std::string(split->name)});
        }
    }
    return table.rows().empty() ? std::nullopt : std::optional(std::move(table));
}

std::optional<LabelTable> readNumberedTables(const fs::path& folder) {
    const auto read = [&](const char* name) {
        std::error_code ignored;
        const fs::path file = folder / name;
        return fs::exists(file, ignored) ? numberedLines(file)
                                         : std::unordered_map<std::string, std::string>();
    };
    const auto images = read("images.txt");
    const auto splits = images.empty() ? images : read("train_test_split.txt");
    if (splits.empty()) {
        return std::nullopt;
    }
    const auto labels = read("image_class_labels.txt");
    const auto names = read("classes.txt");
    LabelTable table(folder / "train_test_split.txt");
    for (const auto& [number, name] : images) {
        const auto label = labels.find(number);
        const std::string classNumber = label == labels.end() ? std::string() : label->second;
        const auto known = names.find(classNumber);
        const auto split = splits.find(number);
        const std::optional<bool> isTraining =
            split == splits.end() ? std::nullopt : flagIn(split->second);
        if (!isTraining) {
            refuse(table.file(),
                   "must have 0 or 1 for image " + oneLine(number, 20) + " of images.txt");
        }
        table.add({fileName(name), known == names.end() ? classNumber : known->second,
                   *isTraining ? "train" : "test"});
    }
    return table;
}

} // namespace asge
