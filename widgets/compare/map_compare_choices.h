// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>
#include <Qt>

class QComboBox;

namespace asge {

struct MapRun;

namespace maps {

/// Item data of a scale: whether all layers have the same one. Its other data is a GoodnessScale.
inline constexpr int kOneScaleRole = Qt::UserRole + 1;

/// The choices of what a map shows of a layer; their data is a Part::Kind.
void addParts(QComboBox& box);
void addScales(QComboBox& box);
/// Why the slider lacks epochs of A or of B, which may be null; empty if it lacks none.
QString keptText(const MapRun* a, const MapRun* b);
/// Which of two runs have no probe images, if at least one has none.
QString missingImagesText(const MapRun& a, const MapRun& b);

} // namespace maps
} // namespace asge
