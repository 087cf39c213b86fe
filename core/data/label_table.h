#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace asge {

/// The classes of images by their files' names, as a file beside them says.
class LabelTable {
  public:
    struct Row {
        std::string className;
        std::string split; ///< "train", "test" …; empty if the table has no such column
    };

    explicit LabelTable(std::filesystem::path file) : file_(std::move(file)) {}

    const std::filesystem::path& file() const { return file_; }
    bool hasSplits() const { return hasSplits_; }
    std::size_t size() const { return byName_.size(); }
    const std::string& anyName() const { return byName_.begin()->first; } ///< of a table with rows

    /// An image that is added twice, with two classes, has none.
    void add(const std::string& name, Row row);
    /// The row of an image: by its path below the table's folder, else by its name, with or without
    /// its ending. Null if the table doesn't name it, or names several of that name.
    const Row* find(const std::filesystem::path& image) const;

  private:
    std::filesystem::path file_;
    std::map<std::string, Row> byName_; ///< as the table names them
    std::map<std::string, Row>
        byLast_; ///< without folders; an empty class if several are called so
    bool hasSplits_ = false;
};

/// Whether a file's ending is that of a table: .csv or .tsv.
bool isTable(const std::filesystem::path& file);

/// Reads a table of text: a line an image, of columns with tabs, commas or semicolons between them.
/// A first line names the columns (filename, image, id …; label, class, category …; split), or is a
/// row already, whose first column is a file with an image's ending and the second its class. Of
/// "n01978287 85 1 499 272" the first word is the class, if a column is called PredictionString.
/// Nothing if no line names a file and a class. Throws BadInput if the file can't be read or is
/// larger than 256 MiB.
std::optional<LabelTable> readLabelTable(const std::filesystem::path& file);

/// The labels of ImageNet's validation images: a class for each image in the order of their names,
/// from "ILSVRC2012_validation_ground_truth.txt" (a line a number, from 1), and the synsets that
/// the numbers stand for. Throws BadInput if a line is no number of a synset.
std::vector<std::string> readGroundTruth(const std::filesystem::path& file,
                                         const std::vector<std::string>& synsets);

/// Synsets ("n01440764") and what they are called, from a file of lines "n01440764 tench, Tinca
/// tinca" (with a blank or a tab, or a number between them), in its order.
struct SynsetNames {
    std::vector<std::string> ids;
    std::map<std::string, std::string> names;
};
SynsetNames readSynsetNames(const std::filesystem::path& file);

/// Whether a name is that of a synset: n and eight digits.
bool isSynset(const std::string& name);

} // namespace asge
