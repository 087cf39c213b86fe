#include "widgets/runs/runs_filter_lexer.h"

#include <algorithm>

namespace asge::filter {
namespace {

bool isKeyStart(QChar c) {
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool isKeyPart(QChar c) {
    return isKeyStart(c) || (c >= u'0' && c <= u'9') || c == u'_' || c == u'.';
}

bool endsWord(QChar c) {
    return c.isSpace() || c == u'(' || c == u')';
}

ItemKind keyword(const QString& word) {
    if (word.compare(QLatin1String("and"), Qt::CaseInsensitive) == 0) {
        return ItemKind::conjunction;
    }
    if (word.compare(QLatin1String("or"), Qt::CaseInsensitive) == 0) {
        return ItemKind::disjunction;
    }
    return word.compare(QLatin1String("not"), Qt::CaseInsensitive) == 0 ? ItemKind::negation
                                                                        : ItemKind::word;
}

class Lexer {
  public:
    explicit Lexer(const QString& text) : text_(text), size_(static_cast<int>(text.size())) {}

    std::vector<Item> all() {
        std::vector<Item> items;
        for (skipBlanks(); at_ < size_; skipBlanks()) {
            items.push_back(next());
        }
        return items;
    }

  private:
    void skipBlanks() {
        while (at_ < size_ && text_[at_].isSpace()) {
            ++at_;
        }
    }

    /// An operator's characters at `place`, 0 where there is none.
    int operatorAt(int place, QString* operation) const {
        static const struct {
            const char16_t* written;
            const char* meant;
        } kOperators[] = {{u"<=", "<="}, {u">=", ">="}, {u"!=", "!="}, {u"==", "="},
                          {u"≤", "<="},  {u"≥", ">="},  {u"≠", "!="},  {u"<", "<"},
                          {u">", ">"},   {u"=", "="},   {u":", ":"},   {u"~", "~"}};
        const QStringView rest = QStringView(text_).mid(place);
        for (const auto& row : kOperators) {
            if (rest.startsWith(QStringView(row.written))) {
                *operation = QLatin1String(row.meant);
                return static_cast<int>(QStringView(row.written).size());
            }
        }
        return 0;
    }

    /// From here to the next blank or bracket outside quotes.
    Span takeChunk(QString* plain, bool* quoted) {
        const int begin = at_;
        bool inside = false;
        for (; at_ < size_ && (inside || !endsWord(text_[at_])); ++at_) {
            if (text_[at_] == u'"') {
                inside = !inside;
                *quoted = true;
            } else {
                plain->append(text_[at_]);
            }
        }
        return {begin, at_ - begin};
    }

    Item next() {
        const QChar c = text_[at_];
        if (c == u'(' || c == u')') {
            Item item;
            item.kind = c == u'(' ? ItemKind::open : ItemKind::close;
            item.whole = {at_++, 1};
            return item;
        }
        Item item;
        return takeTerm(item) ? item : takeWord();
    }

    bool takeTerm(Item& item) {
        int end = at_;
        if (isKeyStart(text_[at_])) {
            while (end < size_ && isKeyPart(text_[end])) {
                ++end;
            }
        }
        int place = end;
        while (place < size_ && text_[place].isSpace()) {
            ++place;
        }
        const int length = operatorAt(place, &item.operation);
        // "and > 3" lacks a key: its first word is what it says.
        if (length == 0 || keyword(text_.mid(at_, end - at_)) != ItemKind::word) {
            return false;
        }
        item.kind = ItemKind::term;
        item.key = {at_, end - at_};
        item.keyText = text_.mid(at_, end - at_);
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
        const int before = at_;
        item.value = takeChunk(&item.text, &item.quoted);
        // "fusion > and …" still waits for its number.
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

    const QString& text_;
    int size_;
    int at_ = 0;
};

} // namespace

std::vector<Item> lex(const QString& text) {
    return Lexer(text).all();
}

QString quotedWhereNeeded(const QString& value) {
    QString text = value;
    text.remove(u'"'); // which nothing could stand for
    const bool plain = !text.isEmpty() && std::none_of(text.begin(), text.end(), endsWord) &&
                       keyword(text) == ItemKind::word;
    return plain ? text : u'"' + text + u'"';
}

} // namespace asge::filter
