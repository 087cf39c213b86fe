// SPDX-License-Identifier: GPL-3.0-or-later

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

MetricId idOf(Metric metric) {
    return static_cast<MetricId>(static_cast<int>(metric) >> 8);
}

const MetricRow& tableRow(Metric metric) {
    return rowOf(idOf(metric));
}

Split splitOf(Metric metric) {
    return static_cast<Split>(static_cast<int>(metric) >> 4 & 15);
}

MetricSubject subjectOf(Metric metric) {
    return static_cast<MetricSubject>(static_cast<int>(metric) & 15);
}

double drawnValue(Metric metric, double value) {
    return isPercent(metric) ? 100.0 * value : value;
}

/// Null if the epoch has no value of this metric.
const double* findValue(Metric metric, const EpochEvent& epoch, int layer) {
    const auto at = [&](Place place) {
        return epoch.values.find(idOf(metric), splitOf(metric), place);
    };
    switch (subjectOf(metric)) {
    case MetricSubject::layer:
        return layer < 0 ? nullptr : at(static_cast<Place>(layer));
    case MetricSubject::last:
        return at(kLastPlace);
    case MetricSubject::fusion:
        return at(kFusionPlace);
    case MetricSubject::best:
        return at(kBestPlace);
    case MetricSubject::run:
        return at(kRunPlace);
    case MetricSubject::batch:
        break;
    }
    return nullptr;
}

QString text(std::string_view words) {
    return CompareText::tr(std::string(words).c_str());
}

/// "accuracy"
QString lowerTitle(const MetricRow& row) {
    QString title = text(row.title);
    title[0] = title[0].toLower();
    return title;
}

QString layerTitle(Metric metric, const MetricRow& row) {
    if (subjectOf(metric) == MetricSubject::batch) {
        return CompareText::tr("Batch %1").arg(lowerTitle(row));
    }
    if (row.splits.size() == 1) {
        return text(row.title);
    }
    switch (splitOf(metric)) {
    case Split::train:
        return CompareText::tr("Training %1").arg(lowerTitle(row));
    case Split::validation:
        return CompareText::tr("Validation %1").arg(lowerTitle(row));
    default:
        return CompareText::tr("Test %1").arg(lowerTitle(row));
    }
}

/// For each per-layer metric: the curve of the test images first, that of single batches last.
std::vector<Metric> listMetrics() {
    std::vector<Metric> all;
    const auto forEach = [&](const auto& add) {
        for (std::size_t i = 0; i < metricRows().size(); ++i) {
            add(metricRows()[i],
                [&all, id = static_cast<MetricId>(i)](Split split, MetricSubject of) {
                    all.push_back(static_cast<Metric>(metricCode(id, split, of)));
                });
        }
    };
    forEach([](const MetricRow& row, const auto& add) {
        for (const Split split : {Split::test, Split::train, Split::validation}) {
            if (row.perLayer && has(row, split)) {
                add(split, MetricSubject::layer);
            }
        }
        if (row.perLayer && row.perStep) {
            add(Split::train, MetricSubject::batch);
        }
    });
    forEach([](const MetricRow& row, const auto& add) {
        for (const MetricSubject of :
             {MetricSubject::fusion, MetricSubject::last, MetricSubject::best}) {
            if (row.ofPredictions) {
                add(Split::test, of);
            }
        }
    });
    forEach([](const MetricRow& row, const auto& add) {
        if (row.splits.empty()) {
            add(Split::none, MetricSubject::run);
        }
    });
    return all;
}

} // namespace

const std::vector<Metric>& allMetrics() {
    static const std::vector<Metric> all = listMetrics();
    return all;
}

bool isPerLayer(Metric metric) {
    return subjectOf(metric) == MetricSubject::layer || isPerStep(metric);
}

bool isPerStep(Metric metric) {
    return subjectOf(metric) == MetricSubject::batch;
}

bool isPercent(Metric metric) {
    return tableRow(metric).unit == MetricUnit::fraction;
}

QString titleOf(Metric metric) {
    const MetricRow& row = tableRow(metric);
    switch (subjectOf(metric)) {
    case MetricSubject::fusion:
        return CompareText::tr("Fusion, test %1").arg(lowerTitle(row));
    case MetricSubject::last:
        return CompareText::tr("Last, test %1").arg(lowerTitle(row));
    case MetricSubject::best:
        return CompareText::tr("Best layer (by validation), test %1").arg(lowerTitle(row));
    case MetricSubject::run:
        return text(row.title);
    default:
        return layerTitle(metric, row);
    }
}

const Quantity* quantityOf(Metric metric, const RunCurves& run) {
    return run.scores.quantity(idOf(metric), splitOf(metric));
}

const Quantity* drawnQuantity(Metric metric, const std::vector<RunCurves>& runs) {
    const Quantity* first = nullptr;
    for (const RunCurves& run : runs) {
        const Quantity* its = quantityOf(metric, run);
        first = first == nullptr ? its : first;
        if (its != nullptr && its->key == tableRow(metric).key) {
            return its;
        }
    }
    return first;
}

Omission omissionOf(Metric metric, const RunCurves& run, int layer, const Quantity* drawn) {
    const Quantity* its = quantityOf(metric, run);
    if (its != nullptr && drawn != nullptr && *its != *drawn) {
        return Omission::otherQuantity;
    }
    const MetricSubject of = subjectOf(metric);
    const Place place = of == MetricSubject::fusion ? kFusionPlace
                        : of == MetricSubject::best ? kBestPlace
                        : of == MetricSubject::last ? kLastPlace
                                                    : static_cast<Place>(std::max(layer, 0));
    return isOfReadouts(idOf(metric)) && !run.scores.isTrained(place) ? Omission::untrainedReadout
                                                                      : Omission::none;
}

QString titleOf(Metric metric, const Quantity* drawn) {
    if (drawn == nullptr || drawn->key == tableRow(metric).key) {
        return titleOf(metric);
    }
    const QString name = text(drawn->title);
    return isPerStep(metric) ? CompareText::tr("%1, batches").arg(name) : name;
}

QString labelOf(Metric metric, const Quantity* drawn) {
    const QString title = titleOf(metric, drawn);
    if (isPercent(metric)) {
        return CompareText::tr("%1 (%)").arg(title);
    }
    const std::string unit(unitText(tableRow(metric).unit));
    return isPerLayer(metric) && !unit.empty() ? CompareText::tr("%1 (%2)").arg(title, text(unit))
                                               : title;
}

QString labelOf(Metric metric) {
    return labelOf(metric, nullptr);
}

QString tipOf(Metric metric) {
    const QString description = text(tableRow(metric).description);
    const auto with = [&](const QString& more) { return description + QLatin1Char(' ') + more; };
    switch (subjectOf(metric)) {
    case MetricSubject::batch:
        return with(CompareText::tr("Measured on each training batch before its update."));
    case MetricSubject::fusion:
        return with(CompareText::tr("The prediction is the sum of all layers' softmax outputs."));
    case MetricSubject::last:
        return with(CompareText::tr("The prediction is the last layer's."));
    case MetricSubject::best:
        return with(CompareText::tr(
            "The prediction is that of the layer with the best validation accuracy."));
    case MetricSubject::run:
        return description;
    case MetricSubject::layer:
        break;
    }
    switch (splitOf(metric)) {
    case Split::train:
        return with(CompareText::tr("Mean over an epoch's batches, each before its update."));
    case Split::validation:
        return with(CompareText::tr("On the validation images."));
    default:
        return with(CompareText::tr("On the test images."));
    }
}

double valueOf(Metric metric, const EpochEvent& epoch, int layer) {
    const double* value = findValue(metric, epoch, layer);
    return value != nullptr ? drawnValue(metric, *value) : kNone;
}

double valueOf(Metric metric, const StepSeries::Step& step, int layer) {
    if (!isPerStep(metric) || layer < 0 || static_cast<std::size_t>(layer) >= step.layers.size()) {
        return kNone;
    }
    const LayerScore& score = step.layers[static_cast<std::size_t>(layer)];
    return drawnValue(metric, idOf(metric) == MetricId::accuracy ? score.accuracy : score.loss);
}

QString valueText(Metric metric, double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const MetricRow& row = tableRow(metric);
    return QLocale().toString(value, row.form, row.digits);
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
        if (findValue(metric, epoch, layer) == nullptr) {
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
        means.push_back({x, y.mean, y.standardDeviation, y.n, number});
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
