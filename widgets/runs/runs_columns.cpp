#include "widgets/runs/runs_columns.h"

#include "core/base/text.h"
#include "widgets/form/form_titles.h"
#include "widgets/runs/runs_text.h"

#include <QLocale>

#include <cmath>

namespace asge {
namespace {

using Source = RunField::Source;

const QString kNone = QStringLiteral("–");

RunColumn column(Source source, ColumnGroup group, const QString& title, const char* widest,
                 bool shown) {
    return {RunField::ofSource(source), group, title, QString::fromUtf8(widest), shown};
}

/// "top-5 %"
QString shortTitle(MetricId metric) {
    const MetricRow& row = rowOf(metric);
    const QString name = QString::fromStdString(std::string(row.shortName));
    return row.unit == MetricUnit::fraction ? RunsText::tr("%1 %").arg(name) : name;
}

RunColumn predictionColumn(MetricId metric, Place place) {
    const std::string_view key = predictionKey(place);
    QString title = QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
    title[0] = title[0].toUpper();
    return {RunField::ofMetric(metric, place), ColumnGroup::results,
            RunsText::tr("%1, %2").arg(title, shortTitle(metric)), QStringLiteral("99.990"), false};
}

QString shownNumber(FieldKind kind, double value) {
    switch (kind) {
    case FieldKind::accuracy:
        return QLocale().toString(value * 100, 'f', 2);
    case FieldKind::duration:
        return durationText(value);
    case FieldKind::count:
        return QString::number(value, 'f', value == std::floor(value) ? 0 : 1);
    default:
        return QString::fromStdString(numberText(value));
    }
}

QString shownParent(const RunSummary& run) {
    if (!run.lineage) {
        return {};
    }
    const QString name = QString::fromStdString(run.lineage->parentName);
    return run.lineage->parent > 0
               ? QStringLiteral("%1 · %2").arg(QString::number(run.lineage->parent), name)
               : name;
}

/// A note's first line.
QString shownNotes(const RunSummary& run) {
    return QString::fromStdString(run.notes).trimmed().section(u'\n', 0, 0);
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
        column(Source::status, run, RunsText::tr("Status"), "⚡ interrupted", true),
        column(Source::name, run, RunsText::tr("Name"), "vgg8 fashion seed 1", true),
        column(Source::id, run, RunsText::tr("ID"), "9999", true),
        column(Source::network, run, RunsText::tr("Network"), "32 64M 128M 256M", true),
        column(Source::data, run, RunsText::tr("Data"), "fashion-mnist", true),
        column(Source::method, run, RunsText::tr("Method"), "deep-supervision", false),
        column(Source::epochs, time, RunsText::tr("Epochs"), "100 / 100", true),
        column(Source::last, results, RunsText::tr("Last %"), "Last %0", true),
        column(Source::fusion, results, RunsText::tr("Fusion %"), "Fusion %0", true),
        column(Source::best, results, RunsText::tr("Best %"), "Best %0", true),
        column(Source::speed, time, RunsText::tr("Images/s"), "Images/s0", true),
        column(Source::duration, time, RunsText::tr("Duration"), "10:00:00", true),
        column(Source::created, time, RunsText::tr("Created"), "2026-01-31 12:00", true),
        column(Source::tag, annotations, RunsText::tr("Tags"), "sweep:gain", false),
        column(Source::device, run, RunsText::tr("Device"), "cuda:0", false),
        column(Source::bestEpoch, bestEpoch, RunsText::tr("Best epoch"), "1000", false),
        column(Source::lastAtBest, bestEpoch, RunsText::tr("Last % at best"), "99.99", false),
        column(Source::fusionAtBest, bestEpoch, RunsText::tr("Fusion % at best"), "99.99", false),
        column(Source::bestAtBest, bestEpoch, RunsText::tr("Best % at best"), "99.99", false),
        column(Source::notes, annotations, RunsText::tr("Notes"), "learns more slowly than 17",
               false),
        column(Source::parent, run, RunsText::tr("Parent"), "9999 · vgg8 fashion", false),
        column(Source::reason, run, RunsText::tr("Reason"), "layer 2: loss is not finite", false)};
    for (const Setting& setting : asge::settings()) {
        if (!RunField::named(QString::fromStdString(setting.path)) ||
            RunField::named(QString::fromStdString(setting.path))->source() == Source::setting) {
            all.push_back(settingColumn(setting.path));
        }
    }
    for (const MetricId metric : predictedMetrics()) {
        for (const Place place : kPredictionPlaces) {
            if (metric != MetricId::accuracy) {
                all.push_back(predictionColumn(metric, place));
            }
        }
    }
    return all;
}

std::vector<RunColumn> layerMetricColumns(int number) {
    std::vector<RunColumn> columns;
    for (std::size_t i = 0; i < metricRows().size(); ++i) {
        const auto metric = static_cast<MetricId>(i);
        if (rowOf(metric).perLayer && metric != MetricId::accuracy) {
            columns.push_back({RunField::ofMetric(metric, static_cast<Place>(number - 1)),
                               ColumnGroup::layers,
                               RunsText::tr("L%1 %2").arg(number).arg(shortTitle(metric)),
                               QStringLiteral("0.00025"), false});
        }
    }
    return columns;
}

RunColumn layerColumn(int number) {
    return {RunField::ofLayer(number), ColumnGroup::layers, RunsText::tr("L%1 %").arg(number),
            QStringLiteral("99.990"), false};
}

RunColumn settingColumn(const std::string& path) {
    const QString title = settingTitle(path);
    return {RunField::ofSetting(path), ColumnGroup::settings, title, QStringLiteral("0.00025"),
            false};
}

QString shownValue(const RunField& field, const RunEntry& run) {
    const RunSummary& s = run.summary();
    switch (field.source()) {
    case Source::status:
        return statusText(s.status);
    case Source::epochs:
        return QStringLiteral("%1 / %2").arg(s.epochsDone).arg(s.epochs);
    case Source::created:
        return run.created().isEmpty() ? kNone : run.created().left(16).replace(u'T', u' ');
    case Source::parent:
        return shownParent(s);
    case Source::notes:
        return shownNotes(s);
    case Source::speed: {
        const auto speed = field.number(run);
        return speed ? QLocale().toString(*speed, 'f', 0) : kNone;
    }
    case Source::metric:
        if (const auto value = field.number(run); value && field.kind() == FieldKind::number) {
            const MetricRow& row = rowOf(field.metric());
            return QLocale().toString(*value, row.form, row.digits);
        }
        break;
    case Source::setting:
        return field.has(run) ? field.text(run) : kNone;
    default:
        break;
    }
    if (!field.isNumeric()) {
        return field.text(run);
    }
    const auto value = field.number(run);
    return value ? shownNumber(field.kind(), *value) : kNone;
}

QString shownSpread(const RunField& field, const Spread& spread) {
    if (spread.n == 0) {
        return kNone;
    }
    const bool whole = field.source() == Source::speed;
    const QString mean =
        whole ? QLocale().toString(spread.mean, 'f', 0) : shownNumber(field.kind(), spread.mean);
    const bool deviates = spread.n >= 2 && field.kind() == FieldKind::accuracy;
    return deviates
               ? QStringLiteral("%1 ± %2").arg(mean, shownNumber(field.kind(), spread.deviation))
               : mean;
}

QString shownRange(const RunField& field, const Spread& spread) {
    return spread.n == 0 ? QString()
                         : RunsText::tr("%1 to %2, %3")
                               .arg(shownNumber(field.kind(), spread.min),
                                    shownNumber(field.kind(), spread.max), runCount(spread.n));
}

} // namespace asge
