#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

/// A table as text, and how it is written for spreadsheets, programs and papers.
namespace asge {

/// Rows have as many cells as there are columns. `bold` holds (row, column) of the best of each
/// column.
struct TextTable {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
    std::set<std::pair<std::size_t, std::size_t>> bold;
};

/// A field of CSV after RFC 4180, in quotes if it needs them. A text that a spreadsheet would
/// compute gets an apostrophe in front; control characters but line feeds become '?'.
std::string csvField(const std::string& text);
/// The table with its header after RFC 4180: lines end with CR LF.
std::string toCsv(const TextTable& table);
/// The same with tabs between cells and without line feeds in them.
std::string toTsv(const TextTable& table);
/// A `tabular` for a paper, which needs no packages; what is bold there is bold here.
std::string toLatex(const TextTable& table);
/// Columns side by side for a terminal, two blanks between them: those for which `right` is true
/// end at the right, the others begin at the left. Cells are cleaned as by oneLine.
std::string toText(const TextTable& table, const std::vector<bool>& right);

} // namespace asge
