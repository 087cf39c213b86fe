// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QSpinBox;
class QWidget;

namespace asge {

/// A spin box for the horizon, in steps, of the moving average of single batches; 1 is no
/// smoothing.
QSpinBox* makeSmoothingBox(QWidget* parent, const QString& objectName);

} // namespace asge
