// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_controls.h"

#include "widgets/plot/plot_text.h"

#include <QSpinBox>

namespace asge {

QSpinBox* makeSmoothingBox(QWidget* parent, const QString& objectName) {
    auto* box = new QSpinBox(parent);
    box->setObjectName(objectName);
    box->setRange(1, 10000);
    box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    box->setPrefix(PlotText::tr("smooth "));
    box->setSuffix(PlotText::tr(" steps"));
    box->setSpecialValueText(PlotText::tr("not smoothed"));
    box->setKeyboardTracking(false);
    box->setToolTip(
        PlotText::tr("Horizon of the bias-corrected exponential moving average over batches"));
    box->setAccessibleName(PlotText::tr("Smoothing over batches"));
    return box;
}

} // namespace asge
