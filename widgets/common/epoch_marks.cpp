// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/epoch_marks.h"

#include "widgets/common/intervention_text.h"

#include <algorithm>

namespace asge {

namespace {

/// The epoch in progress after that many steps; stores of old versions don't have it.
int epochOf(const RunCurves& run, const Intervention& intervention) {
    if (intervention.epoch > 0) {
        return intervention.epoch;
    }
    const auto ends = std::upper_bound(
        run.epochs.begin(), run.epochs.end(), intervention.step,
        [](std::int64_t step, const EpochEvent& epoch) { return step < epoch.step; });
    return ends != run.epochs.end() ? ends->epoch
           : run.epochs.empty()     ? 1
                                    : run.epochs.back().epoch + 1;
}

} // namespace

std::vector<EpochMark> epochMarks(const RunCurves& run) {
    std::vector<EpochMark> marks;
    for (const Intervention& each : run.interventions) {
        if (isMarked(each)) {
            marks.push_back({epochOf(run, each), each.layer, interventionLine(each)});
        }
    }
    std::stable_sort(marks.begin(), marks.end(),
                     [](const EpochMark& a, const EpochMark& b) { return a.epoch < b.epoch; });
    return marks;
}

} // namespace asge
