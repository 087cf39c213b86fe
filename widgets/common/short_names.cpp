#include "widgets/common/short_names.h"

#include "widgets/common/common_text.h"
#include "widgets/common/plain_text.h"

#include <QSet>

#include <algorithm>

namespace asge {
namespace {

constexpr qsizetype kLong = 24; // characters

QSet<QString> wordsOfAll(const QList<QStringList>& names) {
    QSet<QString> common(names.front().begin(), names.front().end());
    for (const QStringList& words : names) {
        common.intersect(QSet<QString>(words.begin(), words.end()));
    }
    return common;
}

qsizetype different(const QStringList& names) {
    return QSet<QString>(names.begin(), names.end()).size();
}

} // namespace

QStringList shortNames(const QStringList& names) {
    const bool anyLong = std::any_of(names.begin(), names.end(),
                                     [](const QString& name) { return name.size() > kLong; });
    if (names.size() < 2 || !anyLong) {
        return names;
    }
    QList<QStringList> words;
    for (const QString& name : names) {
        words << name.split(u' ', Qt::SkipEmptyParts);
    }
    const QSet<QString> common = wordsOfAll(words);
    QStringList shortened;
    for (QStringList& name : words) {
        name.removeIf([&](const QString& word) { return common.contains(word); });
        shortened << name.join(u' ');
    }
    const bool tells = !shortened.contains(QString()) && different(shortened) == different(names);
    return tells ? shortened : names;
}

QStringList labelsOf(const std::vector<RunSummary>& runs) {
    QStringList names;
    for (const RunSummary& run : runs) {
        names << plain::line(run.name);
    }
    const QStringList shown = shortNames(names);
    QStringList labels = shown;
    for (qsizetype i = 0; i < labels.size(); ++i) {
        if (shown.count(shown[i]) > 1) {
            labels[i] = CommonText::tr("%1, run %2")
                            .arg(shown[i], QString::number(runs[static_cast<std::size_t>(i)].id));
        }
    }
    return labels;
}

} // namespace asge
