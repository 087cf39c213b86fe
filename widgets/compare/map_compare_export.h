// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/export_target.h"
#include "widgets/compare/map_compare_canvas.h"

#include <QByteArray>

namespace asge {

/// CSV of what is shown, a line per patch:
/// run,epoch,name,run_b,name_b,index,label_name,scale,layer,row,column,goodness,goodness_b,
/// goodness_b_minus_a,channel,channel_b. Layers count from 1; rows, columns and channels from 0.
/// The scale is "relative" (to each run's layer mean) or "absolute"; channel is empty for a sum
/// over channels. Maps of different sizes, which have no difference, are written one after the
/// other, with the other run's fields empty.
QByteArray mapsCsv(const MapCompareCanvas::Content& content);
/// The room of the maps in a picture with text of that font; `shown`: that on the screen.
QSize mapsRoom(const ExportTarget& target, const QSize& shown, const QFont& font);

} // namespace asge
