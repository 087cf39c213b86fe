// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/text_lines.h"

#include "core/data/byte_source.h"

#include <algorithm>
#include <cstdint>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kLargestText = 256ULL << 20U;

} // namespace

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

std::string trimmed(std::string text) {
    text.erase(text.find_last_not_of(" \t\r") + 1);
    text.erase(0, text.find_first_not_of(" \t"));
    return text;
}

std::vector<std::string> linesOf(const fs::path& file, bool hasQuotes) {
    const std::vector<std::uint8_t> bytes = readBytes(file, kLargestText);
    std::string text(bytes.begin(), bytes.end());
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        refuse(file, "is UTF-16 text; save it as UTF-8");
    }
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.erase(0, 3);
    }
    std::vector<std::string> lines(1);
    bool isQuoted = false;
    for (const char c : text) {
        isQuoted = isQuoted != (hasQuotes && c == '"');
        if ((c == '\n' || c == '\r') && !isQuoted) {
            lines.emplace_back();
        } else {
            lines.back() += c;
        }
    }
    std::erase(lines, "");
    return lines;
}

} // namespace asge
