// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_scene.h"

#include <QByteArray>

namespace asge {

/// CSV of what the scene shows: for each picked image and shown layer the bias, the patches of the
/// map (channel "sum") and those of the channels that add and take most. The evidence of "bias" and
/// "sum" adds up to the logit of `class`, or to logit - other_logit if `against` is not empty.
/// `other` is the class of other_logit. Layers count from 1; samples, channels, rows and columns
/// from 0. If two runs are compared, the first column is `run`: A, B or A-B; in rows of A-B,
/// evidence, logits and probability are differences. Only the heading if there is nothing to show.
QByteArray evidenceCsv(const EvidenceScene& scene);

} // namespace asge
