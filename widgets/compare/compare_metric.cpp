#include "widgets/compare/compare_metric.h"

#include "core/query/statistics.h"
#include "widgets/compare/compare_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace asge::compare {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool isAccuracy(Metric metric) {
    return metric == Metric::testAccuracy || metric == Metric::trainAccuracy ||
           metric == Metric::heldOutAccuracy || metric == Metric::batchAccuracy;
}

double scoreOf(Metric metric, std::span<const LayerScore> scores, int layer) {
    if (layer < 0 || static_cast<std::size_t>(layer) >= scores.size()) {
        return kNone;
    }
    const LayerScore& score = scores[static_cast<std::size_t>(layer)];
    return isAccuracy(metric) ? 100.0 * score.accuracy : score.loss;
}

} // namespace

const std::vector<Metric>& allMetrics() {
    static const std::vector<Metric> all = {Metric::testAccuracy,
                                            Metric::trainAccuracy,
                                            Metric::heldOutAccuracy,
                                            Metric::batchAccuracy,
                                            Metric::testLoss,
                                            Metric::trainLoss,
                                            Metric::heldOutLoss,
                                            Metric::batchLoss,
                                            Metric::fusion,
                                            Metric::last,
                                            Metric::best,
                                            Metric::learningRate,
                                            Metric::imagesPerSecond,
                                            Metric::probeShare,
                                            Metric::waitShare};
    return all;
}

bool isPerLayer(Metric metric) {
    return metric <= Metric::batchLoss;
}

bool isPerStep(Metric metric) {
    return metric == Metric::batchAccuracy || metric == Metric::batchLoss;
}

bool isPercent(Metric metric) {
    return isAccuracy(metric) || metric == Metric::fusion || metric == Metric::last ||
           metric == Metric::best || metric == Metric::probeShare || metric == Metric::waitShare;
}

QString titleOf(Metric metric) {
    switch (metric) {
    case Metric::testAccuracy:
        return CompareText::tr("Test accuracy");
    case Metric::trainAccuracy:
        return CompareText::tr("Training accuracy");
    case Metric::heldOutAccuracy:
        return CompareText::tr("Held-out accuracy");
    case Metric::batchAccuracy:
        return CompareText::tr("Batch accuracy");
    case Metric::testLoss:
        return CompareText::tr("Test loss");
    case Metric::trainLoss:
        return CompareText::tr("Training loss");
    case Metric::heldOutLoss:
        return CompareText::tr("Held-out loss");
    case Metric::batchLoss:
        return CompareText::tr("Batch loss");
    case Metric::fusion:
        return CompareText::tr("Fusion, test accuracy");
    case Metric::last:
        return CompareText::tr("Last, test accuracy");
    case Metric::best:
        return CompareText::tr("Best, test accuracy");
    case Metric::learningRate:
        return CompareText::tr("Learning rate");
    case Metric::imagesPerSecond:
        return CompareText::tr("Images per second");
    case Metric::probeShare:
        return CompareText::tr("Probes' share of time");
    case Metric::waitShare:
        break;
    }
    return CompareText::tr("Share of time waiting for images");
}

QString labelOf(Metric metric) {
    if (isPercent(metric)) {
        return CompareText::tr("%1 (%)").arg(titleOf(metric));
    }
    return isPerLayer(metric) ? CompareText::tr("%1 (nats)").arg(titleOf(metric)) : titleOf(metric);
}

QString tipOf(Metric metric) {
    switch (metric) {
    case Metric::trainAccuracy:
    case Metric::trainLoss:
        return CompareText::tr("Mean over an epoch's batches, each before its update");
    case Metric::heldOutAccuracy:
    case Metric::heldOutLoss:
        return CompareText::tr("On the training images that are held out");
    case Metric::batchAccuracy:
    case Metric::batchLoss:
        return CompareText::tr("Of each training batch before its update");
    case Metric::fusion:
        return CompareText::tr("Of the summed softmax of all layers");
    case Metric::last:
        return CompareText::tr("Of the last layer's prediction");
    case Metric::best:
        return CompareText::tr("Of the layer that is best on the held-out images");
    default:
        return {};
    }
}

double valueOf(Metric metric, const EpochEvent& epoch, int layer) {
    switch (metric) {
    case Metric::testAccuracy:
    case Metric::testLoss:
        return scoreOf(metric, epoch.test, layer);
    case Metric::trainAccuracy:
    case Metric::trainLoss:
        return scoreOf(metric, epoch.train, layer);
    case Metric::heldOutAccuracy:
    case Metric::heldOutLoss:
        return scoreOf(metric, epoch.validation, layer);
    case Metric::fusion:
        return 100.0 * epoch.accuracy.fusion;
    case Metric::last:
        return 100.0 * epoch.accuracy.last;
    case Metric::best:
        return 100.0 * epoch.accuracy.best;
    case Metric::learningRate:
        return epoch.learningRate;
    case Metric::imagesPerSecond:
        return epoch.imagesPerSecond;
    case Metric::probeShare:
        return 100.0 * epoch.probeShare;
    case Metric::waitShare:
        return 100.0 * epoch.waitShare;
    case Metric::batchAccuracy:
    case Metric::batchLoss:
        break;
    }
    return kNone;
}

double valueOf(Metric metric, const StepSeries::Step& step, int layer) {
    return isPerStep(metric) ? scoreOf(metric, step.layers, layer) : kNone;
}

QString valueText(Metric metric, double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    return isPercent(metric) ? QLocale().toString(value, 'f', 2)
                             : QLocale().toString(value, 'g', 4);
}

int layerOf(const RunCurves& run, int choice) {
    curves::Options options;
    options.layer = choice;
    return curves::chosenLayer(run, options);
}

std::vector<Sample> samplesOf(const RunCurves& run, const curves::EpochClock& clock, Metric metric,
                              int layer, const Horizontal& horizontal) {
    std::vector<Sample> samples;
    const auto place = [&](const auto& event) {
        return horizontal.axis == curves::Axis::epochs  ? clock.place(event.epoch, event.step)
               : horizontal.axis == curves::Axis::steps ? static_cast<double>(event.step)
                                                        : event.seconds;
    };
    const auto hasLayer = [&](std::span<const LayerScore> scores) {
        return layer >= 0 && static_cast<std::size_t>(layer) < scores.size();
    };
    const int across = layerOf(run, horizontal.layer);
    if (isPerStep(metric)) {
        samples.reserve(run.steps.size());
        for (const StepSeries::Step& step : run.steps) {
            const double x =
                horizontal.isMetric ? valueOf(horizontal.metric, step, across) : place(step);
            if (std::isfinite(x) && hasLayer(step.layers)) {
                samples.push_back({step.step, x, valueOf(metric, step, layer)});
            }
        }
        return samples;
    }
    for (const EpochEvent& epoch : run.epochs) {
        const bool heldOut = metric == Metric::heldOutAccuracy || metric == Metric::heldOutLoss;
        if (isPerLayer(metric) && !hasLayer(heldOut ? epoch.validation : epoch.test)) {
            continue;
        }
        const double x =
            horizontal.isMetric ? valueOf(horizontal.metric, epoch, across) : place(epoch);
        if (std::isfinite(x)) {
            samples.push_back({epoch.epoch, x, valueOf(metric, epoch, layer)});
        }
    }
    return samples;
}

std::vector<Mean> meansOf(const std::vector<std::vector<Sample>>& members) {
    std::vector<Mean> means;
    std::vector<std::size_t> next(members.size(), 0);
    while (true) {
        std::int64_t number = std::numeric_limits<std::int64_t>::max();
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (next[i] < members[i].size()) {
                number = std::min(number, members[i][next[i]].number);
            }
        }
        std::vector<double> xs;
        std::vector<double> ys;
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (next[i] < members[i].size() && members[i][next[i]].number == number) {
                xs.push_back(members[i][next[i]].x);
                ys.push_back(members[i][next[i]].y);
                ++next[i];
            }
        }
        if (xs.empty()) {
            return means;
        }
        const Spread y = spreadOf(ys);
        const double x = spreadOf(xs).mean;
        means.push_back({x, y.mean, y.deviation, y.n, number});
    }
}

void smooth(std::vector<Sample>& samples, int horizon, bool across) {
    curves::Smoother up(std::max(horizon, 1));
    curves::Smoother along(std::max(horizon, 1));
    for (Sample& sample : samples) {
        sample.y = up.next(sample.y);
        sample.x = across ? along.next(sample.x) : sample.x;
    }
}

} // namespace asge::compare
