// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/goodness/goodness_scene.h"

#include <QByteArray>

namespace asge {

/// CSV of what the scene shows of a run:
/// run,epoch,sample,index,label,label_name,layer,channel,row,column,goodness, for each picked image
/// and layer the summed map (channel "sum") and the maps of the strongest channels. Layers count
/// from 1; samples, channels, rows and columns from 0. Only the heading if there are no maps.
QByteArray goodnessCsv(const GoodnessScene& scene, RunId run);

} // namespace asge
