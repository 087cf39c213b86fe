#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// The words of a filter's text. For the filter and its completion alone.
namespace asge::filter {

/// A part of the text, in bytes.
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
    Span key;              ///< of a term; may be empty, which is an error
    Span comparison;       ///< of a term
    Span value;            ///< of a term; empty behind the operator if it is missing
    std::string keyText;   ///< as written
    std::string operation; ///< "=", "!=", "<", "<=", ">", ">=", ":" or "~"
    std::string text;      ///< a word's, or a value's, without its quotes
    bool quoted = false;
    bool tight = false; ///< a term without blanks
};

/// A word may have quotes in it; the last of them may be missing while the user types.
std::vector<Item> lex(std::string_view text);

/// The value as it can stand behind an operator: in quotes if it needs them.
std::string quotedWhereNeeded(std::string_view value);

} // namespace asge::filter
