// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The lexer of filters; used only by the filter and its completion.
namespace asge::filter {

/// A range of the text, in bytes.
struct Span {
    std::size_t position = 0;
    std::size_t length = 0;

    std::size_t end() const { return position + length; }
};

enum class ItemKind {
    open,  ///< (
    close, ///< )
    conjunction,
    disjunction,
    negation,
    word, ///< a free word or a "phrase"
    term  ///< key, operator, value
};

struct Item {
    ItemKind kind = ItemKind::word;
    Span whole;
    Span key;              ///< of a term; an empty key is an error
    Span comparison;       ///< of a term
    Span value;            ///< of a term; empty, and after the operator, if it is missing
    std::string keyText;   ///< as written
    std::string operation; ///< "=", "!=", "<", "<=", ">", ">=", ":" or "~"
    std::string text;      ///< a word or a value, without its quotes
    bool quoted = false;
    bool tight = false; ///< a term without blanks around its operator
};

/// Splits a filter's text into words and terms. A word may contain quotes, and the last quote may
/// be missing while the user types.
std::vector<Item> lex(std::string_view text);

/// The value as it is written after an operator: in quotes if that is necessary.
std::string quotedIfNeeded(std::string_view value);

} // namespace asge::filter
