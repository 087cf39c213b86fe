#include "widgets/runs/runs_filter_completion.h"

#include "widgets/form/form_titles.h"
#include "widgets/runs/runs_filter.h"
#include "widgets/runs/runs_text.h"

#include <algorithm>

namespace asge {
namespace {

using filter::Item;
using filter::ItemKind;

constexpr int kLayers = 3;         ///< enough to show how they are called
constexpr std::size_t kMost = 100; ///< more nobody looks through

/// Gathers what begins with a word, then what has it elsewhere.
class Gatherer {
  public:
    explicit Gatherer(const QString& word) : word_(word) {}

    void offer(const QString& text, const QString& note, bool goesOn) {
        offer(text, text, note, goesOn);
    }
    void offer(const QString& found, const QString& text, const QString& note, bool goesOn) {
        if (found.startsWith(word_, Qt::CaseInsensitive)) {
            beginning_.push_back({text, note, goesOn});
        } else if (found.contains(word_, Qt::CaseInsensitive)) {
            containing_.push_back({text, note, goesOn});
        }
    }

    std::vector<FilterSuggestion> all() {
        beginning_.insert(beginning_.end(), containing_.begin(), containing_.end());
        if (beginning_.size() > kMost) {
            beginning_.resize(kMost);
        }
        return std::move(beginning_);
    }

  private:
    QString word_;
    std::vector<FilterSuggestion> beginning_;
    std::vector<FilterSuggestion> containing_;
};

void offerJoints(Gatherer& gatherer) {
    gatherer.offer(QStringLiteral("and"), RunsText::tr("both"), true);
    gatherer.offer(QStringLiteral("or"), RunsText::tr("at least one"), true);
}

void offerKeys(Gatherer& gatherer, const QStringList& seenSettings) {
    const auto offer = [&gatherer](const QString& name) {
        const auto field = RunField::named(name);
        gatherer.offer(name, field ? field->description() : RunsText::tr("Of another version"),
                       true);
    };
    const auto isSetting = [](const QString& name) {
        return RunField::named(name)->source() == RunField::Source::setting;
    };
    for (const QString& name : RunField::names()) {
        if (!isSetting(name)) {
            offer(name);
        }
    }
    for (int layer = 1; layer <= kLayers; ++layer) {
        offer(RunField::ofLayer(layer).name());
    }
    gatherer.offer(QStringLiteral("is:"), RunFilter::states().join(QStringLiteral(", ")), true);
    gatherer.offer(QStringLiteral("has:"), RunFilter::things().join(QStringLiteral(", ")), true);
    gatherer.offer(QStringLiteral("not"), RunsText::tr("the opposite"), true);
    for (const QString& name : RunField::names()) {
        if (isSetting(name)) {
            offer(name);
        }
    }
    for (const QString& path : seenSettings) {
        if (!RunField::named(path)) {
            offer(path);
        }
    }
}

std::optional<RunField> fieldOf(const QString& key, const QStringList& seenSettings) {
    if (auto field = RunField::named(key)) {
        return field;
    }
    if (seenSettings.contains(key)) {
        return RunField::ofSetting(key.toStdString());
    }
    const QStringList paths = RunField::settingsEndingWith(key);
    return paths.size() == 1 ? std::optional(RunField::ofSetting(paths.front().toStdString()))
                             : std::nullopt;
}

std::vector<FilterSuggestion> operatorsOf(const RunField& field) {
    const bool order = field.isNumeric() || field.kind() == FieldKind::date;
    std::vector<FilterSuggestion> all;
    if (order) {
        all = {{QStringLiteral(">"), RunsText::tr("above"), true},
               {QStringLiteral(">="), RunsText::tr("at least"), true},
               {QStringLiteral("<"), RunsText::tr("below"), true},
               {QStringLiteral("<="), RunsText::tr("at most"), true}};
    }
    all.push_back({QStringLiteral("="), RunsText::tr("is"), true});
    all.push_back({QStringLiteral("!="), RunsText::tr("is not"), true});
    if (!order) {
        all.push_back({QStringLiteral("~"), RunsText::tr("has in it"), true});
    }
    return all;
}

std::vector<FilterSuggestion> valuesOf(const Item& item, const QStringList& seenSettings,
                                       const SeenValues& seen) {
    Gatherer gatherer(item.text);
    const QString key = item.keyText.toLower();
    if (key == QLatin1String("is") || key == QLatin1String("has")) {
        for (const QString& word :
             key == QLatin1String("is") ? RunFilter::states() : RunFilter::things()) {
            gatherer.offer(word, {}, false);
        }
        return gatherer.all();
    }
    const auto field = fieldOf(item.keyText, seenSettings);
    if (!field) {
        return {};
    }
    if (field->kind() == FieldKind::date) {
        gatherer.offer(QStringLiteral("today"), {}, false);
        gatherer.offer(QStringLiteral("yesterday"), {}, false);
        return gatherer.all();
    }
    // Measured numbers are all different: a list of them would help nobody.
    if (field->isNumeric() && field->source() != RunField::Source::setting &&
        field->source() != RunField::Source::parent) {
        return {};
    }
    QStringList values = seen(*field);
    for (const QString& choice : field->choices()) {
        if (!values.contains(choice)) {
            values << choice;
        }
    }
    for (const QString& value : values) {
        gatherer.offer(value, filter::quotedWhereNeeded(value),
                       choiceMeaning(field->path(), value.toStdString()), false);
    }
    return gatherer.all();
}

} // namespace

FilterCompletion completeFilter(const QString& text, int cursor, const QStringList& seenSettings,
                                const SeenValues& seen) {
    const QString before = text.left(cursor);
    const std::vector<Item> items = filter::lex(before);
    FilterCompletion completion{cursor, 0, {}};
    const bool touching = !items.empty() && items.back().whole.end() == cursor;
    if (!items.empty() && items.back().kind == ItemKind::term) {
        const Item& term = items.back();
        if (term.value.length == 0 || touching) {
            completion.position = term.value.length == 0 ? cursor : term.value.position;
            completion.length = cursor - completion.position;
            completion.suggestions = valuesOf(term, seenSettings, seen);
            return completion;
        }
    }
    if (touching && items.back().kind != ItemKind::open && items.back().kind != ItemKind::close) {
        // The word is being written: a key, a joint, or a free one.
        const Item& word = items.back();
        completion.position = word.whole.position;
        completion.length = word.whole.length;
        Gatherer gatherer(before.mid(completion.position));
        offerKeys(gatherer, seenSettings);
        if (items.size() > 1) {
            offerJoints(gatherer);
        }
        completion.suggestions = gatherer.all();
        return completion;
    }
    if (!items.empty() && items.back().kind == ItemKind::word && !items.back().quoted) {
        if (const auto field = fieldOf(items.back().text, seenSettings)) {
            completion.suggestions = operatorsOf(*field);
            return completion;
        }
    }
    Gatherer gatherer({});
    const bool complete = !items.empty() && (items.back().kind == ItemKind::word ||
                                             items.back().kind == ItemKind::term ||
                                             items.back().kind == ItemKind::close);
    if (complete) {
        offerJoints(gatherer);
    }
    offerKeys(gatherer, seenSettings);
    completion.suggestions = gatherer.all();
    return completion;
}

} // namespace asge
