// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/field_json.h"

#include "core/query/run_rows.h"
#include "core/query/shown_value.h"

#include <algorithm>
#include <cmath>

namespace asge::cli {

namespace {

/// An integer, if the value is one that a double holds exactly.
Json numberJson(double value) {
    constexpr double kLargestExactInteger = 9007199254740992; // 2^53
    if (value == std::floor(value) && std::abs(value) <= kLargestExactInteger) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

Json textJson(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

} // namespace

Json fieldJson(const RunField& field, const RunEntry& run) {
    if (!field.has(run)) {
        return field.kind() == FieldKind::tags ? Json::array() : Json(nullptr);
    }
    switch (field.kind()) {
    case FieldKind::tags:
        return run.summary().tags;
    case FieldKind::date:
        return textJson(run.summary().created);
    case FieldKind::count: {
        const auto number = field.number(run);
        return number ? numberJson(*number) : textJson(field.text(run));
    }
    case FieldKind::number:
    case FieldKind::accuracy:
    case FieldKind::duration:
    case FieldKind::either: {
        const auto number = field.number(run);
        return number ? Json(*number) : textJson(field.text(run));
    }
    default:
        return field.text(run);
    }
}

Json spreadJson(const Spread& spread) {
    const auto known = [](double value) {
        return std::isfinite(value) ? Json(value) : Json(nullptr);
    };
    return {{"mean", known(spread.mean)},
            {"standard_deviation", known(spread.standardDeviation)},
            {"n", spread.n}};
}

Json fieldJson(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    if (isSpread(field)) {
        return spreadJson(spreadOf(field, runs, group));
    }
    const Json first = fieldJson(field, *runs[group.members.front()]);
    const bool common =
        std::all_of(group.members.begin(), group.members.end(),
                    [&](std::size_t member) { return fieldJson(field, *runs[member]) == first; });
    return common ? first : Json(nullptr);
}

} // namespace asge::cli
