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
/// The lines of one layer: each batch's own score, the same smoothed, and the scores by epoch.
/// `fusion` and `last` are the whole network's predictions on the test images.
enum class Kind { batch, smoothed, train, validation, test, fusion, last };

constexpr bool isBatchKind(Kind kind) {
    return kind == Kind::batch || kind == Kind::smoothed;
}
QString kindText(Kind kind); ///< "test", "train", …

/// What a person has chosen to see.
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
    int smoothing = 20;         ///< steps; 1 is none
    int layer = kLastLayer;     ///< of several runs: 0-based, or each run's last
    std::set<int> hiddenLayers; ///< of one run
    std::set<int> hiddenRuns;   ///< of several runs, by place in the list

    static constexpr int kLastLayer = -1;
};

/// Places steps on the epoch axis: epoch e covers e − 1 to e. A finished epoch's first and last
/// step are known. An epoch under way is taken to be as long as the one before it; the first one as
/// long as the run says, or, where it doesn't, as the next power of two of the steps seen so far
/// (64 at least), so that its curve grows to the right and is laid out again only now and then. A
/// branch begins where it left its parent.
class EpochClock {
  public:
    /// Takes note of a run's new steps and epochs; true where places given before have changed.
    bool update(const RunCurves& run);
    double place(int epoch, std::int64_t step) const;
    bool isExact() const { return exact_; } ///< false where the first epoch's length is guessed

  private:
    struct End {
        int epoch;
        std::int64_t step;
        bool operator==(const End&) const = default;
    };
    /// Whether these ends are those known so far and new ones just where the length put them.
    bool foretold(const std::vector<End>& ends) const;

    End begin_{0, 0};
    std::vector<End> ends_; // of finished epochs, ascending
    std::int64_t length_ = 64;
    bool exact_ = false;
};

using asge::Smoother;

/// The number of layers of a run, also where only its events are known.
int layerCount(const RunCurves& run);
/// A run's layer that `options.layer` means; -1 where it has no such layer.
int chosenLayer(const RunCurves& run, const Options& options);

/// "41.2 %", "–" for a value that isn't finite.
QString percentText(double fraction);
/// "layer 1 · 128 · P4"
QString layerText(const RunCurves& run, int layer);

/// Every point of every run: run,name,kind,epoch,step,seconds,layer,split,loss,accuracy, and a
/// column for each further metric of layers in the table of metrics. Layers are counted from 1;
/// accuracies are fractions. Epochs also have rows for the predictions, whose layer is fusion, last
/// or best. What is not measured is empty.
QByteArray csvOf(const std::vector<RunCurves>& runs);

} // namespace asge::curves
