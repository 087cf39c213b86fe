#include "widgets/runs/runs_rows.h"

#include "widgets/runs/runs_columns.h"
#include "widgets/runs/runs_text.h"

#include <QCollator>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <limits>
#include <optional>

namespace asge {
namespace {

const QString kBetweenParts = QStringLiteral(" · ");
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// What a row is sorted by: made once for each, since comparisons are many.
struct SortKey {
    bool missing = true;
    double number = 0;
    std::optional<QCollatorSortKey> text;
    RunId newest = 0; ///< decides between equal ones
};

/// "2026-01-31T12:00:00Z" as 20260131120000.
double momentOf(const std::string& created) {
    double moment = 0;
    for (const char c : created) {
        if (c >= '0' && c <= '9') {
            moment = moment * 10 + (c - '0');
        }
    }
    return moment;
}

/// The number that a field is sorted by; NaN where it has none, nothing where it is a text.
std::optional<double> sortNumber(const RunField& field, const RunEntry& run) {
    switch (field.source()) {
    case RunField::Source::epochs: // by what is done, then by what is planned
        return run.summary().epochsDone * 1e6 + run.summary().epochs;
    case RunField::Source::status:
        return static_cast<double>(run.summary().status);
    case RunField::Source::created:
        return run.summary().created.empty() ? kMissing : momentOf(run.summary().created);
    default:
        break;
    }
    if (field.isNumeric()) {
        return field.number(run).value_or(kMissing);
    }
    return std::nullopt;
}

class Sorter {
  public:
    Sorter(const RunEntries& runs, const RowsWanted& wanted) : runs_(runs), wanted_(wanted) {
        collator_.setNumericMode(true);
        collator_.setCaseSensitivity(Qt::CaseInsensitive);
    }

    void sortRuns(std::vector<std::size_t>& runs) const {
        std::vector<std::pair<SortKey, std::size_t>> keyed;
        keyed.reserve(runs.size());
        for (const std::size_t run : runs) {
            keyed.emplace_back(keyOf(run), run);
        }
        sort(keyed);
        for (std::size_t i = 0; i < runs.size(); ++i) {
            runs[i] = keyed[i].second;
        }
    }

    void sortGroups(std::vector<RunGroup>& groups) const {
        std::vector<std::pair<SortKey, std::size_t>> keyed;
        for (std::size_t i = 0; i < groups.size(); ++i) {
            keyed.emplace_back(keyOf(groups[i]), i);
        }
        sort(keyed);
        std::vector<RunGroup> sorted;
        for (const auto& [key, place] : keyed) {
            sorted.push_back(std::move(groups[place]));
        }
        groups = std::move(sorted);
    }

  private:
    void sort(std::vector<std::pair<SortKey, std::size_t>>& keyed) const {
        std::stable_sort(keyed.begin(), keyed.end(), [this](const auto& one, const auto& other) {
            return less(one.first, other.first);
        });
    }

    bool less(const SortKey& one, const SortKey& other) const {
        if (one.missing != other.missing) {
            return other.missing;
        }
        int order = 0;
        if (!one.missing) {
            order = one.text ? one.text->compare(*other.text)
                             : (one.number > other.number) - (one.number < other.number);
        }
        if (order != 0) {
            return wanted_.ascending ? order < 0 : order > 0;
        }
        return one.newest > other.newest;
    }

    SortKey numbered(double number, RunId newest) const {
        return {number != number, number, std::nullopt, newest};
    }

    SortKey texted(const QString& text, RunId newest) const {
        SortKey key;
        key.newest = newest;
        key.missing = text.isEmpty();
        if (!key.missing) {
            key.text = collator_.sortKey(text);
        }
        return key;
    }

    SortKey keyOf(std::size_t place) const {
        const RunEntry& run = *runs_[place];
        const auto number = sortNumber(wanted_.sortedBy, run);
        return number ? numbered(*number, run.summary().id)
                      : texted(wanted_.sortedBy.text(run), run.summary().id);
    }

    SortKey keyOf(const RunGroup& group) const {
        const RunField& field = wanted_.sortedBy;
        RunId newest = 0;
        std::vector<double> numbers;
        for (const std::size_t member : group.members) {
            newest = std::max(newest, runs_[member]->summary().id);
            if (const auto number = sortNumber(field, *runs_[member])) {
                numbers.push_back(*number);
            }
        }
        if (!numbers.empty()) {
            return numbered(spreadOf(numbers).mean, newest);
        }
        if (field.source() == RunField::Source::name) {
            return texted(groupTitle(group, runs_), newest);
        }
        const QString first = field.text(*runs_[group.members.front()]);
        const bool common =
            std::all_of(group.members.begin(), group.members.end(),
                        [&](std::size_t member) { return field.text(*runs_[member]) == first; });
        return texted(common ? first : QString(), newest);
    }

    const RunEntries& runs_;
    const RowsWanted& wanted_;
    QCollator collator_;
};

/// Settings whose values are names that need no key beside them.
bool saysItself(const std::string& key) {
    return key == "data.name" || key == "method" || key == "network.layers" ||
           key == "optimizer.name";
}

/// "batch = 32", "asge", "not tag:baseline".
QStringList partsOf(const std::vector<std::pair<std::string, std::string>>& values) {
    QStringList parts;
    for (const auto& [key, value] : values) {
        const QString path = QString::fromStdString(key);
        const QString text = value.empty() ? RunsText::tr("none") : QString::fromStdString(value);
        if (key.starts_with(kTagPrefix)) {
            parts << (value == "yes" ? path : RunsText::tr("not %1").arg(path));
        } else if (saysItself(key)) {
            parts << text;
        } else {
            parts << QStringLiteral("%1 = %2").arg(path.section(u'.', -1), text);
        }
    }
    return parts;
}

QString whatItIs(const RunGroup& group, const RunEntries& runs) {
    const RunSummary& run = runs[group.members.front()]->summary();
    return QString::fromStdString(run.dataName) + kBetweenParts +
           QString::fromStdString(run.networkLayers);
}

void addGroups(RunRows& result, const RunEntries& runs, const RowsWanted& wanted,
               const std::vector<std::size_t>& shown, const Sorter& sorter) {
    std::vector<MeasuredRun> measured;
    measured.reserve(shown.size());
    for (const std::size_t run : shown) {
        measured.push_back({&runs[run]->summary(), &runs[run]->settings()});
    }
    result.groups = groupRuns(measured, wanted.groupedBy);
    for (RunGroup& group : result.groups) {
        for (std::size_t& member : group.members) {
            member = shown[member];
        }
    }
    sorter.sortGroups(result.groups);
    for (std::size_t i = 0; i < result.groups.size(); ++i) {
        const int place = static_cast<int>(i);
        result.rows.push_back({-1, place});
        if (wanted.open.contains(result.groups[i].identity)) {
            for (const std::size_t member : result.groups[i].members) {
                result.rows.push_back({static_cast<int>(member), place});
            }
        }
    }
}

} // namespace

RunRows arrangeRows(const RunEntries& runs, const RowsWanted& wanted) {
    RunRows result;
    const bool archived = wanted.archived || wanted.filter.asksForArchived();
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!wanted.filter.matches(*runs[i])) {
            continue;
        }
        if (runs[i]->summary().archived && !archived) {
            ++result.hiddenArchived;
        } else {
            shown.push_back(i);
        }
    }
    const Sorter sorter(runs, wanted);
    sorter.sortRuns(shown);
    if (!wanted.groupedBy.empty()) {
        addGroups(result, runs, wanted, shown, sorter);
        return result;
    }
    for (const std::size_t run : shown) {
        result.rows.push_back({static_cast<int>(run), -1});
    }
    return result;
}

Spread spreadOf(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    std::vector<double> values;
    values.reserve(group.members.size());
    for (const std::size_t member : group.members) {
        values.push_back(field.number(*runs[member]).value_or(kMissing));
    }
    return spreadOf(values);
}

QString groupTitle(const RunGroup& group, const RunEntries& runs) {
    if (!group.unusual.empty()) {
        return partsOf(group.unusual).join(kBetweenParts);
    }
    // As most groups; where all that are shown differ in nothing, what they are tells most.
    return group.values.empty() ? whatItIs(group, runs) : RunsText::tr("base");
}

QString toolTipOf(const RunField& field, const RunEntry& run) {
    const RunSummary& s = run.summary();
    switch (field.source()) {
    case RunField::Source::created: {
        const QDateTime created =
            QDateTime::fromString(QString::fromStdString(s.created), Qt::ISODate);
        const QString utc = QString::fromStdString(s.created);
        return created.isValid()
                   ? QLocale().toString(created.toLocalTime(), QLocale::LongFormat) + u'\n' + utc
                   : utc;
    }
    case RunField::Source::status:
        return s.reason.empty() ? statusText(s.status)
                                : QStringLiteral("%1: %2").arg(statusText(s.status),
                                                               QString::fromStdString(s.reason));
    case RunField::Source::name:
    case RunField::Source::notes: {
        const QString notes = QString::fromStdString(s.notes).trimmed();
        const QString name = QString::fromStdString(s.name);
        return notes.isEmpty() ? name : name + QStringLiteral("\n\n") + notes;
    }
    case RunField::Source::parent:
        return s.lineage ? RunsText::tr("Branched off %1 after epoch %2")
                               .arg(shownValue(field, run), QString::number(s.lineage->epoch))
                         : QString();
    default:
        return field.isNumeric() ? QString() : shownValue(field, run);
    }
}

QString toolTipOf(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    if (field.source() == RunField::Source::name) {
        return group.values.empty() ? whatItIs(group, runs) : partsOf(group.values).join(u'\n');
    }
    return field.isNumeric() ? shownRange(field, spreadOf(field, runs, group)) : QString();
}

} // namespace asge
