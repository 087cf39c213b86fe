// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/pinned_notes.h"
#include "core/run/records.h"
#include "core/run/score_facts.h"
#include "core/run/step_series.h"

#include <QString>

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace asge {

/// Where a run branched off from another run's checkpoint.
struct BranchPoint {
    RunId parent = 0; ///< 0 if the parent is not in this store
    QString parentName;
    int epoch = 0;         ///< last epoch that the parent had finished
    std::int64_t step = 0; ///< last step that both share; the run's own steps come after it
};

/// What the plots need of one run. It grows while the run trains. It is a value: threads get
/// copies.
struct RunCurves {
    RunId id = 0;
    QString name;
    QString label; ///< short name for narrow places; if empty, `name` is used
    RunStatus status = RunStatus::running;
    std::vector<LayerInfo> layers;
    std::vector<EpochEvent> epochs;
    StepSeries steps;
    std::vector<Intervention> interventions;
    /// stretches trained without an interruption, by their first step
    std::vector<Segment> segments;
    std::vector<PinnedNote> pinned;    ///< the user's notes that belong to steps
    std::optional<BranchPoint> branch; ///< set if the run began as a branch
    ScoreFacts scores;                 ///< how the losses and accuracies are to be read
    int stepsPerEpoch = 0;             ///< 0 until the first epoch has ended, unless known before

    const QString& shownName() const { return label.isEmpty() ? name : label; }
};

/// The title of a picture: "Accuracy · run 12, wide layers"; of several runs, that they are
/// compared.
QString titleOfRuns(const QString& what, const std::vector<RunCurves>& runs);

/// Steps over which a layer's latest accuracy is averaged.
inline constexpr int kRecentSteps = 20;
/// "last 20 batches" for a run with so many steps or more; of fewer, all are meant.
QString recentBatches(std::size_t steps, std::string_view singular = "batch",
                      std::string_view plural = "batches");
/// The mean accuracy of a layer, from 0, over the last kRecentSteps batches; NaN if there are none.
double recentAccuracy(const RunCurves& run, std::size_t layer);

} // namespace asge
