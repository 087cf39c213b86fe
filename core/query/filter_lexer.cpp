// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/filter_lexer.h"

#include "core/query/letters.h"

#include <algorithm>

namespace asge::filter {
namespace {

bool isKeyStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isKeyPart(char c) {
    return isKeyStart(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

bool endsWord(std::string_view text, std::size_t at) {
    return text[at] == '(' || text[at] == ')' || blankAt(text, at) > 0;
}

ItemKind keyword(std::string_view word) {
    if (equalCaseless(word, "and")) {
        return ItemKind::conjunction;
    }
    if (equalCaseless(word, "or")) {
        return ItemKind::disjunction;
    }
    return equalCaseless(word, "not") ? ItemKind::negation : ItemKind::word;
}

class Lexer {
  public:
    explicit Lexer(std::string_view text) : text_(text) {}

    std::vector<Item> all() {
        std::vector<Item> items;
        for (skipBlanks(); at_ < text_.size(); skipBlanks()) {
            items.push_back(next());
        }
        return items;
    }

  private:
    std::size_t behindBlanks(std::size_t place) const {
        while (place < text_.size() && blankAt(text_, place) > 0) {
            place += blankAt(text_, place);
        }
        return place;
    }

    void skipBlanks() { at_ = behindBlanks(at_); }

    /// The length in bytes of the operator at `place`; 0 if there is none.
    std::size_t operatorAt(std::size_t place, std::string* operation) const {
        static constexpr struct {
            std::string_view written;
            const char* meant;
        } kOperators[] = {{"<=", "<="}, {">=", ">="}, {"!=", "!="}, {"==", "="},
                          {"≤", "<="},  {"≥", ">="},  {"≠", "!="},  {"<", "<"},
                          {">", ">"},   {"=", "="},   {":", ":"},   {"~", "~"}};
        const std::string_view rest = text_.substr(place);
        for (const auto& row : kOperators) {
            if (rest.starts_with(row.written)) {
                *operation = row.meant;
                return row.written.size();
            }
        }
        return 0;
    }

    /// Reads up to the next blank or parenthesis outside of quotes.
    Span takeChunk(std::string* plain, bool* quoted) {
        const std::size_t begin = at_;
        bool inside = false;
        for (; at_ < text_.size() && (inside || !endsWord(text_, at_)); ++at_) {
            if (text_[at_] == '"') {
                inside = !inside;
                *quoted = true;
            } else {
                *plain += text_[at_];
            }
        }
        return {begin, at_ - begin};
    }

    Item next() {
        const char c = text_[at_];
        if (c == '(' || c == ')') {
            Item item;
            item.kind = c == '(' ? ItemKind::open : ItemKind::close;
            item.whole = {at_++, 1};
            return item;
        }
        Item item;
        return takeTerm(item) ? item : takeWord();
    }

    bool takeTerm(Item& item) {
        std::size_t end = at_;
        if (isKeyStart(text_[at_])) {
            while (end < text_.size() && isKeyPart(text_[end])) {
                ++end;
            }
        }
        const std::size_t place = behindBlanks(end);
        const std::size_t length = operatorAt(place, &item.operation);
        // In "and > 3" the key is missing: "and" is a keyword.
        if (length == 0 || keyword(text_.substr(at_, end - at_)) != ItemKind::word) {
            return false;
        }
        item.kind = ItemKind::term;
        item.key = {at_, end - at_};
        item.keyText = text_.substr(at_, end - at_);
        item.comparison = {place, length};
        at_ = place + length;
        skipBlanks();
        item.tight = place == end && at_ == item.comparison.end();
        takeValue(item);
        item.whole = {item.key.position,
                      std::max(item.value.end(), item.comparison.end()) - item.key.position};
        return true;
    }

    void takeValue(Item& item) {
        const std::size_t before = at_;
        item.value = takeChunk(&item.text, &item.quoted);
        // In "fusion > and …" the value is missing.
        if (item.value.length == 0 || (!item.quoted && keyword(item.text) != ItemKind::word)) {
            at_ = item.value.length == 0 ? before : item.value.position;
            item.value = {item.comparison.end(), 0};
            item.text.clear();
        }
    }

    Item takeWord() {
        Item item;
        item.whole = takeChunk(&item.text, &item.quoted);
        item.kind = item.quoted ? ItemKind::word : keyword(item.text);
        return item;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

} // namespace

std::vector<Item> lex(std::string_view text) {
    return Lexer(text).all();
}

std::string quotedIfNeeded(std::string_view value) {
    std::string text(value);
    std::erase(text, '"'); // a quote can't be escaped
    bool plain = !text.empty() && keyword(text) == ItemKind::word;
    for (std::size_t i = 0; i < text.size(); ++i) {
        plain = plain && !endsWord(text, i);
    }
    return plain ? text : '"' + text + '"';
}

} // namespace asge::filter
