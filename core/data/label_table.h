#pragma once

#include "core/data/split_names.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace asge {

/// What a file beside images says of them, a row an image.
class LabelTable {
  public:
    struct Row {
        std::string name;      ///< the image's file, as the table has it, with / between folders
        std::string className; ///< empty if the table says none, or several
        std::string split;     ///< "train", "test" …; empty if the table says none
    };
    static constexpr int kNoRow = -1;

    explicit LabelTable(std::filesystem::path file) : file_(std::move(file)) {}

    const std::filesystem::path& file() const { return file_; }
    bool hasClasses() const { return hasClasses_; }
    bool hasSplits() const { return hasSplits_; }
    const std::vector<Row>& rows() const { return rows_; }

    /// An image that is added twice, with two classes, has none; with two splits it is a problem.
    void add(Row row);

    /// Why the table can't be used, if it names images at all: a line that names it; or empty.
    const std::string& problem() const { return problem_; }
    /// Keeps the first.
    void setProblem(const std::string& what);

    struct Matches {
        std::vector<int> rows;      ///< the position of each image's row, or kNoRow
        std::size_t otherNames = 0; ///< images whose ending, or whose case, is another in the table
    };
    /// Finds each image's row: by its path below the table's folder, by the last parts of its path,
    /// by its folder or class and its name, or by its name, with or without its ending; at last in
    /// any case and with any image's ending. Names that fit several rows or images fit none.
    Matches match(const std::vector<std::filesystem::path>& images) const;

    /// Says what of the table isn't used, to end a note with: "; its boxes are not used".
    std::string remark;

  private:
    using Positions = std::unordered_map<std::string, int>;

    int find(const std::filesystem::path& image) const;
    void enter(const std::string& key, int position, Positions& positions) const;
    void matchRoughly(const std::vector<std::filesystem::path>& images, bool withFolder,
                      Matches& matches) const;

    std::filesystem::path file_;
    std::vector<Row> rows_;
    Positions byName_; ///< as the table names them
    Positions byTwo_;  ///< by "FOLDER/NAME" and "CLASS/NAME"
    Positions byLast_; ///< by the name without folders
    std::string problem_;
    bool hasClasses_ = false;
    bool hasSplits_ = false;
};

} // namespace asge
