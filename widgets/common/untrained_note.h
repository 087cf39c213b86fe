// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/plain_text.h"

#include <cstddef>

namespace asge {

class RunState;

/// A line above a view's contents which says that some layers of the shown runs have readouts that
/// never learned, so that what they predict is no result; hidden if there are none.
class UntrainedNote : public PlainLabel {
    Q_OBJECT

  public:
    UntrainedNote(const QString& name, QWidget* parent);

    /// `other` is B; either may be null.
    void showRuns(const RunState* run, const RunState* other);
};

/// "Layer 1", "Layers 1–3"
QString firstLayers(std::size_t count);
/// What is said in place of the results of a readout that never learned.
QString untrainedReadout();
/// "layer 1, untrained readout": the name of what predicts, as combo boxes and headlines show it.
QString withoutTraining(const QString& name);

} // namespace asge
