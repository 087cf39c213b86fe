// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/filter_terms.h"

#include "core/base/text.h"
#include "core/query/letters.h"
#include "core/query/written_value.h"

#include <algorithm>
#include <cmath>

namespace asge::filter {
namespace {

enum class Operation { equal, unequal, less, lessEqual, greater, greaterEqual, part };

Operation operationOf(const std::string& text) {
    static constexpr std::pair<std::string_view, Operation> kAll[] = {
        {"=", Operation::equal},      {"!=", Operation::unequal}, {"<", Operation::less},
        {"<=", Operation::lessEqual}, {">", Operation::greater},  {">=", Operation::greaterEqual},
        {":", Operation::part},       {"~", Operation::part}};
    for (const auto& [written, operation] : kAll) {
        if (text == written) {
            return operation;
        }
    }
    return Operation::equal;
}

bool isOrder(Operation operation) {
    return operation == Operation::less || operation == Operation::lessEqual ||
           operation == Operation::greater || operation == Operation::greaterEqual;
}

bool compare(double left, Operation operation, const Written& right) {
    switch (operation) {
    case Operation::less:
        return left < right.value;
    case Operation::lessEqual:
        return left <= right.value;
    case Operation::greater:
        return left > right.value;
    case Operation::greaterEqual:
        return left >= right.value;
    case Operation::unequal:
        return std::abs(left - right.value) > right.tolerance;
    default:
        return std::abs(left - right.value) <= right.tolerance;
    }
}

/// `right` must be in lower case.
bool compareTexts(std::string_view left, Operation operation, const std::string& right) {
    const std::string low = lowered(left);
    switch (operation) {
    case Operation::equal:
        return low == right;
    case Operation::unequal:
        return low != right;
    default:
        return low.find(right) != std::string::npos;
    }
}

std::string quoted(const std::string& value) {
    return "'" + oneLine(value, 200) + "'";
}

std::string noneOf(const std::string& value, const std::vector<std::string>& words) {
    return quoted(value) + " is not one of " + joined(words, ", ");
}

TestOrProblem dateTest(const RunField& field, Operation operation, const std::string& value) {
    const auto date = readDate(value);
    if (!date) {
        return quoted(value) + " is not a date; write 2026-11-01, 2026-11, today or yesterday";
    }
    // ISO 8601 dates sort like text; a shorter one stands for its whole day, month or year.
    return Test([field, operation, start = *date](const RunEntry& run) {
        const std::string created = field.text(run);
        return !created.empty() &&
               compare(created.substr(0, start.size()).compare(start), operation, {0, 0});
    });
}

TestOrProblem numberTest(const RunField& field, Operation operation, const std::string& value) {
    const auto number = readNumber(field.kind(), withDecimalPoint(value));
    if (!number) {
        return quoted(value) + (field.kind() == FieldKind::duration
                                    ? " is not a duration; write 90s, 10m, 1h30m or 2d"
                                    : " is not a number");
    }
    return Test([field, operation, number = *number](const RunEntry& run) {
        const auto has = field.number(run);
        return has && compare(*has, operation, number);
    });
}

TestOrProblem tagTest(Operation operation, const std::string& value, bool part) {
    return Test([operation, value = lowered(value), part](const RunEntry& run) {
        const auto& tags = run.summary().tags;
        const bool has = std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) {
            return compareTexts(tag, part ? Operation::part : Operation::equal, value);
        });
        return has == (operation != Operation::unequal);
    });
}

/// A setting of another version: compared as numbers if both sides are numbers, otherwise as text.
TestOrProblem eitherTest(const RunField& field, Operation operation, const std::string& value) {
    const auto number = readPlain(withDecimalPoint(value));
    if (isOrder(operation)) {
        return numberTest(field, operation, value);
    }
    return Test([field, operation, number, text = lowered(value)](const RunEntry& run) {
        const auto has = field.number(run);
        if (has && number) {
            return compare(*has, operation, *number);
        }
        return field.has(run) && compareTexts(field.text(run), operation, text);
    });
}

TestOrProblem textTest(const RunField& field, Operation operation, const std::string& value) {
    const auto choices = field.choices();
    const bool whole = operation == Operation::equal || operation == Operation::unequal;
    const auto isValue = [&](const std::string& choice) { return equalCaseless(choice, value); };
    if (whole && field.kind() == FieldKind::choice &&
        std::none_of(choices.begin(), choices.end(), isValue)) {
        return noneOf(value, choices);
    }
    const bool maybeMissing = field.source() == RunField::Source::setting;
    return Test([field, operation, maybeMissing, text = lowered(value)](const RunEntry& run) {
        return (!maybeMissing || field.has(run)) && compareTexts(field.text(run), operation, text);
    });
}

} // namespace

bool takesOrder(const RunField& field) {
    return field.isNumeric() || field.kind() == FieldKind::date ||
           field.kind() == FieldKind::either;
}

bool isOrder(const std::string& operation) {
    return isOrder(operationOf(operation));
}

TestOrProblem makeTest(const RunField& field, const std::string& operation,
                       const std::string& value) {
    const Operation meant = operationOf(operation);
    if (field.kind() == FieldKind::date) {
        return dateTest(field, meant, value);
    }
    if (field.kind() == FieldKind::either) {
        return eitherTest(field, meant, value);
    }
    if (field.isNumeric()) {
        return numberTest(field, meant, value);
    }
    if (field.kind() == FieldKind::tags) {
        return tagTest(meant, value, operation == "~");
    }
    return textTest(field, meant, value);
}

const std::vector<std::string>& states() {
    static const std::vector<std::string> words = [] {
        std::vector<std::string> all{"archived", "branch", "training"};
        const auto statuses = RunField::ofSource(RunField::Source::status).choices();
        all.insert(all.end(), statuses.begin(), statuses.end());
        return all;
    }();
    return words;
}

const std::vector<std::string>& things() {
    static const std::vector<std::string> words{"notes",  "tags",    "color",
                                                "parent", "results", "reason"};
    return words;
}

Test makeStateTest(const std::string& word) {
    if (word == "archived") {
        return [](const RunEntry& run) { return run.summary().archived; };
    }
    if (word == "branch") {
        return [](const RunEntry& run) { return run.summary().lineage.has_value(); };
    }
    if (word == "training") {
        return [](const RunEntry& run) { return isLive(run.summary().status); };
    }
    const RunField status = RunField::ofSource(RunField::Source::status);
    const auto choices = status.choices();
    if (std::find(choices.begin(), choices.end(), word) == choices.end()) {
        return {};
    }
    return [status, word](const RunEntry& run) { return status.text(run) == word; };
}

Test makeThingTest(const std::string& word) {
    if (std::find(things().begin(), things().end(), word) == things().end()) {
        return {};
    }
    if (word == "results") {
        return [last = RunField::ofSource(RunField::Source::last)](const RunEntry& run) {
            return last.has(run);
        };
    }
    if (word == "parent") { // also if the parent is not in this store
        return [](const RunEntry& run) { return run.summary().lineage.has_value(); };
    }
    return [field = *RunField::named(word)](const RunEntry& run) { return field.has(run); };
}

Test makeWordTest(const std::string& word) {
    return [text = lowered(word)](const RunEntry& run) {
        return run.words().find(text) != std::string::npos;
    };
}

} // namespace asge::filter
