// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/plain_text.h"

#include "core/base/text.h"

#include <QApplication>
#include <QEvent>
#include <QFontMetricsF>
#include <QRegularExpression>

#include <algorithm>

namespace asge {

PlainLabel::PlainLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
}

PlainLabel::PlainLabel(const QString& text, QWidget* parent) : PlainLabel(parent) {
    setText(text);
}

RichLabel::RichLabel(QWidget* parent) : QLabel(parent) {
    setTextFormat(Qt::RichText);
}

/// Links have the colour of the palette that the text was parsed with.
void RichLabel::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !text().isEmpty()) {
        const QString html = text();
        clear();
        setText(html);
    }
}

namespace plain {

namespace {

const char* const kGuardName = "plainTextGuard";
constexpr std::size_t kWidestButton = 80; ///< characters
constexpr qsizetype kMostLines = 40;
constexpr std::size_t kLongestLine = 1000; ///< bytes

/// Qt polishes every label, tool tips included, before it lays the label out. Only then is HTML
/// parsed and are files loaded, so an event filter on polishing is early enough.
class Guard : public QObject {
  public:
    using QObject::QObject;

    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Polish) {
            auto* label = qobject_cast<QLabel*>(watched);
            if (label != nullptr && label->textFormat() == Qt::AutoText) {
                label->setTextFormat(Qt::PlainText);
            }
        }
        return false;
    }
};

QString partGap() {
    return QStringLiteral(" · ");
}

/// The parts of a text of which some are left out.
QString withMore(const QStringList& parts) {
    return parts.join(partGap()) + partGap() + u'…';
}

/// As many of a text's first words as fit; nothing if not even one does.
QString firstWords(const QString& text, const std::function<bool(const QString&)>& fits) {
    QStringList words = unbroken(text).split(u' ');
    while (words.size() > 1) {
        words.removeLast();
        if (QString shown = words.join(u' ') + QStringLiteral(" …"); fits(shown)) {
            return shown;
        }
    }
    return {};
}

/// As many of a part's first words as fit, or of its path the last folders, behind "name = ";
/// nothing if none does. `isLast`: no other part follows that is left out too.
QString shortenedPart(const QString& part, const std::function<bool(const QString&)>& fits,
                      bool isLast) {
    const QString sign = QStringLiteral(" = ");
    const qsizetype at = part.indexOf(sign);
    const QString name = at < 0 ? QString() : part.first(at + sign.size());
    const QString value = part.mid(name.size());
    if (value.contains(u'/')) {
        const QString more = isLast ? QString() : partGap() + u'…';
        const QString path =
            fittingValue(value, [&](const QString& shown) { return fits(name + shown + more); });
        return fits(name + path + more) ? name + path + more : QString();
    }
    const QString words =
        firstWords(value, [&](const QString& shown) { return fits(name + shown); });
    return words.isEmpty() ? QString() : name + words;
}

/// A part such as "path = /data/birds/half" with one folder less; nothing if it has no other.
QString shorterPath(const QString& part) {
    const QString sign = QStringLiteral(" = ");
    const qsizetype at = part.indexOf(sign);
    const QString name = at < 0 ? QString() : part.first(at + sign.size());
    QStringList folders = part.mid(name.size()).split(u'/', Qt::SkipEmptyParts);
    folders.removeAll(QStringLiteral("…"));
    if (part.count(u'/') < 2 || folders.size() < 2) {
        return {};
    }
    folders.removeFirst();
    return name + QStringLiteral("…/") + folders.join(u'/');
}

/// The text with folders of its paths left out, of the longest first, until it fits.
QString withShortPaths(const QString& text, const std::function<bool(const QString&)>& fits) {
    QStringList parts = text.split(partGap());
    while (!fits(parts.join(partGap()))) {
        QString* longest = nullptr;
        for (QString& part : parts) {
            if (!shorterPath(part).isEmpty() &&
                (longest == nullptr || part.size() > longest->size())) {
                longest = &part;
            }
        }
        if (longest == nullptr) {
            break;
        }
        *longest = shorterPath(*longest);
    }
    return parts.join(partGap());
}

int widestOf(const QStringList& lines, const QFontMetrics& metrics) {
    int widest = 0;
    for (const QString& line : lines) {
        widest = std::max(widest, metrics.horizontalAdvance(line));
    }
    return widest;
}

/// The parts in as few lines as the width allows, and these about equally long.
QStringList evenLines(const QString& text, const QFontMetrics& metrics, int width) {
    QStringList lines = partsInLines(text, metrics, width).split(u'\n');
    while (true) {
        const int widest = widestOf(lines, metrics);
        const QStringList narrower = partsInLines(text, metrics, widest - 1).split(u'\n');
        if (narrower.size() > lines.size() || widestOf(narrower, metrics) >= widest) {
            return lines;
        }
        lines = narrower;
    }
}

/// The beginning of a word, without the digits before the cut: half a number would be another one.
template <class Metrics, class Width>
QString cutWord(const QString& word, const Metrics& metrics, Width width) {
    static const QRegularExpression digits(QStringLiteral("\\d[\\d.,]*…$"));
    const QString cut = metrics.elidedText(word, Qt::ElideRight, width);
    return cut == word ? cut : QString(cut).replace(digits, QStringLiteral("…"));
}

} // namespace

void guard(QApplication& app) {
    if (app.findChild<QObject*>(kGuardName, Qt::FindDirectChildrenOnly) == nullptr) {
        auto* guard = new Guard(&app);
        guard->setObjectName(kGuardName);
        app.installEventFilter(guard);
    }
}

QString line(const std::string& text) {
    return QString::fromStdString(oneLine(text));
}

QString line(const QString& text) {
    return line(text.toStdString());
}

QString block(const QString& text) {
    QStringList lines = text.left(kMostLines * static_cast<qsizetype>(kLongestLine)).split(u'\n');
    const bool more = lines.size() > kMostLines;
    lines = lines.mid(0, kMostLines);
    for (QString& each : lines) {
        each = QString::fromStdString(oneLine(each.toStdString(), kLongestLine));
    }
    if (more) {
        lines << QStringLiteral("…");
    }
    return lines.join(u'\n');
}

QString button(const QString& text) {
    return QString::fromStdString(elided(line(text).toStdString(), kWidestButton))
        .replace(u'&', QStringLiteral("&&"));
}

QString title(const QString& text) {
    // Qt replaces a single "[*]" with its mark for unsaved changes; "[*][*]" is shown as "[*]".
    return line(text).replace(QStringLiteral("[*]"), QStringLiteral("[*][*]"));
}

QString escaped(const QString& text) {
    return line(text).toHtmlEscaped();
}

QString unbroken(const QString& text) {
    static const QRegularExpression number(
        QStringLiteral("(?<=\\d) (?=(?:d|h|min|s|ms|[KMGT]i?B|B)\\b)"));
    static const QRegularExpression unit(
        QStringLiteral("(?<=\\x{a0}d|\\x{a0}h|\\x{a0}min) (?=\\d+\\x{a0}(?:h|min|s)\\b)"));
    const QString space(QChar::Nbsp);
    return QString(text).replace(number, space).replace(unit, space);
}

QString wholeParts(const QString& full, const QFontMetrics& metrics, int width) {
    const auto fits = [&](const QString& shown) {
        return metrics.horizontalAdvance(shown) <= width;
    };
    const QString text = withShortPaths(full, fits);
    if (fits(text)) {
        return text;
    }
    const QStringList parts = text.split(partGap());
    qsizetype kept = parts.size() - 1;
    while (kept > 0 && !fits(withMore(parts.first(kept)))) {
        --kept;
    }
    const QString whole = kept > 0 ? withMore(parts.first(kept)) : QString();
    if (kept > 0 && 3 * metrics.horizontalAdvance(whole) > 2 * width) {
        return whole;
    }
    const QString before = kept > 0 ? parts.first(kept).join(partGap()) + partGap() : QString();
    const bool isLast = kept + 1 == parts.size();
    const QString longer = shortenedPart(
        parts[kept], [&](const QString& part) { return fits(before + part); }, isLast);
    if (!longer.isEmpty() || kept > 0) {
        return longer.isEmpty() ? whole : before + longer;
    }
    const QString words = firstWords(parts.front(), fits);
    return words.isEmpty() ? cutWord(parts.front().section(u' ', 0, 0) + u'…', metrics, width)
                           : words;
}

QString wholeParts(const QString& text, const QFontMetrics& metrics, int width, int most) {
    const QString shorter = withShortPaths(text, [&](const QString& shown) {
        const QStringList lines = partsInLines(shown, metrics, width).split(u'\n');
        return lines.size() <= most && widestOf(lines, metrics) <= width;
    });
    QStringList lines = evenLines(shorter, metrics, width);
    if (lines.size() > most) {
        lines = partsInLines(shorter, metrics, width).split(u'\n');
        const QString rest = lines.mid(most - 1).join(partGap());
        lines = lines.first(most - 1) << rest;
    }
    for (QString& each : lines) {
        each = wholeParts(each, metrics, width);
    }
    return lines.join(u'\n');
}

QString partsInLines(const QString& text, const QFontMetrics& metrics, int width) {
    QString whole;
    QString line;
    for (const QString& part : text.split(partGap())) {
        const QString longer = line.isEmpty() ? part : line + partGap() + part;
        if (line.isEmpty() || metrics.horizontalAdvance(longer) <= width) {
            line = longer;
        } else {
            whole += line + u'\n';
            line = part;
        }
    }
    return whole + line;
}

QString fittingValue(const QString& value, const std::function<bool(const QString&)>& fits) {
    const bool isPath = value.contains(u'/');
    const QString gap = isPath ? QStringLiteral("/") : QStringLiteral(" ");
    const QStringList parts = value.split(gap, Qt::SkipEmptyParts);
    QString shown = value;
    for (qsizetype left = parts.size() - 1; left > 0 && !fits(shown); --left) {
        const qsizetype first = isPath ? 0 : (left + 1) / 2;
        QStringList kept = parts.first(first);
        kept << QStringLiteral("…");
        shown = (kept + parts.last(left - first)).join(gap);
    }
    // A whole last part says more than the end of one behind an ellipsis.
    return isPath && !parts.isEmpty() && !fits(shown) && fits(parts.last()) ? parts.last() : shown;
}

QString fittingValue(const QString& value, const QFontMetricsF& metrics, double width) {
    const QString shown = fittingValue(
        value, [&](const QString& text) { return metrics.horizontalAdvance(text) <= width; });
    return shown.contains(u'/') ? metrics.elidedText(shown, Qt::ElideLeft, width)
                                : cutWord(shown, metrics, width);
}

QStringList brokenLines(const QString& text, const QFontMetrics& metrics, int width) {
    QStringList lines;
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        const QString longer =
            lines.isEmpty() ? word : QStringLiteral("%1 %2").arg(lines.last(), word);
        if (!lines.isEmpty() && metrics.horizontalAdvance(longer) <= width) {
            lines.last() = longer;
        } else {
            lines << metrics.elidedText(word, Qt::ElideMiddle, width);
        }
    }
    return lines;
}

} // namespace plain

} // namespace asge
