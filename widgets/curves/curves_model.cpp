// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/curves/curves_model.h"

#include "widgets/curves/curves_text.h"
#include "widgets/plot/plot_export.h"

#include <QLocale>

#include <algorithm>
#include <bit>
#include <cmath>

namespace asge::curves {
namespace {

constexpr std::int64_t kLeastAssumedSteps = 64; // least assumed steps of a first epoch

/// The columns that all rows of one event share.
struct CsvRow {
    QByteArray run; // run and name
    const char* kind;
    int epoch;
    std::int64_t step;
    double seconds;
    const ScoreFacts& scores;
};

/// Quantities of training batches that have columns of their own, after all others.
using OtherQuantities = std::vector<ScoreQuantities>;

OtherQuantities otherQuantities(const std::vector<RunCurves>& runs) {
    OtherQuantities others;
    for (const RunCurves& run : runs) {
        const ScoreQuantities& found = run.scores.quantities(Split::train);
        const bool isKnown =
            std::any_of(others.begin(), others.end(), [&](const ScoreQuantities& each) {
                return each.accuracy == found.accuracy;
            });
        if (run.scores.trainsOtherQuantity() && !isKnown) {
            others.push_back(found);
        }
    }
    return others;
}

/// Metrics of layers and predictions that have columns of their own, after loss and accuracy.
const std::vector<MetricId>& furtherMetrics() {
    static const std::vector<MetricId> all = [] {
        std::vector<MetricId> metrics;
        for (std::size_t i = 0; i < metricRows().size(); ++i) {
            const auto metric = static_cast<MetricId>(i);
            if (metricRows()[i].perLayer && metric != MetricId::loss &&
                metric != MetricId::accuracy) {
                metrics.push_back(metric);
            }
        }
        return metrics;
    }();
    return all;
}

void beginRow(QByteArray& csv, const CsvRow& row, const QByteArray& layer,
              const QByteArray& split) {
    csv += row.run + ',' + row.kind + ',' + QByteArray::number(row.epoch) + ',' +
           QByteArray::number(static_cast<qlonglong>(row.step)) + ',' + csvNumber(row.seconds) +
           ',' + layer + ',' + split;
}

QByteArray layerNumber(std::size_t layer) {
    return QByteArray::number(static_cast<qulonglong>(layer + 1));
}

/// Adds loss and accuracy of training images to the columns of their quantities; `further` are the
/// columns between.
void addScores(QByteArray& csv, const CsvRow& row, const OtherQuantities& others, Split split,
               Place place, const QByteArray& loss, const QByteArray& accuracy,
               const QByteArray& further) {
    const bool isOther = split == Split::train && row.scores.trainsOtherQuantity();
    csv += isOther ? QByteArray(",,") : ',' + loss + ',' + accuracy;
    csv += further + (row.scores.isTrained(place) ? ",trained" : ",untrained");
    for (const ScoreQuantities& other : others) {
        const bool isIts = isOther && other.accuracy == row.scores.quantities(split).accuracy;
        csv += isIts ? ',' + loss + ',' + accuracy : QByteArray(",,");
    }
    csv += "\r\n";
}

void addStepRows(QByteArray& csv, const CsvRow& row, const OtherQuantities& others,
                 std::span<const LayerScore> scores) {
    const QByteArray further(static_cast<qsizetype>(furtherMetrics().size()), ',');
    for (std::size_t layer = 0; layer < scores.size(); ++layer) {
        beginRow(csv, row, layerNumber(layer), "train");
        addScores(csv, row, others, Split::train, static_cast<Place>(layer),
                  csvNumber(scores[layer].loss), csvNumber(scores[layer].accuracy), further);
    }
}

/// Adds a row with all values of a layer or a prediction; values that were not measured are empty.
void addValueRow(QByteArray& csv, const CsvRow& row, const OtherQuantities& others,
                 const QByteArray& layer, const MetricValues& values, Split split, Place place) {
    const std::string_view name = keyOf(split);
    beginRow(csv, row, layer, QByteArray(name.data(), static_cast<qsizetype>(name.size())));
    const auto text = [&](MetricId metric) {
        const double* value = values.find(metric, split, place);
        return value != nullptr ? csvNumber(*value) : QByteArray();
    };
    QByteArray further;
    for (const MetricId metric : furtherMetrics()) {
        further += ',' + text(metric);
    }
    addScores(csv, row, others, split, place, text(MetricId::loss), text(MetricId::accuracy),
              further);
}

void addEpochRows(QByteArray& csv, const CsvRow& row, const OtherQuantities& others,
                  const MetricValues& values) {
    for (const Split split : kImageSplits) {
        for (std::size_t layer = 0; layer < values.layers(MetricId::loss, split); ++layer) {
            addValueRow(csv, row, others, layerNumber(layer), values, split,
                        static_cast<Place>(layer));
        }
    }
    addValueRow(csv, row, others, "fusion", values, Split::test, kFusionPlace);
    addValueRow(csv, row, others, "last", values, Split::test, kLastPlace);
    addValueRow(csv, row, others, "best", values, Split::test, kBestPlace);
}

} // namespace

QString kindText(Kind kind) {
    switch (kind) {
    case Kind::batch:
    case Kind::smoothed:
        return CurvesText::tr("batch");
    case Kind::train:
        return CurvesText::tr("train");
    case Kind::validation:
        return CurvesText::tr("validation");
    case Kind::fusion:
        return CurvesText::tr("Fusion");
    case Kind::last:
        return CurvesText::tr("Last");
    case Kind::test:
        break;
    }
    return CurvesText::tr("test");
}

bool EpochClock::update(const RunCurves& run) {
    std::vector<EpochEnd> ends;
    ends.reserve(run.epochs.size());
    for (const EpochEvent& epoch : run.epochs) {
        ends.push_back({epoch.epoch, epoch.step});
    }
    const EpochEnd begin =
        run.branch ? EpochEnd{run.branch->epoch, run.branch->step} : EpochEnd{0, 0};
    std::int64_t length = kLeastAssumedSteps;
    if (!ends.empty()) {
        const EpochEnd before = ends.size() > 1 ? ends[ends.size() - 2] : begin;
        const int epochs = ends.back().epoch - before.epoch;
        length = epochs > 0 ? (ends.back().step - before.step) / epochs : 0;
    } else if (run.stepsPerEpoch > 0) {
        length = run.stepsPerEpoch;
    } else if (!run.steps.empty()) {
        const auto seen = static_cast<std::uint64_t>(
            std::max<std::int64_t>(run.steps.back().step - begin.step, 1));
        length = std::max(kLeastAssumedSteps, static_cast<std::int64_t>(std::bit_ceil(seen)));
    }
    length = std::max<std::int64_t>(length, 1);
    const bool moved = begin != begin_ || !continuesAsAssumed(ends) ||
                       (length != length_ && ends.size() == ends_.size());
    begin_ = begin;
    ends_ = std::move(ends);
    length_ = length;
    exact_ = !ends_.empty() || run.stepsPerEpoch > 0;
    return moved;
}

bool EpochClock::continuesAsAssumed(const std::vector<EpochEnd>& ends) const {
    if (ends.size() < ends_.size() || !std::equal(ends_.begin(), ends_.end(), ends.begin())) {
        return false;
    }
    EpochEnd before = ends_.empty() ? begin_ : ends_.back();
    for (std::size_t i = ends_.size(); i < ends.size(); ++i) {
        if (ends[i].step - before.step != length_ * (ends[i].epoch - before.epoch)) {
            return false;
        }
        before = ends[i];
    }
    return true;
}

double EpochClock::place(int epoch, std::int64_t step) const {
    const auto end =
        std::lower_bound(ends_.begin(), ends_.end(), epoch,
                         [](const EpochEnd& e, int wanted) { return e.epoch < wanted; });
    const EpochEnd before = end == ends_.begin() ? begin_ : *std::prev(end);
    double epochs = 0;
    if (end != ends_.end()) {
        const double steps =
            static_cast<double>(std::max<std::int64_t>(end->step - before.step, 1));
        epochs = static_cast<double>(step - before.step) / steps * (end->epoch - before.epoch);
        epochs = std::min<double>(epochs, end->epoch - before.epoch);
    } else {
        epochs = static_cast<double>(step - before.step) / static_cast<double>(length_);
        epochs = std::min<double>(epochs, std::max(epoch - before.epoch, 1));
    }
    return before.epoch + std::max(epochs, 0.0);
}

int layerCount(const RunCurves& run) {
    std::size_t count = run.layers.size();
    if (count == 0 && !run.epochs.empty()) {
        count = std::max(run.epochs.back().test().size(), run.epochs.back().train().size());
    }
    if (count == 0 && !run.steps.empty()) {
        count = run.steps.back().layers.size();
    }
    return static_cast<int>(count);
}

int chosenLayer(const RunCurves& run, const Options& options) {
    const int layers = layerCount(run);
    if (options.layer == Options::kLastLayer) {
        return layers - 1;
    }
    return options.layer < layers ? options.layer : -1;
}

QString percentText(double fraction) {
    return std::isfinite(fraction)
               ? CurvesText::tr("%1 %").arg(QLocale().toString(100.0 * fraction, 'f', 1))
               : QStringLiteral("–");
}

QString layerText(const RunCurves& run, int layer) {
    QString text = CurvesText::tr("layer %1").arg(layer + 1);
    if (layer >= 0 && layer < static_cast<int>(run.layers.size())) {
        const LayerInfo& info = run.layers[static_cast<std::size_t>(layer)];
        text += CurvesText::tr(" · %1 · P\u00A0%2").arg(info.channels).arg(info.patches);
    }
    return text;
}

QByteArray csvOf(const std::vector<RunCurves>& runs) {
    QByteArray csv = "run,name,kind,epoch,step,seconds,layer,split,loss,accuracy";
    for (const MetricId metric : furtherMetrics()) {
        const std::string_view key = rowOf(metric).key;
        csv += ',' + QByteArray(key.data(), static_cast<qsizetype>(key.size()));
    }
    csv += ",readout";
    const OtherQuantities others = otherQuantities(runs);
    for (const ScoreQuantities& other : others) {
        for (const std::string_view key : {other.loss.key, other.accuracy.key}) {
            csv += ',' + QByteArray(key.data(), static_cast<qsizetype>(key.size()));
        }
    }
    csv += "\r\n";
    for (const RunCurves& run : runs) {
        const QByteArray head =
            QByteArray::number(static_cast<qlonglong>(run.id)) + ',' + csvField(run.name);
        for (const StepSeries::Step& s : run.steps) {
            addStepRows(csv, {head, "step", s.epoch, s.step, s.seconds, run.scores}, others,
                        s.layers);
        }
        for (const EpochEvent& e : run.epochs) {
            addEpochRows(csv, {head, "epoch", e.epoch, e.step, e.seconds, run.scores}, others,
                         e.values);
        }
    }
    return csv;
}

} // namespace asge::curves
