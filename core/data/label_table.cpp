// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/label_table.h"

#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/file_kinds.h"
#include "core/data/text_lines.h"

#include <utility>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr int kSeveral = -2; ///< several rows match a name
constexpr std::size_t kMostRows = 10'000'000;
constexpr std::size_t kMostParts = 8; ///< number of parts of a path that are compared

/// A path without an image's extension; other dots belong to the name.
std::string withoutImageEnding(const std::string& name) {
    const std::string ending = endingOf(name);
    const bool isImage = hasImageEnding(name) || isOtherImageEnding(ending);
    return isImage ? name.substr(0, name.size() - ending.size()) : name;
}

std::string lastOf(const std::string& path) {
    return path.substr(path.rfind('/') + 1); // npos + 1 is 0
}

/// "a/1.jpg" for "set/a/1.jpg"; empty for a name without a folder.
std::string lastTwoOf(const std::string& path) {
    const auto last = path.rfind('/');
    if (last == std::string::npos || last == 0) {
        return {};
    }
    const auto before = path.rfind('/', last - 1);
    return before == std::string::npos ? path : path.substr(before + 1);
}

/// The suffixes of a path, the longest first, down to two parts.
std::vector<std::string> endsOf(const fs::path& path) {
    const std::string text = path.generic_string();
    std::vector<std::string> ends;
    std::size_t start = text.rfind('/');
    for (std::size_t parts = 1; start != std::string::npos && start > 0 && parts < kMostParts;
         ++parts) {
        start = text.rfind('/', start - 1);
        ends.insert(ends.begin(), start == std::string::npos ? text : text.substr(start + 1));
    }
    return ends;
}

/// In lower case and without an image's extension: with the folder ("a/1"), or the name alone.
std::string roughKey(const std::string& path, bool withFolder) {
    return lowered(withoutImageEnding(withFolder ? lastTwoOf(path) : lastOf(path)));
}

} // namespace

void LabelTable::enter(const std::string& key, int position, Positions& positions) const {
    const auto [other, isNew] = positions.emplace(key, position);
    if (isNew || other->second == kSeveral) {
        return;
    }
    const Row& first = rows_[static_cast<std::size_t>(other->second)];
    const Row& second = rows_[static_cast<std::size_t>(position)];
    if (first.className != second.className || first.split != second.split) {
        other->second = kSeveral;
    }
}

void LabelTable::setProblem(const std::string& what) {
    if (problem_.empty()) {
        problem_ = shownName(file_) + ": " + what;
    }
}

void LabelTable::add(Row row) {
    if (const auto same = byName_.find(row.name); same != byName_.end()) {
        Row& first = rows_[static_cast<std::size_t>(same->second)];
        if (first.split != row.split) {
            setProblem("names '" + oneLine(row.name, 100) + "' in two splits, '" +
                       oneLine(first.split, 40) + "' and '" + oneLine(row.split, 40) +
                       "': keep it in one of them");
        }
        if (first.className != row.className) {
            first.className.clear(); // it is unknown which class is correct
        }
        return;
    }
    if (rows_.size() >= kMostRows) {
        setProblem("has more than " + std::to_string(kMostRows) + " rows");
        return;
    }
    const int position = static_cast<int>(rows_.size());
    rows_.push_back(std::move(row));
    const Row& own = rows_.back();
    hasClasses_ = hasClasses_ || !own.className.empty();
    hasSplits_ = hasSplits_ || !own.split.empty();
    byName_.emplace(own.name, position);
    enter(lastOf(own.name), position, byLast_);
    if (const std::string two = lastTwoOf(own.name); !two.empty()) {
        enter(two, position, byTwo_);
    }
    if (!own.className.empty()) {
        enter(own.className + '/' + lastOf(own.name), position, byTwo_);
    }
}

int LabelTable::find(const fs::path& image) const {
    const auto look = [](const Positions& positions, const std::string& name) {
        const auto found = positions.find(name);
        return found == positions.end() ? kNoRow : found->second;
    };
    const auto lookBoth = [&](const Positions& positions, const std::string& name) {
        const int position = look(positions, name);
        return position != kNoRow
                   ? position
                   : look(positions, fs::path(name).replace_extension().generic_string());
    };
    const fs::path below = image.lexically_relative(file_.parent_path());
    if (const int row = lookBoth(byName_, below.generic_string()); row != kNoRow) {
        return row;
    }
    for (const std::string& end : endsOf(image)) {
        if (const int row = lookBoth(byName_, end); row != kNoRow) {
            return row;
        }
    }
    if (const int row = lookBoth(byTwo_, lastTwoOf(image.generic_string())); row != kNoRow) {
        return row == kSeveral ? kNoRow : row;
    }
    const int row = lookBoth(byLast_, image.filename().string());
    return row == kSeveral ? kNoRow : row;
}

LabelTable::Matches LabelTable::match(const std::vector<fs::path>& images) const {
    Matches matches;
    bool isComplete = true;
    for (const fs::path& image : images) {
        matches.rows.push_back(find(image));
        isComplete = isComplete && matches.rows.back() != kNoRow;
    }
    if (!isComplete) {
        matchRoughly(images, /*withFolder=*/true, matches);
        matchRoughly(images, /*withFolder=*/false, matches);
    }
    return matches;
}

/// Matches remaining rows with remaining images, if a name is unique among both.
void LabelTable::matchRoughly(const std::vector<fs::path>& images, bool withFolder,
                              Matches& matches) const {
    std::vector<bool> isTaken(rows_.size());
    for (const int row : matches.rows) {
        if (row != kNoRow) {
            isTaken[static_cast<std::size_t>(row)] = true;
        }
    }
    Positions free;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const std::string key = isTaken[i] ? "" : roughKey(rows_[i].name, withFolder);
        if (const auto [other, isNew] = free.emplace(key, static_cast<int>(i)); !isNew) {
            other->second = kSeveral;
        }
    }
    Positions waiting;
    for (std::size_t i = 0; i < images.size(); ++i) {
        if (matches.rows[i] == kNoRow) {
            const std::string key = roughKey(images[i].generic_string(), withFolder);
            const auto [other, isNew] = waiting.emplace(key, static_cast<int>(i));
            other->second = isNew ? other->second : kSeveral;
        }
    }
    for (const auto& [key, image] : waiting) {
        const auto row = free.find(key);
        if (!key.empty() && image >= 0 && row != free.end() && row->second >= 0) {
            matches.rows[static_cast<std::size_t>(image)] = row->second;
            ++matches.otherNames;
        }
    }
}

} // namespace asge
