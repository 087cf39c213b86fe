#include "core/data/label_table.h"

#include "core/data/byte_source.h"
#include "core/data/file_kinds.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestTable = 256ULL << 20U;

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(" \t\r") + 1);
    text.erase(0, text.find_first_not_of(" \t"));
    return text;
}

/// The lines of a text file that are not empty, without an UTF-8 mark at its start. They end as on
/// any system; with `hasQuotes` an end in quotes belongs to its line.
std::vector<std::string> linesOf(const fs::path& file, bool hasQuotes = false) {
    const std::vector<std::uint8_t> bytes = readBytes(file, kLargestTable);
    std::string text(bytes.begin(), bytes.end());
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        refuse(file, "is UTF-16 text; save it as UTF-8");
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    std::vector<std::string> lines(1);
    bool isQuoted = false;
    for (const char c : text) {
        isQuoted = isQuoted != (hasQuotes && c == '"');
        if ((c == '\n' || c == '\r') && !isQuoted) {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    std::erase(lines, "");
    return lines;
}

char separatorOf(const std::string& line) {
    for (const char separator : {'\t', ',', ';'}) {
        if (line.find(separator) != std::string::npos) {
            return separator;
        }
    }
    return ',';
}

/// Columns; quotes keep separators, and "" in them is a quote.
std::vector<std::string> columnsOf(const std::string& line, char separator) {
    std::vector<std::string> columns(1);
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

constexpr std::array<std::string_view, 14> kFileColumns{
    "filename", "file_name", "file",       "filepath", "path",     "image_path", "image",
    "imageid",  "image_id",  "image_name", "img",      "img_name", "id",         "name"};
constexpr std::array<std::string_view, 12> kClassColumns{
    "label",  "labels",        "class", "class_name", "classname",        "category",
    "target", "category_name", "breed", "species",    "predictionstring", "label_name"};
constexpr std::array<std::string_view, 5> kSplitColumns{"split", "subset", "partition", "set",
                                                        "data_set"};

/// The columns of known names, the more usual names first.
template <std::size_t count>
std::vector<int> columnsNamed(const std::vector<std::string>& header,
                              const std::array<std::string_view, count>& names) {
    std::vector<int> columns;
    for (const std::string_view name : names) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            if (lowered(header[i]) == name) {
                columns.push_back(static_cast<int>(i));
            }
        }
    }
    return columns;
}

struct Columns {
    int file = 0;
    int className = 1;
    int split = -1;
    bool firstWord = false; ///< of the class's column
    bool isHeader = false;
};

std::string valueAt(const std::vector<std::string>& values, int column) {
    return column >= 0 && static_cast<std::size_t>(column) < values.size()
               ? values[static_cast<std::size_t>(column)]
               : std::string();
}

/// Of several columns that may name files the one that does: in the first row after the header.
int columnOfFiles(const std::vector<int>& columns, const std::vector<std::string>& first) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](int column) {
        return hasImageEnding(valueAt(first, column));
    });
    return found == columns.end() ? columns.front() : *found;
}

/// From the first two lines. Nothing if the first one is neither a header that is known nor a row,
/// which begins with a file: other columns would give wrong classes.
std::optional<Columns> columnsIn(const std::vector<std::string>& header,
                                 const std::vector<std::string>& first) {
    const std::vector<int> files = columnsNamed(header, kFileColumns);
    const std::vector<int> classes = columnsNamed(header, kClassColumns);
    if (files.empty() || classes.empty()) {
        return hasImageEnding(header.front()) ? std::optional(Columns{}) : std::nullopt;
    }
    const std::string name = lowered(header[static_cast<std::size_t>(classes.front())]);
    const std::vector<int> splits = columnsNamed(header, kSplitColumns);
    return Columns{columnOfFiles(files, first), classes.front(),
                   splits.empty() ? -1 : splits.front(), name == "predictionstring", true};
}

} // namespace

void LabelTable::add(const std::string& name, Row row) {
    const auto [last, isNew] = byLast_.emplace(fs::path(name).filename().string(), row);
    if (!isNew && last->second.className != row.className) {
        last->second.className.clear();
    }
    hasSplits_ = hasSplits_ || !row.split.empty();
    const auto [same, isFirst] = byName_.emplace(name, row);
    if (!isFirst && same->second.className != row.className) {
        same->second.className.clear(); // which of both is right can't be known
    }
}

const LabelTable::Row* LabelTable::find(const fs::path& image) const {
    const fs::path below = image.lexically_relative(file_.parent_path());
    for (const fs::path& path : {below, fs::path(below).replace_extension()}) {
        if (const auto row = byName_.find(path.generic_string()); row != byName_.end()) {
            return &row->second;
        }
    }
    for (const fs::path& name : {image.filename(), image.stem()}) {
        const auto row = byLast_.find(name.string());
        if (row != byLast_.end() && !row->second.className.empty()) {
            return &row->second;
        }
    }
    return nullptr;
}

bool isTable(const fs::path& file) {
    const std::string ending = endingOf(file);
    return ending == ".csv" || ending == ".tsv";
}

std::optional<LabelTable> readLabelTable(const fs::path& file) {
    const std::vector<std::string> lines = linesOf(file, /*hasQuotes=*/true);
    if (lines.empty()) {
        return std::nullopt;
    }
    const char separator = separatorOf(lines.front());
    const std::optional<Columns> known =
        columnsIn(columnsOf(lines.front(), separator),
                  lines.size() > 1 ? columnsOf(lines[1], separator) : std::vector<std::string>());
    if (!known) {
        return std::nullopt;
    }
    const Columns& columns = *known;
    LabelTable table(file);
    for (std::size_t i = columns.isHeader ? 1 : 0; i < lines.size(); ++i) {
        const std::vector<std::string> values = columnsOf(lines[i], separator);
        std::string name = valueAt(values, columns.file);
        std::replace(name.begin(), name.end(), '\\', '/'); // as Windows has it
        std::string className = valueAt(values, columns.className);
        if (columns.firstWord) {
            className = className.substr(0, className.find(' '));
        }
        if (!name.empty() && !className.empty()) {
            table.add(name, {std::move(className), valueAt(values, columns.split)});
        }
    }
    return table.size() > 0 ? std::optional(std::move(table)) : std::nullopt;
}

std::vector<std::string> readGroundTruth(const fs::path& file,
                                         const std::vector<std::string>& synsets) {
    std::vector<std::string> classes;
    for (const std::string& line : linesOf(file)) {
        const std::string text = trimmed(line);
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size() || number < 1 ||
            number > synsets.size()) {
            refuse(file, "line " + std::to_string(classes.size() + 1) +
                             " must be a number from 1 to " + std::to_string(synsets.size()) +
                             ", is '" + oneLine(text, 40) + "'");
        }
        classes.push_back(synsets[number - 1]);
    }
    return classes;
}

bool isSynset(const std::string& name) {
    constexpr std::size_t kLength = 9;
    return name.size() == kLength && name.front() == 'n' &&
           std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

SynsetNames readSynsetNames(const fs::path& file) {
    SynsetNames result;
    for (const std::string& line : linesOf(file)) {
        const std::size_t blank = std::min(line.find_first_of(" \t,"), line.size());
        const std::string id = line.substr(0, blank);
        std::string name = trimmed(line.substr(std::min(blank + 1, line.size())));
        if (!isSynset(id)) {
            continue;
        }
        // map_clsloc.txt has the synset's number between its id and its name.
        const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
        if (digits > 0 && digits < name.size() && name[digits] == ' ') {
            name = trimmed(name.substr(digits));
        }
        result.ids.push_back(id);
        result.names.emplace(id, std::move(name));
    }
    return result;
}

} // namespace asge
