// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/shown_value.h"

#include "core/base/counted.h"
#include "core/base/text.h"
#include "core/experiment/setting_words.h"
#include "core/query/letters.h"
#include "core/query/run_rows.h"
#include "core/query/text_table.h"
#include "core/query/time_estimate.h"
#include "core/query/times.h"
#include "core/run/epoch_progress.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asge {
namespace {

using Source = RunField::Source;

const char* const kNone = "–";

std::string shownNumber(FieldKind kind, double value, const NumberStyle& style) {
    switch (kind) {
    case FieldKind::accuracy:
        return style(value * 100, 2);
    case FieldKind::duration:
        return roundTime(value);
    case FieldKind::count:
        return plainNumber(value, value == std::floor(value) ? 0 : 1);
    default:
        return numberText(value);
    }
}

std::string shownParent(const RunSummary& run) {
    if (!run.lineage) {
        return {};
    }
    const std::string& name = run.lineage->parentName;
    return run.lineage->parent > 0 ? std::to_string(run.lineage->parent) + " · " + name : name;
}

/// The first line of the notes.
std::string shownNotes(const RunSummary& run) {
    const std::string_view notes = trimmed(run.notes);
    return std::string(notes.substr(0, notes.find('\n')));
}

/// The local time, "2026-01-31 13:00".
std::string shownMoment(const RunEntry& run) {
    std::string text = run.created().substr(0, 16);
    std::replace(text.begin(), text.end(), 'T', ' ');
    return text.empty() ? kNone : text;
}

/// The text of all members of a group, or nothing if they differ.
template <class TextOf>
std::string commonText(const RunEntries& runs, const RunGroup& group, TextOf textOf) {
    const std::string first = textOf(*runs[group.members.front()]);
    const bool common =
        std::all_of(group.members.begin(), group.members.end(),
                    [&](std::size_t member) { return textOf(*runs[member]) == first; });
    return common ? first : std::string();
}

} // namespace

std::string plainNumber(double value, int decimals) {
    char text[400]; // the largest number has 309 digits
    const auto end =
        std::to_chars(std::begin(text), std::end(text), value, std::chars_format::fixed, decimals);
    return {text, end.ptr};
}

std::string shownValue(const RunField& field, const RunEntry& run, const NumberStyle& style) {
    const RunSummary& s = run.summary();
    switch (field.source()) {
    case Source::epochs:
        return std::to_string(finishedEpochs(s)) + " / " + std::to_string(s.epochs);
    case Source::created:
        return shownMoment(run);
    case Source::parent:
        return shownParent(s);
    case Source::notes:
        return shownNotes(s);
    case Source::speed: {
        const auto speed = field.number(run);
        return speed ? style(*speed, 0) : kNone;
    }
    case Source::metric:
        if (const auto value = field.number(run); value && field.kind() == FieldKind::number) {
            return std::string(trimmed(valueText(rowOf(field.metric()), *value)));
        }
        break;
    case Source::setting: {
        const std::string word = wordFor(field.path(), field.text(run));
        return !word.empty() ? word : field.has(run) ? field.text(run) : kNone;
    }
    default:
        break;
    }
    if (!field.isNumeric()) {
        return field.text(run);
    }
    const auto value = field.number(run);
    return value ? shownNumber(field.kind(), *value, style) : kNone;
}

std::string shownSpread(const RunField& field, const Spread& spread, const NumberStyle& style) {
    if (spread.n == 0) {
        return kNone;
    }
    if (field.source() == Source::speed) {
        return style(spread.mean, 0);
    }
    const std::string mean = shownNumber(field.kind(), spread.mean, style);
    const bool deviates = spread.n >= 2 && field.kind() == FieldKind::accuracy;
    return deviates ? mean + " ± " + shownNumber(field.kind(), spread.standardDeviation, style)
                    : mean;
}

std::string shownRange(const RunField& field, const Spread& spread, const NumberStyle& style) {
    return spread.n == 0
               ? std::string()
               : shownNumber(field.kind(), spread.min, style) + " to " +
                     shownNumber(field.kind(), spread.max, style) + ", " + counted(spread.n, "run");
}

std::string dataValue(const RunField& field, const RunEntry& run) {
    if (!field.has(run)) {
        return {};
    }
    if (field.kind() == FieldKind::date) {
        return run.summary().created;
    }
    const auto number =
        field.isNumeric() || field.kind() == FieldKind::either ? field.number(run) : std::nullopt;
    if (!number) {
        return field.text(run);
    }
    return isSpread(field) ? dataNumber(*number) : numberText(*number);
}

bool isSpread(const RunField& field) {
    return field.isNumeric() && field.source() != Source::setting && field.source() != Source::id &&
           field.source() != Source::epochs && field.source() != Source::parent;
}

std::pair<std::string, std::string> createdOfGroup(const RunEntries& runs, const RunGroup& group) {
    const auto [first, last] = std::minmax_element(
        group.members.begin(), group.members.end(),
        [&](std::size_t a, std::size_t b) { return runs[a]->created() < runs[b]->created(); });
    return {shownMoment(*runs[*first]), shownMoment(*runs[*last])};
}

std::string shownOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group,
                         const NumberStyle& style) {
    if (field.source() == Source::created) {
        return createdOfGroup(runs, group).second;
    }
    return isSpread(field) ? shownSpread(field, spreadOf(field, runs, group), style)
                           : commonText(runs, group, [&](const RunEntry& run) {
                                 return shownValue(field, run, style);
                             });
}

std::string dataOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    return commonText(runs, group, [&](const RunEntry& run) { return dataValue(field, run); });
}

} // namespace asge
