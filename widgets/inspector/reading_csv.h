// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/learned_strip.h"
#include "widgets/inspector/reading_block.h"

#include <QByteArray>

namespace asge {

/// The columns run, epoch, layer, quantity, class, row, column, value. Layers count from 1; 0 is
/// Fusion. Quantities: goodness and evidence (per patch, with its row and column, from 0), bias,
/// probability and fusion (per class), predicted (the probability of the predicted class), right (1
/// or 0, if the label is known), neighbour (a distance; `class` is the neighbour's, `row` its rank
/// from 1, `column` its position in the validation images).
QByteArray readingCsvHeader();
QByteArray readingCsv(const ReadingBlock& block);
/// The history of an image in the same columns: history and history right per epoch; then, per
/// scorer, the epochs "first right", "right since" and "forgotten", as many as there are. If the
/// label is not known, "right" means that the shown class was predicted.
QByteArray historyCsv(RunId run, const LearnedStrip& strip);

} // namespace asge
