// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/filter_completion.h"

#include "core/base/text.h"
#include "core/query/filter_lexer.h"
#include "core/query/filter_terms.h"
#include "core/query/letters.h"

#include <algorithm>

namespace asge {
namespace {

using filter::Item;
using filter::ItemKind;
using filter::Span;

constexpr int kLayers = 3;                   ///< enough to show the form of their names
constexpr std::size_t kMaxSuggestions = 100; ///< more suggestions would not be read

/// Collects suggestions that begin with a word, then those that contain it elsewhere.
class Gatherer {
  public:
    explicit Gatherer(std::string_view word) : word_(lowered(word)) {}

    void offer(const std::string& text, const std::string& note, bool isPartial) {
        offer(text, text, note, isPartial);
    }
    void offer(const std::string& found, const std::string& text, const std::string& note,
               bool isPartial) {
        const std::size_t place = lowered(found).find(word_);
        if (place == 0) {
            beginning_.push_back({text, note, isPartial});
        } else if (place != std::string::npos) {
            containing_.push_back({text, note, isPartial});
        }
    }

    std::vector<FilterSuggestion> all() {
        beginning_.insert(beginning_.end(), containing_.begin(), containing_.end());
        if (beginning_.size() > kMaxSuggestions) {
            beginning_.resize(kMaxSuggestions);
        }
        return std::move(beginning_);
    }

  private:
    std::string word_;
    std::vector<FilterSuggestion> beginning_;
    std::vector<FilterSuggestion> containing_;
};

void offerJoints(Gatherer& gatherer) {
    gatherer.offer("and", "both", true);
    gatherer.offer("or", "at least one", true);
}

void offerFields(Gatherer& gatherer, bool settings) {
    for (const std::string& name : RunField::names()) {
        const RunField field = *RunField::named(name);
        if ((field.source() == RunField::Source::setting) == settings) {
            gatherer.offer(name, field.description(), true);
        }
    }
}

void offerKeys(Gatherer& gatherer, const FilterSources& sources) {
    offerFields(gatherer, false);
    for (int layer = 1; layer <= kLayers; ++layer) {
        const RunField field = RunField::ofLayer(layer);
        gatherer.offer(field.name(), field.description(), true);
    }
    gatherer.offer("is:", joined(filter::states(), ", "), true);
    gatherer.offer("has:", joined(filter::things(), ", "), true);
    gatherer.offer("not", "the opposite", true);
    offerFields(gatherer, true);
    for (const std::string& path : sources.settings) {
        if (!RunField::named(path)) {
            gatherer.offer(path, "Of another version", true);
        }
    }
}

std::vector<FilterSuggestion> operatorsOf(const RunField& field) {
    const bool order = field.isNumeric() || field.kind() == FieldKind::date;
    std::vector<FilterSuggestion> all;
    if (order) {
        all = {{">", "above", true},
               {">=", "at least", true},
               {"<", "below", true},
               {"<=", "at most", true}};
    }
    all.push_back({"=", "is", true});
    all.push_back({"!=", "is not", true});
    if (!order) {
        all.push_back({"~", "contains", true});
    }
    return all;
}

/// Measured numbers are all different, so a list of them would not help.
bool isMeasured(const RunField& field) {
    return field.isNumeric() && field.source() != RunField::Source::setting &&
           field.source() != RunField::Source::parent;
}

void offerValues(Gatherer& gatherer, const RunField& field, const FilterSources& sources) {
    std::vector<std::string> values =
        sources.values ? sources.values(field) : std::vector<std::string>();
    for (const std::string& choice : field.choices()) {
        if (std::find(values.begin(), values.end(), choice) == values.end()) {
            values.push_back(choice);
        }
    }
    for (const std::string& value : values) {
        gatherer.offer(value, filter::quotedIfNeeded(value),
                       sources.meaning ? sources.meaning(field.path(), value) : "", false);
    }
}

std::vector<FilterSuggestion> valuesOf(const Item& item, const FilterSources& sources) {
    Gatherer gatherer(item.text);
    const std::string key = lowered(item.keyText);
    if (key == "is" || key == "has") {
        for (const std::string& word : key == "is" ? filter::states() : filter::things()) {
            gatherer.offer(word, {}, false);
        }
        return gatherer.all();
    }
    const auto field = RunField::found(item.keyText, sources.settings);
    if (!field || isMeasured(*field)) {
        return {};
    }
    if (field->kind() == FieldKind::date) {
        gatherer.offer("today", {}, false);
        gatherer.offer("yesterday", {}, false);
    } else {
        offerValues(gatherer, *field, sources);
    }
    return gatherer.all();
}

/// Completes the key, joint or free word that the user is writing.
FilterCompletion completeWord(std::string_view before, const std::vector<Item>& items,
                              const FilterSources& sources) {
    const Span word = items.back().whole;
    Gatherer gatherer(before.substr(word.position));
    offerKeys(gatherer, sources);
    if (items.size() > 1) {
        offerJoints(gatherer);
    }
    return {word.position, word.length, gatherer.all()};
}

/// Suggestions after a blank or a parenthesis.
std::vector<FilterSuggestion> nextWords(const std::vector<Item>& items,
                                        const FilterSources& sources) {
    Gatherer gatherer({});
    const bool complete = !items.empty() && (items.back().kind == ItemKind::word ||
                                             items.back().kind == ItemKind::term ||
                                             items.back().kind == ItemKind::close);
    if (complete) {
        offerJoints(gatherer);
    }
    offerKeys(gatherer, sources);
    return gatherer.all();
}

} // namespace

bool mayBeUnfinished(std::string_view text, const FilterSources& sources) {
    const std::vector<Item> items = filter::lex(text);
    if (items.empty() || items.back().kind != ItemKind::word || items.back().quoted) {
        return false;
    }
    const std::string word = lowered(items.back().text);
    Gatherer gatherer(word);
    offerKeys(gatherer, sources);
    const std::vector<FilterSuggestion> keys = gatherer.all();
    return !keys.empty() && lowered(keys.front().text).starts_with(word);
}

FilterCompletion completeFilter(std::string_view text, std::size_t cursor,
                                const FilterSources& sources) {
    const std::string_view before = text.substr(0, cursor);
    const std::vector<Item> items = filter::lex(before);
    const bool touching = !items.empty() && items.back().whole.end() == cursor;
    if (!items.empty() && items.back().kind == ItemKind::term) {
        const Item& term = items.back();
        if (term.value.length == 0 || touching) {
            const std::size_t begin = term.value.length == 0 ? cursor : term.value.position;
            return {begin, cursor - begin, valuesOf(term, sources)};
        }
    }
    if (touching && items.back().kind != ItemKind::open && items.back().kind != ItemKind::close) {
        return completeWord(before, items, sources);
    }
    if (!items.empty() && items.back().kind == ItemKind::word && !items.back().quoted) {
        if (const auto field = RunField::found(items.back().text, sources.settings)) {
            return {cursor, 0, operatorsOf(*field)};
        }
    }
    return {cursor, 0, nextWords(items, sources)};
}

} // namespace asge
