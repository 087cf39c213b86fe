// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/text_table.h"

#include "core/base/text.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string_view>

namespace asge {
namespace {

std::string plainCell(const std::string& text) {
    std::string clean = text;
    std::replace_if(
        clean.begin(), clean.end(), [](char c) { return c == '\t' || c == '\n' || c == '\r'; },
        ' ');
    return oneLine(clean);
}

/// The LaTeX code for a character; empty if the character needs none.
std::string_view latexSign(std::string_view sign) {
    static constexpr std::pair<std::string_view, std::string_view> kSigns[] = {
        {"\\", "\\textbackslash{}"},
        {"~", "\\textasciitilde{}"},
        {"^", "\\textasciicircum{}"},
        {"<", "\\textless{}"},
        {">", "\\textgreater{}"},
        {"|", "\\textbar{}"},
        {"\"", "\\textquotedbl{}"},
        {"`", "\\textasciigrave{}"},
        {"–", "--"},
        {"±", "$\\pm$"},
        {"−", "$-$"},
        {"×", "$\\times$"},
        {"·", "$\\cdot$"},
        {"→", "$\\to$"},
        {"&", "\\&"},
        {"%", "\\%"},
        {"$", "\\$"},
        {"#", "\\#"},
        {"_", "\\_"},
        {"{", "\\{"},
        {"}", "\\}"}};
    for (const auto& [written, latex] : kSigns) {
        if (sign == written) {
            return latex;
        }
    }
    return {};
}

bool beginsCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

std::size_t widthOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), beginsCharacter));
}

std::string latexCell(const std::string& text) {
    const std::string plain = plainCell(text);
    std::string escaped;
    for (std::size_t i = 0; i < plain.size();) {
        std::size_t end = i + 1;
        while (end < plain.size() && !beginsCharacter(plain[end])) {
            ++end;
        }
        const std::string_view sign = std::string_view(plain).substr(i, end - i);
        const std::string_view latex = latexSign(sign);
        escaped += latex.empty() ? sign : latex;
        i = end;
    }
    // A row that begins with a bracket or a star would be read as an argument of the previous line
    // break.
    return escaped.starts_with('[') || escaped.starts_with('*') ? "{}" + escaped : escaped;
}

template <class Write>
std::vector<std::string> written(const std::vector<std::string>& cells, Write write) {
    std::vector<std::string> texts;
    std::transform(cells.begin(), cells.end(), std::back_inserter(texts), write);
    return texts;
}

/// The text with the signs of numbers as a keyboard has them.
std::string withPlainSigns(std::string text) {
    for (const std::string_view sign : {"−", "–", "±"}) {
        for (std::size_t at = 0; (at = text.find(sign)) != std::string::npos;) {
            text.replace(at, sign.size(), "-");
        }
    }
    return text;
}

bool isNumeral(char c) {
    return c >= '0' && c <= '9';
}

bool isNumberWord(const std::string& word) {
    const std::size_t first = word.find_first_not_of("+-");
    return first != std::string::npos && isNumeral(word[first]) &&
           word.find_first_not_of("0123456789.,%e+-*") == std::string::npos;
}

/// Whether a cell holds a number, perhaps with its deviation or units: "91.20 ± 0.50", "1 min 5 s".
bool isNumberCell(const std::string& cell) {
    constexpr std::size_t kLongestUnit = 3;
    std::istringstream words(withPlainSigns(cell));
    std::string word;
    if (!(words >> word) || !isNumberWord(word)) {
        return false;
    }
    while (words >> word) {
        if (!isNumberWord(word) && (word.size() > kLongestUnit || isNumeral(word.back()))) {
            return false;
        }
    }
    return true;
}

/// 'r' for a column of numbers, 'l' for one of texts.
char alignmentOf(const TextTable& table, std::size_t column) {
    bool hasNumber = false;
    for (const auto& row : table.rows) {
        const bool isNumber = isNumberCell(row[column]);
        if (!isNumber && !row[column].empty() && row[column] != "–") {
            return 'l';
        }
        hasNumber = hasNumber || isNumber;
    }
    return hasNumber ? 'r' : 'l';
}

std::string latexLine(const std::vector<std::string>& cells) {
    return "  " + joined(cells, " & ") + " \\\\\n";
}

/// The header, followed by the rows.
std::vector<std::vector<std::string>> linesOf(const TextTable& table) {
    std::vector<std::vector<std::string>> lines{table.columns};
    lines.insert(lines.end(), table.rows.begin(), table.rows.end());
    return lines;
}

} // namespace

std::string csvField(const std::string& text) {
    std::string field = spreadsheetText(severalLines(text));
    if (field.find_first_of(",\"\n\r") == std::string::npos) {
        return field;
    }
    std::string quoted = "\"";
    for (const char c : field) {
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    }
    return quoted + '"';
}

std::string dataNumber(double value) {
    constexpr double kParts = 1e12;
    constexpr double kMost = 1e3; // larger ones have fewer decimals anyway
    if (!std::isfinite(value)) {
        return {};
    }
    return numberText(std::abs(value) < kMost ? std::round(value * kParts) / kParts : value);
}

std::vector<std::string> spreadColumns(const std::string& name) {
    return {name + "_mean", name + "_sd"};
}

std::string toCsv(const TextTable& table) {
    std::string csv;
    for (const auto& cells : linesOf(table)) {
        csv += joined(written(cells, csvField), ",") + "\r\n";
    }
    return csv;
}

std::string toTsv(const TextTable& table) {
    std::string tsv;
    for (const auto& cells : linesOf(table)) {
        const auto texts = written(
            cells, [](const std::string& cell) { return spreadsheetText(plainCell(cell)); });
        tsv += joined(texts, "\t") + '\n';
    }
    return tsv;
}

std::string toLatex(const TextTable& table) {
    std::string columns;
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        columns += alignmentOf(table, column);
    }
    std::string text = "% needs \\usepackage{booktabs}\n\\begin{tabular}{" + columns +
                       "}\n  \\toprule\n" + latexLine(written(table.columns, latexCell)) +
                       "  \\midrule\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        std::vector<std::string> cells = written(table.rows[row], latexCell);
        for (std::size_t column = 0; column < cells.size(); ++column) {
            if (table.bold.contains({row, column})) {
                cells[column] = "\\textbf{" + cells[column] + "}";
            }
        }
        text += latexLine(cells);
    }
    return text + "  \\bottomrule\n\\end{tabular}\n";
}

std::string toMarkdown(const TextTable& table, const std::vector<bool>& right) {
    std::string text;
    const auto add = [&](const std::vector<std::string>& cells, std::size_t row) {
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const char* mark = table.bold.contains({row, column}) ? "**" : "";
            text += std::string("| ") + mark;
            for (const char c : plainCell(cells[column])) {
                text += c == '|' || c == '<' ? std::string{'\\', c} : std::string(1, c);
            }
            text += std::string(mark) + ' ';
        }
        text += "|\n";
    };
    add(table.columns, table.rows.size());
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        text += column < right.size() && right[column] ? "|---:" : "|---";
    }
    text += "|\n";
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        add(table.rows[row], row);
    }
    return text;
}

TextTable starred(TextTable table) {
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
        const bool any = std::any_of(table.bold.begin(), table.bold.end(),
                                     [&](const auto& place) { return place.second == column; });
        for (std::size_t row = 0; any && row < table.rows.size(); ++row) {
            table.rows[row][column] += table.bold.contains({row, column}) ? "*" : " ";
        }
    }
    return table;
}

std::string toText(const TextTable& table, const std::vector<bool>& right) {
    std::vector<std::vector<std::string>> lines;
    std::vector<std::size_t> widths(table.columns.size());
    for (const auto& cells : linesOf(table)) {
        lines.push_back(written(cells, plainCell));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            widths[i] = std::max(widths[i], widthOf(lines.back()[i]));
        }
    }
    std::string text;
    for (const auto& cells : lines) {
        std::string line;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string room(widths[i] - widthOf(cells[i]), ' ');
            line += (i == 0 ? "" : "  ") +
                    (i < right.size() && right[i] ? room + cells[i] : cells[i] + room);
        }
        text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
    }
    return text;
}

} // namespace asge
