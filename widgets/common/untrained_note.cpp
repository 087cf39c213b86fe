// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/untrained_note.h"

#include "widgets/common/common_text.h"
#include "widgets/common/run_state.h"
#include "widgets/common/style.h"

#include <QSizePolicy>
#include <QStringList>

namespace asge {

namespace {

/// "Layers 1–3 of A"; empty if all readouts of the run learn.
QString untrainedLayers(const RunState* run, const QString& mark) {
    const std::size_t untrained = run == nullptr ? 0 : run->curves().scores.untrained;
    if (untrained == 0) {
        return {};
    }
    const QString layers = firstLayers(untrained);
    return mark.isEmpty() ? layers : CommonText::tr("%1 of %2").arg(layers, mark);
}

} // namespace

UntrainedNote::UntrainedNote(const QString& name, QWidget* parent) : PlainLabel(parent) {
    setObjectName(name);
    setWordWrap(true);
    setContentsMargins(style::kGap, style::kTight, style::kGap, style::kTight);
    style::setFaint(*this);
    // Not Maximum: that would be the height of the text in its best width.
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    hide();
}

void UntrainedNote::showRuns(const RunState* run, const RunState* other) {
    const bool isOne = other == nullptr;
    QStringList parts{untrainedLayers(run, isOne ? QString() : QStringLiteral("A")),
                      untrainedLayers(other, QStringLiteral("B"))};
    parts.removeAll(QString());
    setVisible(!parts.isEmpty());
    setText(parts.isEmpty()
                ? QString()
                : tr("%1: untrained readouts. The method trains only the last layer's readout; "
                     "those of earlier layers are random draws, so what they and Fusion predict is "
                     "no result. Linear probes, in the Ladder, say what these layers are worth.")
                      .arg(parts.join(QStringLiteral(", "))));
}

QString firstLayers(std::size_t count) {
    return count == 1 ? CommonText::tr("Layer 1") : CommonText::tr("Layers 1–%1").arg(count);
}

QString untrainedReadout() {
    return CommonText::tr("untrained readout");
}

QString withoutTraining(const QString& name) {
    return CommonText::tr("%1, untrained readout").arg(name);
}

} // namespace asge
