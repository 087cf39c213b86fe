// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_text.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/prediction_text.h"
#include "widgets/common/theme.h"

#include <QLocale>

#include <algorithm>
#include <map>

namespace asge {

QString statusText(RunStatus status) {
    switch (status) {
    case RunStatus::running:
        return RunsText::tr("● running");
    case RunStatus::paused:
        return RunsText::tr("❚❚ paused");
    case RunStatus::finished:
        return RunsText::tr("✓ finished");
    case RunStatus::stopped:
        return RunsText::tr("■ stopped");
    case RunStatus::interrupted:
        return RunsText::tr("⚡ interrupted");
    case RunStatus::failed:
        return RunsText::tr("✕ failed");
    }
    return {};
}

QString statusSymbol(RunStatus status) {
    return statusText(status).section(u' ', 0, 0);
}

QColor statusColor(RunStatus status, bool dark) {
    switch (status) {
    case RunStatus::running:
        return QColor(dark ? 0x7fb2ff : 0x1458bf);
    case RunStatus::paused:
        return QColor(dark ? 0xf0c04a : 0x8a6100);
    case RunStatus::finished:
        return theme::verdict(true, dark);
    case RunStatus::stopped:
        return QColor(dark ? 0xa0a8b3 : 0x5f6873);
    case RunStatus::interrupted:
        return theme::verdict(false, dark);
    case RunStatus::failed:
        return QColor(dark ? 0xff8080 : 0xc01c28);
    }
    return {};
}

QString runCount(qsizetype count) {
    return countedText(count, "run");
}

QString runCount(const RunEntries& runs, const RunGroup& group) {
    std::map<RunStatus, std::size_t> counts;
    for (const std::size_t member : group.members) {
        ++counts[runs[member]->summary().status];
    }
    QStringList parts{runCount(static_cast<qsizetype>(group.members.size()))};
    for (const RunStatus status : {RunStatus::failed, RunStatus::interrupted, RunStatus::stopped,
                                   RunStatus::paused, RunStatus::running}) {
        const auto found = counts.find(status);
        if (found == counts.end()) {
            continue;
        }
        const QString word = statusText(status).section(u' ', 1);
        parts << (found->second == group.members.size()
                      ? word
                      : RunsText::tr("%1 %2").arg(found->second).arg(word));
    }
    return parts.join(QStringLiteral(", "));
}

std::vector<RunId> idsOf(const RunEntries& runs, const RunGroup& group) {
    std::vector<RunId> ids;
    for (const std::size_t member : group.members) {
        ids.push_back(runs[member]->summary().id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

QString idList(const std::vector<RunId>& ids) {
    constexpr std::size_t kHalf = 12; // of a long list, at either end
    QStringList list;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i == kHalf && ids.size() > 2 * kHalf) {
            list << QStringLiteral("…");
            i = ids.size() - kHalf;
        }
        list << QString::number(ids[i]);
    }
    return list.join(QStringLiteral(", "));
}

QString descriptionOf(const RunField& field) {
    const QString text = RunsText::tr(field.description().c_str());
    using Source = RunField::Source;
    const bool isChosen = field.source() == Source::best || field.source() == Source::bestAtBest ||
                          field.source() == Source::validation ||
                          (field.source() == Source::metric && field.place() == kBestPlace);
    return isChosen ? QStringLiteral("%1\n%2: %3")
                          .arg(text, predictionTitle(kBestPlace), predictionTip(kBestPlace))
                    : text;
}

QStringList toStringList(const std::vector<std::string>& texts) {
    QStringList list;
    for (const std::string& text : texts) {
        list << QString::fromStdString(text);
    }
    return list;
}

NumberStyle localStyle() {
    return [](double value, int decimals) {
        return QLocale().toString(value, 'f', decimals).toStdString();
    };
}

} // namespace asge
