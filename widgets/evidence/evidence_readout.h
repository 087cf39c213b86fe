// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_scene.h"
#include "widgets/maps/map_layout.h"

#include <QString>

namespace asge {

/// A description of the spot in one line; empty for Kind::nothing.
QString describe(const EvidenceScene& scene, const MapSpot& spot);

} // namespace asge
