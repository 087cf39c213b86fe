// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QSpinBox;
class QWidget;

namespace asge {

/// A box for the horizon of the moving average of single batches, in steps; 1 is no smoothing.
QSpinBox* makeSmoothingBox(QWidget* parent, const QString& objectName);

} // namespace asge
