#include "widgets/runs_filter.h"

#include "widgets/runs_view.h"

#include <QRegularExpression>

#include <algorithm>

namespace asge {
namespace {

QString toQString(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QString textOf(const RunSummary& run, const QString& key) {
    if (key == QLatin1String("name")) {
        return QString::fromStdString(run.name);
    }
    if (key == QLatin1String("data")) {
        return QString::fromStdString(run.dataName);
    }
    if (key == QLatin1String("network")) {
        return QString::fromStdString(run.networkLayers);
    }
    if (key == QLatin1String("method")) {
        return QString::fromStdString(run.method);
    }
    if (key == QLatin1String("status")) {
        return toQString(toString(run.status));
    }
    if (key == QLatin1String("device")) {
        return QString::fromStdString(run.device);
    }
    if (key == QLatin1String("created")) {
        return QString::fromStdString(run.created);
    }
    if (key == QLatin1String("tag")) {
        return tagsOf(run).join(QStringLiteral(", "));
    }
    return QString::fromStdString(run.reason);
}

bool isAccuracy(const QString& key) {
    return key == QLatin1String("last") || key == QLatin1String("fusion") ||
           key == QLatin1String("best");
}

/// A number with its unit, in the unit of numberOf.
std::optional<double> readNumber(const QString& key, QString text) {
    double factor = 1;
    const QChar unit = text.isEmpty() ? QChar() : text.back();
    bool percentage = false;
    if (isAccuracy(key) && unit == '%') {
        percentage = true;
    } else if (key == QLatin1String("duration")) {
        factor = unit == 'h' ? 3600 : unit == 'm' ? 60 : 1;
    }
    if (percentage || (key == QLatin1String("duration") && !unit.isNull() && unit.isLetter())) {
        text.chop(1);
    }
    bool ok = false;
    const double number = text.toDouble(&ok);
    if (!ok) {
        return std::nullopt;
    }
    // The table shows percentages, so fusion>92 is meant as one; no accuracy is above 1.
    return isAccuracy(key) && (percentage || number > 1) ? number / 100 : number * factor;
}

bool compare(double left, const QString& comparison, double right) {
    if (comparison == QLatin1String("<")) {
        return left < right;
    }
    if (comparison == QLatin1String("<=")) {
        return left <= right;
    }
    if (comparison == QLatin1String(">")) {
        return left > right;
    }
    if (comparison == QLatin1String(">=")) {
        return left >= right;
    }
    return left == right;
}

} // namespace

std::optional<double> numberOf(const RunSummary& run, const QString& key) {
    if (isAccuracy(key)) {
        if (!run.accuracy) {
            return std::nullopt;
        }
        return key == QLatin1String("last")     ? run.accuracy->last
               : key == QLatin1String("fusion") ? run.accuracy->fusion
                                                : run.accuracy->best;
    }
    if (key == QLatin1String("id")) {
        return static_cast<double>(run.id);
    }
    if (key == QLatin1String("epochs")) {
        return run.epochsDone;
    }
    if (run.epochsDone == 0) {
        return std::nullopt; // nothing has been measured yet
    }
    return key == QLatin1String("speed") ? run.imagesPerSecond : run.seconds;
}

QStringList tagsOf(const RunSummary& run) {
    QStringList tags;
    for (const std::string& tag : run.tags) {
        tags << QString::fromStdString(tag);
    }
    return tags;
}

QStringList RunFilter::textKeys() {
    return {QStringLiteral("name"),   QStringLiteral("data"),    QStringLiteral("network"),
            QStringLiteral("method"), QStringLiteral("status"),  QStringLiteral("device"),
            QStringLiteral("reason"), QStringLiteral("created"), QStringLiteral("tag")};
}

QStringList RunFilter::numberKeys() {
    return {QStringLiteral("id"),      QStringLiteral("epochs"), QStringLiteral("last"),
            QStringLiteral("fusion"),  QStringLiteral("best"),   QStringLiteral("speed"),
            QStringLiteral("duration")};
}

RunFilter::RunFilter(const QString& text) {
    // Words are cut at spaces that stand outside quotes; a last quote may be missing while typing.
    static const QRegularExpression word(QStringLiteral(R"re((?:[^\s"]|"[^"]*"?)+)re"));
    for (auto match = word.globalMatch(text); match.hasNext();) {
        take(match.next().captured());
    }
}

void RunFilter::take(const QString& word) {
    static const QRegularExpression term(QStringLiteral("^([A-Za-z]+)(<=|>=|<|>|=|:)(.*)$"));
    const auto match = term.match(word);
    const QString plain = QString(word).remove('"').toLower();
    if (match.hasMatch() &&
        takeTerm(match.captured(1).toLower(), match.captured(2), match.captured(3).remove('"'))) {
        return;
    }
    if (!plain.isEmpty()) {
        words_ << plain;
    }
}

bool RunFilter::takeTerm(const QString& key, const QString& comparison, const QString& value) {
    const bool isNumber = numberKeys().contains(key);
    const bool isText = textKeys().contains(key);
    if (!isNumber && !isText) {
        if (comparison == QLatin1String(":")) {
            return false; // a word such as cuda:0
        }
        error_ = RunsView::tr("There is no column '%1'; columns are %2")
                     .arg(key, (numberKeys() + textKeys()).join(QStringLiteral(", ")));
        return true;
    }
    Term term{key, comparison, value.toLower(), 0, isNumber};
    if (isNumber) {
        const std::optional<double> number = readNumber(key, value);
        if (!number) {
            error_ = value.isEmpty() ? RunsView::tr("%1%2 needs a number").arg(key, comparison)
                                     : RunsView::tr("%1: '%2' is not a number").arg(key, value);
            return true;
        }
        term.number = *number;
    } else if (comparison.contains('<') || comparison.contains('>')) {
        if (key != QLatin1String("created")) {
            error_ = RunsView::tr("%1 is text; write %1:word").arg(key);
            return true;
        }
    }
    terms_.push_back(term);
    return true;
}

bool RunFilter::holds(const Term& term, const RunSummary& run) {
    if (term.numeric) {
        const std::optional<double> number = numberOf(run, term.key);
        return number && compare(*number, term.comparison, term.number);
    }
    if (term.key == QLatin1String("tag")) {
        return tagsOf(run).contains(term.text, Qt::CaseInsensitive); // a whole one
    }
    const QString text = textOf(run, term.key).toLower();
    if (term.comparison.contains('<') || term.comparison.contains('>')) {
        // Dates in ISO 8601 are in the order of their letters; a shorter one stands for its start.
        return compare(QString::compare(text.left(term.text.size()), term.text), term.comparison,
                       0);
    }
    return term.comparison == QLatin1String("=") ? text == term.text : text.contains(term.text);
}

bool RunFilter::matches(const RunSummary& run) const {
    if (!words_.isEmpty()) {
        QStringList parts{QString::number(run.id)};
        for (const QString& key : textKeys()) {
            parts << textOf(run, key);
        }
        const QString all = parts.join('\n').toLower();
        if (!std::all_of(words_.begin(), words_.end(),
                         [&all](const QString& word) { return all.contains(word); })) {
            return false;
        }
    }
    return std::all_of(terms_.begin(), terms_.end(),
                       [&run](const Term& term) { return holds(term, run); });
}

} // namespace asge
