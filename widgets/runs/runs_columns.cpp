// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_columns.h"

#include "core/base/text.h"
#include "core/experiment/settings.h"
#include "widgets/form/form_titles.h"
#include "widgets/runs/runs_text.h"

namespace asge {
namespace {

using Source = RunField::Source;

RunColumn column(Source source, ColumnGroup group, const char* widest, bool shown) {
    const RunField field = RunField::ofSource(source);
    return {field, group, RunsText::tr(field.title().c_str()), QString::fromUtf8(widest), shown};
}

RunColumn metricColumn(const RunField& field, ColumnGroup group) {
    return {field, group, RunsText::tr(field.title().c_str()), QStringLiteral("99.990"), false};
}

} // namespace

QString columnGroupTitle(ColumnGroup group) {
    switch (group) {
    case ColumnGroup::run:
        return RunsText::tr("Run");
    case ColumnGroup::results:
        return RunsText::tr("Results after the last epoch");
    case ColumnGroup::bestEpoch:
        return RunsText::tr("Results after the best epoch");
    case ColumnGroup::layers:
        return RunsText::tr("Layers");
    case ColumnGroup::time:
        return RunsText::tr("Time");
    case ColumnGroup::annotations:
        return RunsText::tr("Notes and tags");
    case ColumnGroup::settings:
        return RunsText::tr("Settings");
    }
    return {};
}

std::vector<RunColumn> fixedColumns() {
    using enum ColumnGroup;
    std::vector<RunColumn> all = {
        column(Source::status, run, "⚡ interrupted", true),
        column(Source::name, run, "vgg8 fashion seed 1", true),
        column(Source::id, run, "9999", true),
        column(Source::network, run, "32 64M 128M 256M", true),
        column(Source::data, run, "fashion-mnist", true),
        column(Source::method, run, "deep-supervision", false),
        column(Source::epochs, time, "100 / 100", true),
        column(Source::last, results, "Last %0", true),
        column(Source::fusion, results, "Fusion %0", true),
        column(Source::best, results, "Best layer %0", true),
        column(Source::validation, results, "Validation %0", false),
        column(Source::speed, time, "Images/s0", true),
        column(Source::duration, time, "59 min 59 s", true),
        column(Source::created, time, "2026-01-31 12:00", true),
        column(Source::tag, annotations, "sweep:gain", false),
        column(Source::device, run, "cuda:0", false),
        column(Source::bestEpoch, bestEpoch, "1000", false),
        column(Source::lastAtBest, bestEpoch, "99.99", false),
        column(Source::fusionAtBest, bestEpoch, "99.99", false),
        column(Source::bestAtBest, bestEpoch, "99.99", false),
        column(Source::notes, annotations, "learns more slowly than 17", false),
        column(Source::parent, run, "9999 · vgg8 fashion", false),
        column(Source::reason, run, "layer 2: loss is not finite", false)};
    for (const Setting& setting : asge::settings()) {
        if (RunField::named(setting.path)->source() == Source::setting) {
            all.push_back(settingColumn(setting.path));
        }
    }
    for (const MetricId metric : predictedMetrics()) {
        for (const Place place : kPredictionPlaces) {
            if (metric != MetricId::accuracy) {
                all.push_back(
                    metricColumn(RunField::ofMetric(metric, place), ColumnGroup::results));
            }
        }
    }
    return all;
}

std::vector<RunColumn> layerMetricColumns(int number) {
    std::vector<RunColumn> columns;
    for (std::size_t index = 0; index < metricRows().size(); ++index) {
        const auto metric = static_cast<MetricId>(index);
        if (rowOf(metric).perLayer && metric != MetricId::accuracy) {
            columns.push_back(metricColumn(
                RunField::ofMetric(metric, static_cast<Place>(number - 1)), ColumnGroup::layers));
        }
    }
    return columns;
}

RunColumn layerColumn(int number) {
    return {RunField::ofLayer(number), ColumnGroup::layers, RunsText::tr("Layer %1 %").arg(number),
            QStringLiteral("99.990"), false};
}

RunColumn settingColumn(const std::string& path) {
    const QString title = settingTitle(path);
    return {RunField::ofSetting(path), ColumnGroup::settings, title, QStringLiteral("0.00025"),
            false};
}

QString shownValue(const RunField& field, const RunEntry& run) {
    return field.source() == Source::status
               ? statusText(run.summary().status)
               : QString::fromStdString(shownValue(field, run, localStyle()));
}

QString shownOfGroup(const RunField& field, const RunEntries& runs, const RunGroup& group) {
    return QString::fromStdString(shownOfGroup(field, runs, group, localStyle()));
}

QString shownRange(const RunField& field, const Spread& spread) {
    return QString::fromStdString(shownRange(field, spread, localStyle()));
}

} // namespace asge
