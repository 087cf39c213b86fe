// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_data.h"
#include "widgets/plot/line_points.h"

#include <QByteArray>
#include <QString>

#include <set>
#include <vector>

namespace asge::curves {

enum class Axis { epochs, steps, time };
enum class Quantity { accuracy, loss };
/// The kinds of lines: each batch's score, the same smoothed, scores by epoch, and (`fusion`,
/// `last`) the predictions of the whole network on the test images.
enum class Kind { batch, smoothed, train, validation, test, fusion, last };

constexpr bool isBatchKind(Kind kind) {
    return kind == Kind::batch || kind == Kind::smoothed;
}
QString kindText(Kind kind); ///< "test", "train", …

/// What the user has chosen to see.
struct Options {
    Axis axis = Axis::epochs;
    bool test = true;
    bool train = true;
    bool validation = false;
    bool batches = true;
    bool logLoss = false;
    bool logX = false;
    bool fusion = false;
    bool last = false;
    int smoothing = 20; ///< horizon in steps; 1 is no smoothing
    /// layer that is drawn of several runs: 0-based, or the last layer of each
    int layer = kLastLayer;
    std::set<int> hiddenLayers; ///< used if one run is shown
    std::set<int> hiddenRuns;   ///< used if several runs are shown; indices in the list

    static constexpr int kLastLayer = -1;
};

/// Maps steps to the epoch axis: epoch e covers e − 1 to e. The first and last step of finished
/// epochs are known. The current epoch is taken to be as long as the one before it. If it is the
/// first, its length is `stepsPerEpoch`, or, if that is unknown, the next power of two of the steps
/// seen so far (at least 64), so that the curve grows to the right and is laid out again only
/// occasionally. A branch begins at the step at which it left its parent.
class EpochClock {
  public:
    /// Reads a run's new steps and epochs; true if positions that were returned before have
    /// changed.
    bool update(const RunCurves& run);
    double place(int epoch, std::int64_t step) const;
    /// false while the length of the first epoch is a guess
    bool isExact() const { return exact_; }

  private:
    struct EpochEnd {
        int epoch;
        std::int64_t step;
        bool operator==(const EpochEnd&) const = default;
    };
    /// Whether `ends` continues the known ends exactly where the assumed length put them.
    bool continuesAsAssumed(const std::vector<EpochEnd>& ends) const;

    EpochEnd begin_{0, 0};
    std::vector<EpochEnd> ends_; // of finished epochs, ascending
    std::int64_t length_ = 64;
    bool exact_ = false;
};

using asge::Smoother;

/// The number of layers of a run, even if only its events are known.
int layerCount(const RunCurves& run);
/// The layer of a run that `options.layer` selects; -1 if the run has no such layer.
int chosenLayer(const RunCurves& run, const Options& options);

/// "41.2 %"; "–" for a value that isn't finite.
QString percentText(double fraction);
/// "layer 1 · 128 · P4"
QString layerText(const RunCurves& run, int layer);

/// CSV with every point of every run: run,name,kind,epoch,step,seconds,layer,split,loss,accuracy,
/// a column for each further per-layer metric, readout (trained or untrained), and a column for
/// each quantity of training batches that is another one than the losses and accuracies of
/// evaluated images. Layers are counted from 1; accuracies are fractions. The predictions of an
/// epoch have rows of their own, with fusion, last or best as the layer. Values that were not
/// measured are empty.
QByteArray csvOf(const std::vector<RunCurves>& runs);

} // namespace asge::curves
