// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/letters.h"

#include "core/base/text.h"

#include <locale.h>
#include <wctype.h>

#include <algorithm>
#include <cstdint>

namespace asge {
namespace {

bool isAscii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

char asciiLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

char32_t lower(char32_t c) {
    static const locale_t unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    if (c < 0x80) {
        return static_cast<char32_t>(asciiLower(static_cast<char>(c)));
    }
    return unicode == nullptr ? c
                              : static_cast<char32_t>(towlower_l(static_cast<wint_t>(c), unicode));
}

void append(std::string& text, char32_t c) {
    const auto tail = [&](unsigned shift) {
        text += static_cast<char>(0x80U | ((static_cast<std::uint32_t>(c) >> shift) & 0x3FU));
    };
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0U | (c >> 6U));
        tail(0);
    } else if (c < 0x10000) {
        text += static_cast<char>(0xE0U | (c >> 12U));
        tail(6);
        tail(0);
    } else {
        text += static_cast<char>(0xF0U | (c >> 18U));
        tail(12);
        tail(6);
        tail(0);
    }
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// A number's key: the number of its digits, then the digits, without leading zeros.
void appendNumber(std::string& key, std::string_view digits) {
    digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
    const std::size_t length = std::min<std::size_t>(digits.size(), 0xFFFF);
    key += static_cast<char>(length >> 8U);
    key += static_cast<char>(length & 0xFFU);
    key += digits;
}

} // namespace

std::string lowered(std::string_view text) {
    std::string low;
    low.reserve(text.size());
    if (isAscii(text)) {
        std::transform(text.begin(), text.end(), std::back_inserter(low), asciiLower);
        return low;
    }
    for (const char32_t c : codePoints(text)) {
        append(low, lower(c));
    }
    return low;
}

bool beginsCaseless(std::string_view text, std::string_view beginning) {
    return lowered(text).starts_with(lowered(beginning));
}

bool containsCaseless(std::string_view text, std::string_view part) {
    return lowered(text).find(lowered(part)) != std::string::npos;
}

bool equalCaseless(std::string_view one, std::string_view other) {
    return lowered(one) == lowered(other);
}

std::size_t blankAt(std::string_view text, std::size_t position) {
    static constexpr std::string_view kBlanks[] = {
        " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085", "\u00A0", "\u1680",
        "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
        "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
    const std::string_view rest = text.substr(position);
    for (const std::string_view blank : kBlanks) {
        if (rest.starts_with(blank)) {
            return blank.size();
        }
    }
    return 0;
}

std::string_view trimmed(std::string_view text) {
    std::size_t begin = 0;
    while (const std::size_t blank = begin < text.size() ? blankAt(text, begin) : 0) {
        begin += blank;
    }
    std::size_t end = begin; // after the last character that is not blank
    for (std::size_t i = begin; i < text.size();) {
        const std::size_t blank = blankAt(text, i);
        i += std::max<std::size_t>(blank, 1);
        end = blank == 0 ? i : end;
    }
    return text.substr(begin, end - begin);
}

std::string naturalKey(std::string_view text) {
    constexpr char kSign = 1;
    constexpr char kNumber = 2;
    constexpr char kLetter = 3;
    const std::string low = lowered(text);
    std::string key;
    for (std::size_t i = 0; i < low.size();) {
        if (isDigit(low[i])) {
            std::size_t end = i;
            while (end < low.size() && isDigit(low[end])) {
                ++end;
            }
            key += kNumber;
            appendNumber(key, std::string_view(low).substr(i, end - i));
            i = end;
            continue;
        }
        const bool isLetter = (low[i] >= 'a' && low[i] <= 'z') || !isAscii(low.substr(i, 1));
        key += isLetter ? kLetter : kSign;
        do {
            key += low[i++];
        } while (i < low.size() && (static_cast<unsigned char>(low[i]) & 0xC0U) == 0x80U);
    }
    return key;
}

} // namespace asge
