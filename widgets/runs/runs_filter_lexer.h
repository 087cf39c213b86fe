#pragma once

#include <QString>

#include <vector>

/// The words of a filter's text. For the filter and its completion alone.
namespace asge::filter {

/// A stretch of the text.
struct Span {
    int position = 0;
    int length = 0;

    int end() const { return position + length; }
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
    Span key;          ///< of a term; may be empty, which is an error
    Span comparison;   ///< of a term
    Span value;        ///< of a term; empty behind the operator where it is missing
    QString keyText;   ///< as written
    QString operation; ///< "=", "!=", "<", "<=", ">", ">=", ":" or "~"
    QString text;      ///< a word's, or a value's, without its quotes
    bool quoted = false;
    bool tight = false; ///< a term without blanks
};

/// A word may have quotes in it; the last of them may be missing while someone types.
std::vector<Item> lex(const QString& text);

/// The value as it can stand behind an operator: in quotes where it needs them.
QString quotedWhereNeeded(const QString& value);

} // namespace asge::filter
