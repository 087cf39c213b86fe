// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

/// A table of texts, and its output for spreadsheets, programs and papers.
namespace asge {

/// Each row has as many cells as there are columns. `bold` holds the (row, column) of each column's
/// best value.
struct TextTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::set<std::pair<std::size_t, std::size_t>> bold;
    /// The titles of the columns below a caption that names their unit; none if they are the same.
    std::vector<std::string> heads = {};
};

/// A CSV field according to RFC 4180, in quotes if necessary. Text that a spreadsheet would
/// evaluate gets an apostrophe in front; control characters except line feeds become '?'.
std::string csvField(const std::string& text);
/// A mean or a share as a cell of a table for programs, with at most twelve decimals, since sums of
/// fractions are not exact; empty if it isn't finite.
std::string dataNumber(double value);
/// The names of the columns of a value's mean and standard deviation in a table for programs.
std::vector<std::string> spreadColumns(const std::string& name);
/// The table with its header as CSV according to RFC 4180: lines end with CR LF.
std::string toCsv(const TextTable& table);
/// The same with tabs between cells; cells contain no line feeds.
std::string toTsv(const TextTable& table);
/// A LaTeX `tabular` with the rules of the package booktabs; bold cells are bold, and columns of
/// numbers are right-aligned.
std::string toLatex(const TextTable& table);
/// A table of Markdown; columns for which `right` is true are right-aligned, bold cells are bold.
std::string toMarkdown(const TextTable& table, const std::vector<bool>& right);
/// Marks the bold cells with a star, for output that has no bold text. The other cells of their
/// columns get a blank, so that numbers stay aligned.
TextTable starred(TextTable table);
/// Aligned columns for a terminal, separated by two blanks; columns for which `right` is true are
/// right-aligned. Cells are cleaned by oneLine.
std::string toText(const TextTable& table, const std::vector<bool>& right);

} // namespace asge
