#include "widgets/runs/runs_filter.h"

#include "core/base/text.h"
#include "widgets/runs/runs_filter_node.h"
#include "widgets/runs/runs_text.h"

#include <algorithm>
#include <utility>

namespace asge {
namespace {

using filter::Item;
using filter::ItemKind;
using filter::Span;
using Node = RunFilter::Node;

/// Brackets and negations inside one another: more than anybody writes, less than the stack holds.
constexpr int kDeepest = 100;

/// Reads items into nodes by recursive descent: or, and (also unwritten), not, a term.
class Parser {
  public:
    Parser(const QString& text, const std::set<std::string>& seen)
        : text_(text), items_(filter::lex(text)), seen_(seen) {}

    /// Nothing where there is nothing to ask for, or an error.
    std::optional<Node> parse() {
        if (items_.empty()) {
            return std::nullopt;
        }
        std::optional<Node> node = anyOf(0);
        if (!error && at_ < items_.size()) {
            fail(items_[at_].whole, RunsText::tr("There is no ( for this )"));
        }
        return error ? std::nullopt : node;
    }

    std::optional<FilterError> error;
    bool asksForArchived = false;

  private:
    bool is(ItemKind kind) const { return at_ < items_.size() && items_[at_].kind == kind; }

    std::optional<Node> fail(const Span& place, const QString& message, bool incomplete = false) {
        if (!error) {
            error = FilterError{message, place.position, place.length, incomplete};
        }
        return std::nullopt;
    }

    static Node join(Node::Kind kind, std::vector<Node> parts) {
        if (parts.size() == 1) {
            return std::move(parts.front());
        }
        Node node;
        node.kind = kind;
        node.parts = std::move(parts);
        return node;
    }

    std::optional<Node> anyOf(int depth) {
        std::vector<Node> parts;
        do {
            auto part = allOf(depth);
            if (!part) {
                return std::nullopt;
            }
            parts.push_back(std::move(*part));
        } while (takeJoint(ItemKind::disjunction));
        return error ? std::nullopt : std::optional(join(Node::Kind::any, std::move(parts)));
    }

    std::optional<Node> allOf(int depth) {
        std::vector<Node> parts;
        do {
            auto part = one(depth);
            if (!part) {
                return std::nullopt;
            }
            parts.push_back(std::move(*part));
        } while (
            takeJoint(ItemKind::conjunction) ||
            (!error && at_ < items_.size() && !is(ItemKind::close) && !is(ItemKind::disjunction)));
        return error ? std::nullopt : std::optional(join(Node::Kind::all, std::move(parts)));
    }

    /// `and` or `or`, which something has to follow.
    bool takeJoint(ItemKind kind) {
        if (error || !is(kind)) {
            return false;
        }
        const Span place = items_[at_++].whole;
        if (at_ == items_.size()) {
            fail(place, RunsText::tr("Something has to follow '%1'").arg(written(place)), true);
            return false;
        }
        return true;
    }

    std::optional<Node> one(int depth) {
        const Item& item = items_[at_];
        if (depth > kDeepest) {
            return fail(item.whole, RunsText::tr("Brackets are too deep inside one another"));
        }
        switch (item.kind) {
        case ItemKind::negation:
            return negated(depth);
        case ItemKind::open:
            return bracketed(depth);
        case ItemKind::close:
            return fail(item.whole, RunsText::tr("Something has to stand before this )"));
        case ItemKind::conjunction:
        case ItemKind::disjunction:
            return fail(item.whole, RunsText::tr("Something has to stand before '%1'; in quotes it "
                                                 "is a word to look for")
                                        .arg(written(item.whole)));
        case ItemKind::word:
            ++at_;
            return word(item.text, item.quoted);
        case ItemKind::term:
            ++at_;
            return term(item);
        }
        return std::nullopt;
    }

    std::optional<Node> negated(int depth) {
        const Span place = items_[at_++].whole;
        if (at_ == items_.size()) {
            return fail(place, RunsText::tr("Something has to follow '%1'").arg(written(place)),
                        true);
        }
        auto part = one(depth + 1);
        if (!part) {
            return std::nullopt;
        }
        Node node;
        node.kind = Node::Kind::none;
        node.parts.push_back(std::move(*part));
        return node;
    }

    std::optional<Node> bracketed(int depth) {
        const Span place = items_[at_++].whole;
        if (at_ == items_.size()) {
            return fail(place, RunsText::tr("This ( isn't closed"), true);
        }
        if (is(ItemKind::close)) {
            return fail({place.position, items_[at_].whole.end() - place.position},
                        RunsText::tr("There is nothing between the brackets"));
        }
        auto inside = anyOf(depth + 1);
        if (inside && !is(ItemKind::close)) {
            return fail(place, RunsText::tr("This ( isn't closed"), true);
        }
        ++at_;
        return inside;
    }

    std::optional<Node> word(const QString& text, bool quoted) {
        if (!quoted && text.compare(QLatin1String("archived"), Qt::CaseInsensitive) == 0) {
            asksForArchived = true;
            return testing(filter::makeStateTest(QStringLiteral("archived")));
        }
        return testing(filter::makeWordTest(text));
    }

    static Node testing(filter::Test test) {
        Node node;
        node.test = std::move(test);
        return node;
    }

    std::optional<Node> term(const Item& item) {
        if (item.key.length == 0) {
            return fail(item.comparison,
                        RunsText::tr("A column's name has to stand before %1").arg(item.operation));
        }
        const QString key = item.keyText.toLower();
        if (key == QLatin1String("is") || key == QLatin1String("has")) {
            return state(item, key == QLatin1String("is"));
        }
        const auto field = fieldOf(item);
        if (!field) {
            return unknown(item);
        }
        if (filter::isOrder(item.operation) && !filter::takesOrder(*field)) {
            return fail(item.comparison, RunsText::tr("%1 is text; write %1:word").arg(key));
        }
        if (item.value.length == 0) {
            return fail(Span{item.key.position, item.comparison.end() - item.key.position},
                        field->isNumeric()
                            ? RunsText::tr("%1 %2 needs a number").arg(key, item.operation)
                            : RunsText::tr("%1 %2 needs a value").arg(key, item.operation),
                        true);
        }
        auto test = filter::makeTest(*field, item.operation, item.text);
        if (const QString* problem = std::get_if<QString>(&test)) {
            return fail(item.value, QStringLiteral("%1: %2").arg(key, *problem),
                        mayGoOn(item, field->choices(), field->kind() == FieldKind::date));
        }
        return testing(std::move(std::get<filter::Test>(test)));
    }

    /// `is:` and `has:`.
    std::optional<Node> state(const Item& item, bool is) {
        const QStringList& words = is ? RunFilter::states() : RunFilter::things();
        const QString list = words.join(QStringLiteral(", "));
        if (item.value.length == 0) {
            return fail({item.key.position, item.comparison.end() - item.key.position},
                        RunsText::tr("%1: needs one of %2").arg(item.keyText, list), true);
        }
        const QString word = item.text.toLower();
        const bool negated = item.operation == QLatin1String("!=");
        if (!negated && item.operation != QLatin1String(":") &&
            item.operation != QLatin1String("=")) {
            return fail(item.comparison, RunsText::tr("Write %1:%2").arg(item.keyText, word));
        }
        auto test = is ? filter::makeStateTest(word) : filter::makeThingTest(word);
        if (!test) {
            return fail(item.value,
                        RunsText::tr("%1: '%2' is none of %3").arg(item.keyText, item.text, list),
                        mayGoOn(item, words, false));
        }
        asksForArchived = asksForArchived || word == QLatin1String("archived");
        Node node = testing(std::move(test));
        if (negated) {
            Node outer;
            outer.kind = Node::Kind::none;
            outer.parts.push_back(std::move(node));
            return outer;
        }
        return node;
    }

    /// The value may be the beginning of one that is still being written.
    bool mayGoOn(const Item& item, const QStringList& choices, bool date) const {
        const auto begins = [&](const QString& choice) {
            return choice.startsWith(item.text, Qt::CaseInsensitive);
        };
        return item.value.end() == text_.size() &&
               ((date && !item.text.isEmpty() && item.text.front().isDigit()) ||
                std::any_of(choices.begin(), choices.end(), begins));
    }

    std::optional<RunField> fieldOf(const Item& item) const {
        if (auto field = RunField::named(item.keyText)) {
            return field;
        }
        if (seen_.contains(item.keyText.toStdString())) {
            return RunField::ofSetting(item.keyText.toStdString());
        }
        const QStringList paths = RunField::settingsEndingWith(item.keyText);
        return paths.size() == 1 ? std::optional(RunField::ofSetting(paths.front().toStdString()))
                                 : std::nullopt;
    }

    std::optional<Node> unknown(const Item& item) {
        const QStringList paths = RunField::settingsEndingWith(item.keyText);
        if (!paths.isEmpty()) {
            return fail(item.key, RunsText::tr("'%1' may be %2")
                                      .arg(item.keyText,
                                           paths.join(RunsText::tr(" or ", "between two words"))));
        }
        if (item.operation == QLatin1String(":")) { // a word such as cuda:0
            const int end = item.tight ? item.whole.end() : item.comparison.end();
            QString text = text_.mid(item.key.position, end - item.key.position).remove(u'"');
            if (item.tight || item.value.length == 0) {
                return word(text, true);
            }
            std::vector<Node> both{*word(text, true), *word(item.text, true)};
            return join(Node::Kind::all, std::move(both));
        }
        std::vector<std::string> names;
        for (const QString& name : RunField::names()) {
            names.push_back(name.toStdString());
        }
        const auto guess = closest(item.keyText.toLower().toStdString(), names);
        return fail(item.key, guess ? RunsText::tr("There is no column '%1'; %2 may be meant")
                                          .arg(item.keyText, QString::fromStdString(*guess))
                                    : RunsText::tr("There is no column '%1'").arg(item.keyText));
    }

    QString written(const Span& span) const { return text_.mid(span.position, span.length); }

    const QString& text_;
    std::vector<Item> items_;
    const std::set<std::string>& seen_;
    std::size_t at_ = 0;
};

} // namespace

bool RunFilter::Node::holds(const RunEntry& run) const {
    const auto partHolds = [&run](const Node& part) { return part.holds(run); };
    switch (kind) {
    case Kind::all:
        return std::all_of(parts.begin(), parts.end(), partHolds);
    case Kind::any:
        return std::any_of(parts.begin(), parts.end(), partHolds);
    case Kind::none:
        return std::none_of(parts.begin(), parts.end(), partHolds);
    case Kind::test:
        return test(run);
    }
    return false;
}

RunFilter::RunFilter(const QString& text, const std::set<std::string>& seen) {
    Parser parser(text, seen);
    if (auto root = parser.parse()) {
        root_ = std::make_shared<const Node>(std::move(*root));
        asksForArchived_ = parser.asksForArchived;
    }
    error_ = std::move(parser.error);
}

bool RunFilter::matches(const RunEntry& run) const {
    return root_ == nullptr || root_->holds(run);
}

const QStringList& RunFilter::states() {
    static const QStringList words = [] {
        QStringList all{QStringLiteral("archived"), QStringLiteral("branch"),
                        QStringLiteral("training")};
        return all + RunField::ofSource(RunField::Source::status).choices();
    }();
    return words;
}

const QStringList& RunFilter::things() {
    static const QStringList words{QStringLiteral("notes"),   QStringLiteral("tags"),
                                   QStringLiteral("color"),   QStringLiteral("parent"),
                                   QStringLiteral("results"), QStringLiteral("reason")};
    return words;
}

} // namespace asge
