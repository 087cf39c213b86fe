// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/metrics.h"

#include <QVariant>

class QComboBox;

namespace asge {

class RunState;

// A choice of a layer or a prediction says which of them are no results, since their readouts never
// learned.

/// Adds a layer or a prediction to the choice.
void addScorer(QComboBox& choice, const QString& name, Place place, const QVariant& data);
/// Names all of them for a run and B, of which either may be null.
void nameScorers(QComboBox& choice, const RunState* run, const RunState* other);
/// The layer or the prediction that is chosen.
Place chosenPlace(const QComboBox& choice);

} // namespace asge
