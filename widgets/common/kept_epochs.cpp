// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/kept_epochs.h"

#include <QCoreApplication>
#include <QStringList>

namespace asge {

namespace {

constexpr qsizetype kMostRanges = 12;

struct KeptEpochsText {
    Q_DECLARE_TR_FUNCTIONS(asge::KeptEpochsText)
};

/// "1, 5–6, …"
QString rangesOf(const std::vector<EpochChannels>& epochs) {
    QStringList ranges;
    for (std::size_t begin = 0, end = 0; begin < epochs.size(); begin = end) {
        if (ranges.size() == kMostRanges) {
            ranges << QStringLiteral("…");
            break;
        }
        for (end = begin + 1; end < epochs.size() && epochs[end].epoch == epochs[end - 1].epoch + 1;
             ++end) {
        }
        const QString first = QString::number(epochs[begin].epoch);
        const int last = epochs[end - 1].epoch;
        ranges << (end - begin == 1 ? first : first + u'–' + QString::number(last));
    }
    return ranges.join(QStringLiteral(", "));
}

} // namespace

QString keptEpochsText(const RunState& run) {
    const std::size_t finished = run.curves().epochs.size();
    const auto& kept = run.channels();
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
                     .arg(rangesOf(kept), why);
}

} // namespace asge
