// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_readout.h"

#include "widgets/evidence/evidence_text.h"

#include <QLocale>
#include <QStringList>

#include <cmath>

namespace asge {
namespace {

QString effect(double value) {
    const int decimals = decimalsFor({value});
    if (!std::isfinite(value)) {
        return EvidenceText::tr("evidence is not a finite number");
    }
    return value < 0 ? EvidenceText::tr("takes %1 nats").arg(signedText(value, decimals))
                     : EvidenceText::tr("adds %1 nats").arg(signedText(value, decimals));
}

QString shareText(double part, double whole) {
    const double share = part / whole;
    return std::isfinite(share)
               ? EvidenceText::tr("%1 % of the sum").arg(QLocale().toString(share * 100, 'f', 1))
               : EvidenceText::tr("the sum is 0");
}

/// The sum of A or of B as one phrase.
QString sumText(const EvidenceScene& scene, const EvidenceAnswer& answer) {
    const double evidence = answer.evidence.sum();
    const int decimals = decimalsFor(answer);
    const auto number = [decimals](double value) { return signedText(value, decimals); };
    const QString rival = scene.className(answer.rival);
    const QString sum = EvidenceText::tr("evidence %1 + bias %2")
                            .arg(number(evidence), number(answer.evidence.bias));
    return scene.className(answer.label) +
           (answer.against >= 0 ? EvidenceText::tr(" against %1: %2 = margin %3 (logit %4, %1: %5)")
                                      .arg(rival, sum, number(answer.margin()),
                                           number(answer.logit), number(answer.rivalLogit))
                                : EvidenceText::tr(": %1 = logit %2 (rival %3: %4, margin %5)")
                                      .arg(sum, number(answer.logit), rival,
                                           number(answer.rivalLogit), number(answer.margin())));
}

/// The sum of B − A as one phrase.
QString differenceText(const EvidenceScene& scene, const EvidenceCell& cell) {
    const EvidenceAnswer& answer = cell.answer;
    const int decimals = decimalsForDifference(answer, cell.totals[0], cell.totals[1]);
    const auto number = [decimals](double value) { return signedText(value, decimals); };
    const QString classes =
        answer.against >= 0 ? EvidenceText::tr("%1 against %2, B − A")
                                  .arg(scene.className(answer.label), scene.className(answer.rival))
                            : EvidenceText::tr("%1, B − A").arg(scene.className(answer.label));
    const QString sum = answer.against >= 0
                            ? EvidenceText::tr("%1: evidence %2 + bias %3 = margin %4 (A %5, B %6)")
                            : EvidenceText::tr("%1: evidence %2 + bias %3 = logit %4 (A %5, B %6)");
    return sum.arg(classes, number(answer.evidence.sum()), number(answer.evidence.bias),
                   number(answer.total()), number(cell.totals[0]), number(cell.totals[1]));
}

/// What a patch of a map adds, and its goodness.
QStringList patchWords(const EvidenceScene& scene, const MapSpot& spot,
                       const ChannelEvidence* channel, double value, double whole) {
    const auto goodness = [&](int run) {
        return shortNumber(scene.goodness(
            run, spot.row, spot.layer, channel != nullptr ? channel->channel : -1, spot.i, spot.j));
    };
    if (scene.runs() == EvidenceRuns::difference) {
        return {EvidenceText::tr("B − A %1 nats").arg(signedText(value, decimalsFor({value}))),
                EvidenceText::tr("goodness A %1, B %2").arg(goodness(0), goodness(1))};
    }
    return {effect(value), shareText(value, whole),
            EvidenceText::tr("goodness %1").arg(goodness(scene.isOther(spot.row) ? 1 : 0))};
}

} // namespace

QString describe(const EvidenceScene& scene, const MapSpot& spot) {
    using Kind = MapSpot::Kind;
    if (spot.kind == Kind::nothing) {
        return {};
    }
    const QString separator = QStringLiteral(" · ");
    const int sample = scene.sample(spot.row);
    QStringList parts{scene.imageName(sample) +
                      (spot.kind == Kind::image ? ProbeScene::probeNumber(sample) : QString())};
    if (scene.runs() == EvidenceRuns::both) {
        parts << (scene.isOther(spot.row) ? QStringLiteral("B") : QStringLiteral("A"));
    }
    const EvidenceCell* cell =
        spot.kind == Kind::image ? nullptr : scene.cell(spot.row, spot.layer);
    const EvidenceAnswer* answer = cell != nullptr ? scene.answer(spot.row, spot.layer) : nullptr;
    if (answer == nullptr) {
        if (cell != nullptr) {
            parts << cell->sentence;
        }
        return parts.join(separator);
    }
    parts << EvidenceText::tr("layer %1").arg(spot.layer + 1);
    if (spot.kind == Kind::caption) {
        parts << (scene.runs() == EvidenceRuns::difference ? differenceText(scene, *cell)
                                                           : sumText(scene, *answer));
        return parts.join(separator);
    }
    const LayerInfo& layer = *scene.info(spot.row, spot.layer);
    const bool isSmall = spot.kind == Kind::channel;
    const ChannelEvidence* channel = isSmall                ? channelAt(*answer, spot.channel)
                                     : scene.channel() >= 0 ? &answer->wanted
                                                            : nullptr;
    const std::vector<double>& map = channel != nullptr ? channel->map : answer->evidence.map;
    const auto place = static_cast<std::size_t>(spot.i) * static_cast<std::size_t>(layer.patches) +
                       static_cast<std::size_t>(spot.j);
    if (place >= map.size()) {
        return parts.join(separator);
    }
    if (channel != nullptr) {
        parts << EvidenceText::tr("channel %1, %2 (%3)")
                     .arg(QString::number(channel->channel), effect(channel->total),
                          shareText(channel->total, answer->evidence.sum()));
    }
    parts << patchText(layer, spot.i, spot.j)
          << patchWords(scene, spot, channel, map[place], answer->evidence.sum());
    return parts.join(separator);
}

} // namespace asge
