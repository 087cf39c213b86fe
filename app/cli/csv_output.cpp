// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/csv_output.h"

#include "app/cli/output.h"

#include <string_view>

namespace asge::cli {

void printCsv(const TextTable& table) {
    // Lines end with CR LF, which Output would remove from a text, so each line is printed
    // separately.
    const std::string csv = toCsv(table);
    for (std::string_view rest = csv; !rest.empty();) {
        const std::size_t end = rest.find("\r\n");
        out().lines(rest.substr(0, end)) << "\r\n";
        rest.remove_prefix(end + 2);
    }
}

void printCsvLine(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        line += (line.empty() ? "" : ",") + csvField(cell);
    }
    out().lines(line) << "\r\n";
}

} // namespace asge::cli
