// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <string>
#include <vector>

namespace asge::cli {

/// Prints cells as a line of CSV (RFC 4180).
void printCsvLine(const std::vector<std::string>& cells);
/// Prints a table with its header as CSV.
void printCsv(const TextTable& table);

} // namespace asge::cli
