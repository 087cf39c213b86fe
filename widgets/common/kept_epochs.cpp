// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/kept_epochs.h"

#include <QCoreApplication>
#include <QStringList>

namespace asge {

namespace {

constexpr qsizetype kMostRanges = 12;
constexpr qsizetype kMostBriefRanges = 3;

struct KeptEpochsText {
    Q_DECLARE_TR_FUNCTIONS(asge::KeptEpochsText)
};

/// "1, 5–6, …"
QString rangesOf(const std::vector<int>& epochs, qsizetype most) {
    QStringList ranges;
    for (std::size_t begin = 0, end = 0; begin < epochs.size(); begin = end) {
        if (ranges.size() == most) {
            ranges << QStringLiteral("…");
            break;
        }
        for (end = begin + 1; end < epochs.size() && epochs[end] == epochs[end - 1] + 1; ++end) {
        }
        const QString first = QString::number(epochs[begin]);
        const int last = epochs[end - 1];
        ranges << (end - begin == 1 ? first : first + u'–' + QString::number(last));
    }
    return ranges.join(QStringLiteral(", "));
}

std::vector<int> keptBy(const RunState& run) {
    std::vector<int> kept;
    for (const EpochChannels& epoch : run.channels()) {
        kept.push_back(epoch.epoch);
    }
    return kept;
}

} // namespace

QString keptEpochsText(std::size_t finished, const std::vector<int>& kept) {
    if (kept.size() >= finished) {
        return {};
    }
    const QString why = KeptEpochsText::tr("probe.budget did not allow the probes of the others.");
    return kept.empty()
               ? KeptEpochsText::tr("No maps were kept of the finished epochs: probe.budget did "
                                    "not allow their probes.")
               : KeptEpochsText::tr("Maps were kept for %1 of %2 epochs: %3; %4")
                     .arg(kept.size())
                     .arg(finished)
                     .arg(rangesOf(kept, kMostRanges), why);
}

QString keptEpochsText(const RunState& run) {
    return keptEpochsText(run.curves().epochs.size(), keptBy(run));
}

QString keptEpochsBrief(const RunState& run) {
    const std::vector<int> kept = keptBy(run);
    const std::size_t finished = run.curves().epochs.size();
    const QString ranges = rangesOf(kept, kMostBriefRanges);
    return kept.empty() || kept.size() >= finished ? QString()
           : kept.size() == 1
               ? KeptEpochsText::tr("only epoch %1 of %2 (probe.budget)").arg(ranges).arg(finished)
               : KeptEpochsText::tr("only epochs %1 of %2 (probe.budget)")
                     .arg(ranges)
                     .arg(finished);
}

} // namespace asge
