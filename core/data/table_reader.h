// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/label_table.h"

#include <filesystem>
#include <optional>

namespace asge {

/// Whether a file has the extension of a table: .csv, .tsv or .jsonl.
bool isTable(const std::filesystem::path& file);

/// Reads a text table with one row per image: columns separated by tabs, commas or semicolons, or
/// JSON objects (.jsonl).
/// - The first line names the columns (filename, image, id …; label, class, category …; split), or
/// is
///   already a row, with an image file in the first column and its class in the second.
/// - Columns of yes or no may give the split (is_train, valid, is_test) and the class ("filename,
/// cat,
///   dog", with 1 in the column of the class).
/// - In a column named PredictionString, the first word is the class: "n01978287 85 1 499 272".
/// Nothing if no line names a file and its class or split. Throws BadInput if the file can't be
/// read or is larger than 256 MiB. More than 10 million rows are a problem of the table.
std::optional<LabelTable> readLabelTable(const std::filesystem::path& file);

/// Reads a list of files, one per line, all of the split that the list is named after
/// ("train.txt"). If each line has two words, an image file and another one, the second is its
/// class. Nothing if the list is not named after a split. Throws BadInput like readLabelTable.
std::optional<LabelTable> readSplitList(const std::filesystem::path& file);

/// Reads the files of CUB-200 in a folder: images.txt (a number and a file per line),
/// train_test_split.txt (a number and 1 for training) and, if they exist, image_class_labels.txt
/// and classes.txt. Nothing if the first two do not exist. Throws BadInput like readLabelTable.
std::optional<LabelTable> readNumberedTables(const std::filesystem::path& folder);

} // namespace asge
