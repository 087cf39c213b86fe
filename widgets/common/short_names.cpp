// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/short_names.h"

#include "core/query/run_labels.h"

namespace asge {

QStringList labelsOf(const std::vector<RunSummary>& runs) {
    std::vector<const RunSummary*> summaries;
    for (const RunSummary& run : runs) {
        summaries.push_back(&run);
    }
    QStringList labels;
    for (const std::string& label : labelsOf(summaries)) {
        labels << QString::fromStdString(label);
    }
    return labels;
}

QString middleElided(const QString& text, qsizetype letters) {
    const QList<uint> all = text.toUcs4();
    if (all.size() <= letters) {
        return text;
    }
    const auto textOf = [](const QList<uint>& part) {
        return QString::fromUcs4(reinterpret_cast<const char32_t*>(part.data()), part.size())
            .trimmed();
    };
    const qsizetype end = (letters - 1) / 2;
    return textOf(all.first(letters - 1 - end)) + u'…' + textOf(all.last(end));
}

} // namespace asge
