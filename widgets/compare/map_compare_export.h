// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/map_compare_canvas.h"

#include <QByteArray>

namespace asge {

/// What is shown, a line a patch: run_a,run_b,epoch,index,label,scale,layer,row,column,a,b,
/// difference,channel_a,channel_b. Layers count from 1, rows, columns and channels from 0; scale is
/// "relative" (to each run's layer mean) or "absolute"; a sum over channels names none. Maps that
/// have no difference stand below one another, with the other run's fields empty.
QByteArray mapsCsv(const MapCompareCanvas::Content& content);

} // namespace asge
