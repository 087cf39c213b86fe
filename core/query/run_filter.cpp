// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_filter.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/query/filter_lexer.h"
#include "core/query/filter_terms.h"
#include "core/query/letters.h"

#include <algorithm>
#include <utility>

namespace asge {
namespace {

using filter::Item;
using filter::ItemKind;
using filter::Span;
using Node = RunFilter::Node;

/// Limits the nesting of parentheses and negations, so that the stack can't overflow.
constexpr int kDeepestNesting = 100;

/// A recursive descent parser of: or, and (which may be omitted), not, term.
class Parser {
  public:
    Parser(std::string_view text, const std::set<std::string>& seen)
        : text_(text), items_(filter::lex(text)), seen_(seen) {}

    /// Nothing if the filter is empty or has an error.
    std::optional<Node> parse() {
        if (items_.empty()) {
            return std::nullopt;
        }
        std::optional<Node> node = anyOf(0);
        if (!error && at_ < items_.size()) {
            fail(items_[at_].whole, "This ) has no matching (");
        }
        return error ? std::nullopt : node;
    }

    std::optional<FilterError> error;
    bool asksForArchived = false;

  private:
    bool is(ItemKind kind) const { return at_ < items_.size() && items_[at_].kind == kind; }

    std::optional<Node> fail(const Span& place, const std::string& message,
                             bool incomplete = false) {
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

    /// Consumes `and` or `or`, which must be followed by a term.
    bool takeJoint(ItemKind kind) {
        if (error || !is(kind)) {
            return false;
        }
        const Span place = items_[at_++].whole;
        if (at_ == items_.size()) {
            fail(place, "A term must follow '" + written(place) + "'", true);
            return false;
        }
        return true;
    }

    std::optional<Node> one(int depth) {
        const Item& item = items_[at_];
        if (depth > kDeepestNesting) {
            return fail(item.whole, "Parentheses are nested too deeply");
        }
        switch (item.kind) {
        case ItemKind::negation:
            return negated(depth);
        case ItemKind::open:
            return bracketed(depth);
        case ItemKind::close:
            return fail(item.whole, "A term must precede this )");
        case ItemKind::conjunction:
        case ItemKind::disjunction:
            return fail(item.whole, "A term must precede '" + written(item.whole) +
                                        "'; in quotes it is a word to look for");
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
            return fail(place, "A term must follow '" + written(place) + "'", true);
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
            return fail(place, "This ( isn't closed", true);
        }
        if (is(ItemKind::close)) {
            return fail({place.position, items_[at_].whole.end() - place.position},
                        "The parentheses are empty");
        }
        auto inside = anyOf(depth + 1);
        if (inside && !is(ItemKind::close)) {
            return fail(place, "This ( isn't closed", true);
        }
        ++at_;
        return inside;
    }

    Node word(const std::string& text, bool quoted) {
        if (!quoted && equalCaseless(text, "archived")) {
            asksForArchived = true;
            return testing(filter::makeStateTest("archived"));
        }
        return testing(filter::makeWordTest(text));
    }

    static Node testing(filter::Test test) {
        Node node;
        node.test = std::move(test);
        return node;
    }

    /// The range from a term's key to the end of its operator.
    static Span headOf(const Item& item) {
        return {item.key.position, item.comparison.end() - item.key.position};
    }

    std::optional<Node> term(const Item& item) {
        if (item.key.length == 0) {
            return fail(item.comparison, "The name of a column must precede " + item.operation);
        }
        const std::string key = lowered(item.keyText);
        if (key == "is" || key == "has") {
            return state(item, key == "is");
        }
        const auto field = RunField::found(item.keyText, seen_);
        if (!field) {
            return unknown(item);
        }
        if (filter::isOrder(item.operation) && !filter::takesOrder(*field)) {
            return fail(item.comparison, key + " is text; write " + key + ":word");
        }
        if (item.value.length == 0) {
            return fail(headOf(item),
                        key + " " + item.operation +
                            (field->isNumeric() ? " needs a number" : " needs a value"),
                        true);
        }
        auto test = filter::makeTest(*field, item.operation, item.text);
        if (const std::string* problem = std::get_if<std::string>(&test)) {
            return fail(item.value, key + ": " + *problem,
                        mayGoOn(item, field->choices(), field->kind() == FieldKind::date));
        }
        return testing(std::move(std::get<filter::Test>(test)));
    }

    /// Parses a term with the key `is` or `has`.
    std::optional<Node> state(const Item& item, bool is) {
        const auto& words = is ? filter::states() : filter::things();
        const std::string list = joined(words, ", ");
        if (item.value.length == 0) {
            return fail(headOf(item), item.keyText + ": needs one of " + list, true);
        }
        const std::string word = lowered(item.text);
        const bool negated = item.operation == "!=";
        if (!negated && item.operation != ":" && item.operation != "=") {
            return fail(item.comparison,
                        "Write " + item.keyText + ":" + oneLine(word, kLongestShown));
        }
        auto test = is ? filter::makeStateTest(word) : filter::makeThingTest(word);
        if (!test) {
            return fail(item.value,
                        item.keyText + ": '" + oneLine(item.text, kLongestShown) +
                            "' is not one of " + list,
                        mayGoOn(item, words, false));
        }
        asksForArchived = asksForArchived || word == "archived";
        Node node = testing(std::move(test));
        if (negated) {
            Node outer;
            outer.kind = Node::Kind::none;
            outer.parts.push_back(std::move(node));
            return outer;
        }
        return node;
    }

    /// Whether the value may be the beginning of a longer one that the user is still writing.
    bool mayGoOn(const Item& item, const std::vector<std::string>& choices, bool date) const {
        const auto begins = [&](const std::string& choice) {
            return beginsCaseless(choice, item.text);
        };
        const bool digit = !item.text.empty() && item.text[0] >= '0' && item.text[0] <= '9';
        return item.value.end() == text_.size() &&
               ((date && digit) || std::any_of(choices.begin(), choices.end(), begins));
    }

    std::optional<Node> unknown(const Item& item) {
        const std::string name = oneLine(item.keyText, kLongestShown);
        if (const auto paths = RunField::settingsEndingWith(item.keyText); !paths.empty()) {
            return fail(item.key, "'" + name + "' may be " + wordList(paths, "or"));
        }
        if (item.operation == ":") { // a word that contains a colon, such as cuda:0
            return wordWithColon(item);
        }
        const auto guess = closest(lowered(item.keyText), RunField::names());
        return fail(item.key, "There is no column '" + name + "'" +
                                  (guess ? "; did you mean " + *guess + "?" : ""));
    }

    Node wordWithColon(const Item& item) {
        const std::size_t end = item.tight ? item.whole.end() : item.comparison.end();
        std::string text(text_.substr(item.key.position, end - item.key.position));
        std::erase(text, '"');
        if (item.tight || item.value.length == 0) {
            return word(text, true);
        }
        return join(Node::Kind::all, {word(text, true), word(item.text, true)});
    }

    std::string written(const Span& span) const {
        return std::string(text_.substr(span.position, span.length));
    }

    static constexpr std::size_t kLongestShown = 200; // in bytes

    std::string_view text_;
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

RunFilter::RunFilter(std::string_view text, const std::set<std::string>& seen) {
    Parser parser(text, seen);
    if (auto root = parser.parse()) {
        root_ = std::make_shared<const Node>(std::move(*root));
        asksForArchived_ = parser.asksForArchived;
    }
    error_ = std::move(parser.error);
}

RunFilter RunFilter::required(std::string_view text, const std::set<std::string>& seen,
                              const std::string& place) {
    RunFilter filter(text, seen);
    if (const auto& error = filter.error()) {
        const std::size_t character = codePoints(text.substr(0, error->position)).size() + 1;
        const bool hasRemedy = error->message.ends_with('?');
        throw BadInput(place + ": character " + std::to_string(character) + ", '" +
                       oneLine(text.substr(error->position, error->length), 100) +
                       "': " + error->message + (hasRemedy ? "" : "; see FILTERS in asge(1)"));
    }
    return filter;
}

bool RunFilter::matches(const RunEntry& run) const {
    return root_ == nullptr || root_->holds(run);
}

} // namespace asge
