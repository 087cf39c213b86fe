// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <numeric>

namespace asge {

namespace {

/// No guesses are made for longer words.
constexpr std::size_t kLongestGuess = 64;

struct Decoded {
    std::uint32_t codePoint = 0;
    std::size_t length = 0; ///< in bytes; 0 if the bytes aren't UTF-8
};

std::size_t sequenceLength(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return 2;
    }
    if (lead >= 0xE0 && lead <= 0xEF) {
        return 3;
    }
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/// The code point at the start of a text that isn't empty.
Decoded decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = sequenceLength(lead);
    if (length <= 1) {
        return {lead, length};
    }
    if (text.size() < length) {
        return {};
    }
    std::uint32_t codePoint = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80U) {
            return {};
        }
        codePoint = (codePoint << 6U) | (byte & 0x3FU);
    }
    constexpr std::array<std::uint32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = codePoint >= 0xD800 && codePoint <= 0xDFFF;
    if (codePoint < kSmallest[length] || surrogate || codePoint > 0x10FFFF) {
        return {};
    }
    return {codePoint, length};
}

bool breaksLine(std::uint32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || separator || direction;
}

/// Invisible characters that change what the reader sees: bidirectional controls, zero-width
/// spaces, tags, annotations, noncharacters. The two joiners (U+200C, U+200D) are allowed, because
/// scripts and emoji need them.
bool hides(std::uint32_t c) {
    const bool mark = c == 0x61C || c == 0x200E || c == 0x200F;
    const bool empty = c == 0xAD || c == 0x180E || c == 0x200B || c == 0xFEFF;
    const bool format = (c >= 0x2060 && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB);
    const bool tag = c >= 0xE0000 && c <= 0xE0FFF;
    const bool none = (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFEU) == 0xFFFEU;
    return mark || empty || format || tag || none;
}

/// `text` with '?' in place of each byte that is not UTF-8 and each character for which `isBad`.
template <typename IsBad>
std::string cleaned(std::string_view text, std::size_t limit, const IsBad& isBad) {
    std::string clean;
    while (!text.empty()) {
        const Decoded next = decode(text);
        const std::size_t length = std::max<std::size_t>(next.length, 1);
        if (length > limit - clean.size()) {
            return clean + "…";
        }
        if (next.length == 0 || isBad(next.codePoint)) {
            clean += '?';
        } else {
            clean += text.substr(0, length);
        }
        text.remove_prefix(length);
    }
    return clean;
}

/// "\\u009b"; a surrogate pair for a character beyond U+FFFF.
std::string jsonEscape(std::uint32_t c) {
    const auto unit = [](std::uint32_t value) {
        constexpr std::string_view kDigits = "0123456789abcdef";
        std::string text = "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) {
            text += kDigits[(value >> static_cast<unsigned>(shift)) & 0xFU];
        }
        return text;
    };
    if (c < 0x10000) {
        return unit(c);
    }
    return unit(0xD800 + ((c - 0x10000) >> 10U)) + unit(0xDC00 + ((c - 0x10000) & 0x3FFU));
}

/// Blanks and zero-width characters.
bool isInvisible(std::uint32_t c) {
    return c == ' ' || c == 0xA0 || c == 0xAD || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) ||
           c == 0x202F || (c >= 0x205F && c <= 0x2064) || c == 0x3000 || c == 0xFEFF;
}

/// Optimal string alignment distance.
std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> beforeLast;
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(last.begin(), last.end(), 0);
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
            }
        }
        beforeLast = last;
        last = row;
    }
    return last[b.size()];
}

} // namespace

std::optional<std::size_t> findInvalidUtf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        const std::size_t length = decode(text.substr(i)).length;
        if (length == 0) {
            return i;
        }
        i += length;
    }
    return std::nullopt;
}

std::u32string codePoints(std::string_view text) {
    std::u32string points;
    while (!text.empty()) {
        const Decoded next = decode(text);
        points += next.length > 0 ? static_cast<char32_t>(next.codePoint) : U'?';
        text.remove_prefix(std::max<std::size_t>(next.length, 1));
    }
    return points;
}

bool holdsControl(std::string_view text) {
    while (!text.empty()) {
        const Decoded next = decode(text);
        if (breaksLine(next.codePoint)) {
            return true;
        }
        text.remove_prefix(std::max<std::size_t>(next.length, 1));
    }
    return false;
}

std::string oneLine(std::string_view text, std::size_t limit) {
    return cleaned(text, limit, [](std::uint32_t c) { return breaksLine(c) || hides(c); });
}

std::string severalLines(std::string_view text) {
    return cleaned(text, std::string::npos, [](std::uint32_t c) {
        return c != '\n' && c != '\t' && (breaksLine(c) || hides(c));
    });
}

std::string escapedJson(std::string_view json) {
    std::string escaped;
    while (!json.empty()) {
        const Decoded next = decode(json);
        const std::size_t length = std::max<std::size_t>(next.length, 1);
        if (next.length > 0 && (breaksLine(next.codePoint) || hides(next.codePoint))) {
            escaped += jsonEscape(next.codePoint);
        } else {
            escaped += json.substr(0, length);
        }
        json.remove_prefix(length);
    }
    return escaped;
}

std::optional<std::string> nameProblem(std::string_view name) {
    if (findInvalidUtf8(name)) {
        return "is not UTF-8 text";
    }
    if (holdsControl(name)) {
        return "holds a control character or a line break";
    }
    bool seen = false;
    for (std::string_view rest = name; !rest.empty();) {
        const Decoded next = decode(rest);
        seen = seen || !isInvisible(next.codePoint);
        rest.remove_prefix(next.length);
    }
    if (!seen) {
        return "is blank";
    }
    if (name.size() > kLongestName) {
        return "is longer than " + std::to_string(kLongestName) + " bytes";
    }
    return std::nullopt;
}

std::optional<std::string> tagProblem(std::string_view tag) {
    if (findInvalidUtf8(tag)) {
        return "is not UTF-8 text";
    }
    for (std::string_view rest = tag; !rest.empty();) {
        const Decoded next = decode(rest);
        if (breaksLine(next.codePoint) || isInvisible(next.codePoint) || next.codePoint == ',') {
            return "holds a blank, a comma or a control character";
        }
        rest.remove_prefix(next.length);
    }
    if (tag.empty()) {
        return "is empty";
    }
    if (tag.size() > kLongestTag) {
        return "is longer than " + std::to_string(kLongestTag) + " bytes";
    }
    return std::nullopt;
}

std::string nameAfter(const std::filesystem::path& file) {
    constexpr std::size_t kMark = std::string_view("…").size();
    const std::string name = oneLine(file.stem().string(), kLongestName - kMark);
    return nameProblem(name) ? "experiment" : name;
}

std::string elided(std::string_view text, std::size_t width) {
    std::size_t characters = 0;
    std::size_t cut = 0; // end of the last but one character that fits
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (!begins) {
            continue;
        }
        if (characters + 1 == width) {
            cut = i;
        }
        if (++characters > width) {
            return std::string(text.substr(0, cut)) + "…";
        }
    }
    return std::string(text);
}

std::string spreadsheetText(std::string_view text) {
    // The second half are the fullwidth forms of these characters.
    constexpr std::array<std::string_view, 11> kFormula{
        "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    const bool begins = std::any_of(kFormula.begin(), kFormula.end(),
                                    [&](std::string_view sign) { return text.starts_with(sign); });
    double number = 0;
    const char* first = text.data() + (text.starts_with('+') ? 1 : 0);
    const auto read = std::from_chars(first, text.data() + text.size(), number);
    // A number may be followed by its spread: "-0.2 ± 0.1".
    const bool isNumber = read.ec == std::errc() &&
                          text.substr(static_cast<std::size_t>(read.ptr - text.data()))
                                  .find_first_not_of("0123456789., %±") == std::string_view::npos;
    return (begins && !isNumber ? "'" : "") + std::string(text);
}

std::string numberText(double value) {
    const double size = std::abs(value);
    const bool plain = size == 0.0 || (size >= 1e-6 && size < 1e16);
    std::array<char, 64> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), value,
                      plain ? std::chars_format::fixed : std::chars_format::general);
    return {digits.data(), written.ptr};
}

std::string durationText(double seconds) {
    constexpr double kLongest = 1e12; // such a number comes from a damaged or hostile file
    const long long whole = std::llround(std::min(std::max(0.0, seconds), kLongest));
    char text[48];
    if (whole < 3600) {
        std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
    } else {
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                      whole % 60);
    }
    return text;
}

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        all.append(i == 0 ? std::string_view() : between).append(texts[i]);
    }
    return all;
}

std::string wordList(const std::vector<std::string>& words, std::string_view joint) {
    std::string list;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) {
            list += i + 1 < words.size() ? ", " : " " + std::string(joint) + " ";
        }
        list += words[i];
    }
    return list;
}

std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
    if (word.empty() || word.size() > kLongestGuess) {
        return std::nullopt;
    }
    std::optional<std::string> best;
    std::size_t bestDistance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = editDistance(word, candidate);
        if (distance < bestDistance) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

} // namespace asge
