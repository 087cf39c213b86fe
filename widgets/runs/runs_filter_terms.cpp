#include "widgets/runs/runs_filter_node.h"
#include "widgets/runs/runs_text.h"

#include <QDate>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>

namespace asge::filter {
namespace {

enum class Operation { equal, unequal, less, lessEqual, greater, greaterEqual, part };

Operation operationOf(const QString& text) {
    static const std::pair<const char*, Operation> kAll[] = {
        {"=", Operation::equal},      {"!=", Operation::unequal}, {"<", Operation::less},
        {"<=", Operation::lessEqual}, {">", Operation::greater},  {">=", Operation::greaterEqual},
        {":", Operation::part},       {"~", Operation::part}};
    for (const auto& [written, operation] : kAll) {
        if (text == QLatin1String(written)) {
            return operation;
        }
    }
    return Operation::equal;
}

bool isOrder(Operation operation) {
    return operation == Operation::less || operation == Operation::lessEqual ||
           operation == Operation::greater || operation == Operation::greaterEqual;
}

/// A number as it was written: what is shown rounded is meant rounded where it is to be equal.
struct Written {
    double value = 0;
    double tolerance = 0; ///< half a unit of the last digit
};

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

bool compareTexts(const QString& left, Operation operation, const QString& right) {
    switch (operation) {
    case Operation::equal:
        return left == right;
    case Operation::unequal:
        return left != right;
    default:
        return left.contains(right);
    }
}

/// Digits behind the point, of a number without an exponent.
double lastUnit(const QString& number) {
    const auto point = number.indexOf(u'.');
    return point < 0 ? 1.0 : std::pow(10.0, -static_cast<double>(number.size() - point - 1));
}

std::optional<Written> readPlain(const QString& text) {
    bool ok = false;
    const double value = text.toDouble(&ok);
    if (!ok || !std::isfinite(value)) {
        return std::nullopt;
    }
    return Written{value, 1e-12 * std::abs(value)};
}

std::optional<Written> readAccuracy(QString text) {
    const bool percentage = text.endsWith(u'%');
    if (percentage) {
        text.chop(1);
    }
    auto written = readPlain(text.trimmed());
    if (!written) {
        return std::nullopt;
    }
    // The table shows percentages, so fusion>92 is meant as one; no accuracy is above 1.
    const double scale = percentage || written->value > 1 ? 0.01 : 1.0;
    return Written{written->value * scale, 0.5 * lastUnit(text) * scale + 1e-12};
}

/// "90", "90s", "1h30m", "1.5h", "2d", "1:30" (minutes), "1:30:00".
std::optional<Written> readDuration(const QString& text) {
    static const QRegularExpression clock(QStringLiteral("^(?:(\\d+):)?(\\d+):(\\d\\d)$"));
    if (const auto match = clock.match(text); match.hasMatch()) {
        return Written{match.captured(1).toDouble() * 3600 + match.captured(2).toDouble() * 60 +
                           match.captured(3).toDouble(),
                       0.5};
    }
    static const QRegularExpression part(
        QStringLiteral("\\G(\\d+\\.?\\d*|\\.\\d+)(d|h|min|m|sec|s|)"));
    Written sum;
    qsizetype read = 0;
    for (auto match = part.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        const QChar unit = found.captured(2).isEmpty() ? QChar(u's') : found.captured(2).front();
        const double seconds = unit == u'd' ? 86400 : unit == u'h' ? 3600 : unit == u'm' ? 60 : 1;
        sum.value += found.captured(1).toDouble() * seconds;
        sum.tolerance = 0.5 * lastUnit(found.captured(1)) * seconds;
        read = found.capturedEnd();
    }
    return !text.isEmpty() && read == text.size() ? std::optional(sum) : std::nullopt;
}

std::optional<Written> readNumber(FieldKind kind, const QString& text) {
    switch (kind) {
    case FieldKind::accuracy:
        return readAccuracy(text);
    case FieldKind::duration:
        return readDuration(text.toLower());
    case FieldKind::count: {
        auto written = readPlain(text);
        if (written) {
            written->tolerance = 0; // seeds have up to 16 digits
        }
        return written;
    }
    default:
        return readPlain(text);
    }
}

/// The beginning of RunEntry::created that is meant; nothing where it is no date.
std::optional<QString> readDate(const QString& text) {
    const QString word = text.toLower();
    if (word == QLatin1String("today")) {
        return QDate::currentDate().toString(Qt::ISODate);
    }
    if (word == QLatin1String("yesterday")) {
        return QDate::currentDate().addDays(-1).toString(Qt::ISODate);
    }
    static const QRegularExpression shape(QStringLiteral(
        "^\\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\\d|3[01])([T ][0-2]\\d(:[0-5]\\d(:[0-5]\\d)?)?)?)?"
        ")?$"));
    QString iso = text.toUpper();
    return shape.match(iso).hasMatch() ? std::optional(iso.replace(u' ', u'T')) : std::nullopt;
}

TestOrProblem dateTest(const RunField& field, Operation operation, const QString& value) {
    const auto date = readDate(value);
    if (!date) {
        return RunsText::tr("'%1' is no date; write 2026-11-01, 2026-11, today or yesterday")
            .arg(value);
    }
    // Dates in ISO 8601 are in the order of their letters; a shorter one stands for all of its day,
    // month or year.
    return Test([field, operation, start = *date](const RunEntry& run) {
        const QString created = run.created();
        return !created.isEmpty() &&
               compare(QString::compare(created.left(start.size()), start), operation, {0, 0});
    });
}

TestOrProblem numberTest(const RunField& field, Operation operation, const QString& value) {
    const auto number = readNumber(field.kind(), value);
    if (!number) {
        return field.kind() == FieldKind::duration
                   ? RunsText::tr("'%1' is no duration; write 90s, 10m, 1h30m or 2d").arg(value)
                   : RunsText::tr("'%1' is not a number").arg(value);
    }
    return Test([field, operation, number = *number](const RunEntry& run) {
        const auto has = field.number(run);
        return has && compare(*has, operation, number);
    });
}

TestOrProblem tagTest(Operation operation, const QString& value, bool part) {
    return Test([operation, value, part](const RunEntry& run) {
        const QStringList tags = run.tags();
        const bool has = part ? std::any_of(tags.begin(), tags.end(),
                                            [&](const QString& tag) {
                                                return tag.contains(value, Qt::CaseInsensitive);
                                            })
                              : tags.contains(value, Qt::CaseInsensitive);
        return has == (operation != Operation::unequal);
    });
}

/// A setting of another version: numbers where both sides are some, else texts.
TestOrProblem eitherTest(const RunField& field, Operation operation, const QString& value) {
    const auto number = readPlain(value);
    if (isOrder(operation)) {
        return numberTest(field, operation, value);
    }
    return Test([field, operation, number, text = value.toLower()](const RunEntry& run) {
        const auto has = field.number(run);
        if (has && number) {
            return compare(*has, operation, *number);
        }
        return field.has(run) && compareTexts(field.text(run).toLower(), operation, text);
    });
}

TestOrProblem textTest(const RunField& field, Operation operation, const QString& value) {
    const QStringList choices = field.choices();
    const bool whole = operation == Operation::equal || operation == Operation::unequal;
    if (whole && field.kind() == FieldKind::choice &&
        !choices.contains(value, Qt::CaseInsensitive)) {
        return RunsText::tr("'%1' is none of %2").arg(value, choices.join(QStringLiteral(", ")));
    }
    const bool maybeMissing = field.source() == RunField::Source::setting;
    return Test([field, operation, maybeMissing, text = value.toLower()](const RunEntry& run) {
        return (!maybeMissing || field.has(run)) &&
               compareTexts(field.text(run).toLower(), operation, text);
    });
}

} // namespace

bool takesOrder(const RunField& field) {
    return field.isNumeric() || field.kind() == FieldKind::date ||
           field.kind() == FieldKind::either;
}

bool isOrder(const QString& operation) {
    return isOrder(operationOf(operation));
}

TestOrProblem makeTest(const RunField& field, const QString& operation, const QString& value) {
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
        return tagTest(meant, value, operation == QLatin1String("~"));
    }
    return textTest(field, meant, value);
}

Test makeStateTest(const QString& word) {
    if (word == QLatin1String("archived")) {
        return [](const RunEntry& run) { return run.summary().archived; };
    }
    if (word == QLatin1String("branch")) {
        return [](const RunEntry& run) { return run.summary().lineage.has_value(); };
    }
    if (word == QLatin1String("training")) {
        return [](const RunEntry& run) { return isActive(run.summary().status); };
    }
    const RunField status = RunField::ofSource(RunField::Source::status);
    if (!status.choices().contains(word)) {
        return {};
    }
    return [status, word](const RunEntry& run) { return status.text(run) == word; };
}

Test makeThingTest(const QString& word) {
    if (word == QLatin1String("results")) {
        return [](const RunEntry& run) { return run.summary().accuracy().has_value(); };
    }
    if (!RunFilter::things().contains(word)) {
        return {};
    }
    const auto field =
        RunField::named(word == QLatin1String("tags") ? QStringLiteral("tag") : word);
    if (word == QLatin1String("parent")) { // also one that isn't in this store (any more)
        return [](const RunEntry& run) { return run.summary().lineage.has_value(); };
    }
    return [field = *field](const RunEntry& run) { return field.has(run); };
}

Test makeWordTest(const QString& word) {
    return [text = word.toLower()](const RunEntry& run) { return run.words().contains(text); };
}

} // namespace asge::filter
