// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/evidence/evidence_scene.h"

#include <QByteArray>

namespace asge {

/// CSV of what the scene shows: for each picked image and shown layer the bias, the patches of the
/// map (channel "sum") and those of the channels that add and take most. The evidence of "bias" and
/// "sum" adds up to the logit of `class`, or to logit - other_logit if `against` is not empty.
/// `other` is the class of other_logit. Layers count from 1; samples, channels, rows and columns
/// from 0. The first columns are run,epoch. If two runs are compared, side,run_b
/// follow: A, B or B-A, and in rows of B-A, whose run and epoch are those of A, the run B; there,
/// evidence, logits and probability are differences. Only the heading if there is nothing to show.
QByteArray evidenceCsv(const EvidenceScene& scene, RunId run, RunId other);

} // namespace asge
