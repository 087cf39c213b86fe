#pragma once

#include "core/data/label_table.h"

#include <filesystem>
#include <optional>

namespace asge {

/// Whether a file's ending is that of a table: .csv, .tsv or .jsonl.
bool isTable(const std::filesystem::path& file);

/// Reads a table of text: a line an image, of columns with tabs, commas or semicolons between them,
/// or of JSON objects (.jsonl).
/// - A first line names the columns (filename, image, id …; label, class, category …; split), or is
///   a row already, whose first column is a file with an image's ending and the second its class.
/// - Columns of yes or no may name the split (is_train, valid, is_test), and the class ("filename,
///   cat, dog", with 1 for the one that it is).
/// - Of "n01978287 85 1 499 272" the first word is the class, if a column is called
///   PredictionString.
/// Nothing if no line names a file and its class or split. Throws BadInput if the file can't be
/// read or is larger than 256 MiB. More than 10 million rows are a problem of the table.
std::optional<LabelTable> readLabelTable(const std::filesystem::path& file);

/// Reads a list of files, a line each: all are of the split that the list is called after
/// ("train.txt"). If each line is of two words, a file with an image's ending and another, the
/// other is its class. Nothing if it is called after none. Throws BadInput as readLabelTable.
std::optional<LabelTable> readSplitList(const std::filesystem::path& file);

/// Reads what CUB-200 has in a folder: images.txt (a number and a file a line),
/// train_test_split.txt (a number and 1 for training) and, if they are there,
/// image_class_labels.txt and classes.txt. Nothing if a folder hasn't the first two. Throws
/// BadInput as readLabelTable.
std::optional<LabelTable> readNumberedTables(const std::filesystem::path& folder);

} // namespace asge
