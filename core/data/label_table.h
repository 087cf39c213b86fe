// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/split_names.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace asge {

/// The classes and splits that a file gives to images, one row per image.
class LabelTable {
  public:
    struct Row {
        std::string name;      ///< the image's file as the table names it, with / between folders
        std::string className; ///< empty if the table gives no class, or several
        std::string split;     ///< "train", "test" …; empty if the table gives none
    };
    static constexpr int kNoRow = -1;

    explicit LabelTable(std::filesystem::path file) : file_(std::move(file)) {}

    const std::filesystem::path& file() const { return file_; }
    bool hasClasses() const { return hasClasses_; }
    bool hasSplits() const { return hasSplits_; }
    const std::vector<Row>& rows() const { return rows_; }

    /// An image that is added twice with different classes has no class; with different splits it
    /// is a problem.
    void add(Row row);

    /// The reason why the table can't be used, if it names images: one line that names the table;
    /// or empty.
    const std::string& problem() const { return problem_; }
    /// Only the first problem is kept.
    void setProblem(const std::string& what);

    struct Matches {
        std::vector<int> rows;      ///< the position of each image's row, or kNoRow
        std::size_t otherNames = 0; ///< images whose extension or case differs from the table's
    };
    /// Finds each image's row: by its path below the table's folder, by the last parts of its path,
    /// by its folder or class and its name, or by its name, with or without extension; finally
    /// ignoring case and the image's extension. A name that fits several rows or images fits none.
    Matches match(const std::vector<std::filesystem::path>& images) const;

    /// Names what the table has but is not used, for the end of a note: "; its boxes are not used".
    std::string remark;

  private:
    using Positions = std::unordered_map<std::string, int>;

    int find(const std::filesystem::path& image) const;
    void enter(const std::string& key, int position, Positions& positions) const;
    void matchRoughly(const std::vector<std::filesystem::path>& images, bool withFolder,
                      Matches& matches) const;

    std::filesystem::path file_;
    std::vector<Row> rows_;
    Positions byName_; ///< by the names in the table
    Positions byTwo_;  ///< by "FOLDER/NAME" and "CLASS/NAME"
    Positions byLast_; ///< by the name without folders
    std::string problem_;
    bool hasClasses_ = false;
    bool hasSplits_ = false;
};

} // namespace asge
