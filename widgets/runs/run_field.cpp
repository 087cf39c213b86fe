#include "widgets/runs/run_field.h"

#include "core/base/text.h"
#include "widgets/form/form_titles.h"
#include "widgets/runs/runs_text.h"

#include <QDateTime>
#include <QRegularExpression>

#include <array>
#include <cmath>

namespace asge {
namespace {

using Source = RunField::Source;

struct Known {
    Source source;
    const char* name;
    FieldKind kind;
};

constexpr std::array<Known, 24> kKnown = {
    {{Source::status, "status", FieldKind::choice},
     {Source::name, "name", FieldKind::text},
     {Source::id, "id", FieldKind::count},
     {Source::network, "network", FieldKind::text},
     {Source::data, "data", FieldKind::text},
     {Source::method, "method", FieldKind::text},
     {Source::epochs, "epochs", FieldKind::count},
     {Source::last, "last", FieldKind::accuracy},
     {Source::fusion, "fusion", FieldKind::accuracy},
     {Source::best, "best", FieldKind::accuracy},
     {Source::bestEpoch, "best_epoch", FieldKind::count},
     {Source::lastAtBest, "best_epoch.last", FieldKind::accuracy},
     {Source::fusionAtBest, "best_epoch.fusion", FieldKind::accuracy},
     {Source::bestAtBest, "best_epoch.best", FieldKind::accuracy},
     {Source::speed, "speed", FieldKind::number},
     {Source::duration, "duration", FieldKind::duration},
     {Source::created, "created", FieldKind::date},
     {Source::age, "age", FieldKind::duration},
     {Source::tag, "tag", FieldKind::tags},
     {Source::notes, "notes", FieldKind::text},
     {Source::parent, "parent", FieldKind::count},
     {Source::device, "device", FieldKind::text},
     {Source::reason, "reason", FieldKind::text},
     {Source::color, "color", FieldKind::text}}};

FieldKind kindOf(const Setting* setting) {
    if (setting == nullptr) {
        return FieldKind::either;
    }
    switch (setting->kind) {
    case SettingKind::integer:
        return FieldKind::count;
    case SettingKind::number:
        return FieldKind::number;
    case SettingKind::choice:
        return FieldKind::choice;
    default:
        return FieldKind::text;
    }
}

std::optional<double> accuracyOf(const std::optional<Accuracies>& all,
                                 double Accuracies::*prediction) {
    return all ? std::optional((*all).*prediction) : std::nullopt;
}

std::optional<double> measured(const RunSummary& run, double value) {
    return run.epochsDone > 0 ? std::optional(value) : std::nullopt; // nothing before that
}

std::optional<double> ageOf(const RunEntry& run) {
    const QDateTime created = QDateTime::fromString(run.created(), Qt::ISODate);
    return created.isValid() ? std::optional<double>(created.secsTo(QDateTime::currentDateTime()))
                             : std::nullopt;
}

std::optional<double> finite(std::optional<double> value) {
    return value && std::isfinite(*value) ? value : std::nullopt;
}

QString layerName(int number) {
    return QStringLiteral("layer%1").arg(number);
}

/// "fusion", "layer2"
QString placeName(Place place) {
    const std::string_view key = place < 0 ? predictionKey(place) : std::string_view();
    return place < 0 ? QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()))
                     : layerName(place + 1);
}

std::optional<int> layerNamed(const QString& word) {
    static const QRegularExpression layer(QStringLiteral("^layer([1-9][0-9]?)$"));
    const auto match = layer.match(word);
    return match.hasMatch() ? std::optional(match.captured(1).toInt()) : std::nullopt;
}

/// Of "top5.fusion" or "loss.layer2".
std::optional<RunField> metricNamed(const QString& word) {
    const QStringList parts = word.split(u'.');
    const auto metric = findMetric(parts.first().toStdString());
    if (parts.size() != 2 || !metric || *metric == MetricId::accuracy) {
        return std::nullopt;
    }
    const MetricRow& row = rowOf(*metric);
    for (const Place place : kPredictionPlaces) {
        if (row.ofPredictions && parts[1] == placeName(place)) {
            return RunField::ofMetric(*metric, place);
        }
    }
    const auto layer = layerNamed(parts[1]);
    return row.perLayer && layer
               ? std::optional(RunField::ofMetric(*metric, static_cast<Place>(*layer - 1)))
               : std::nullopt;
}

} // namespace

std::optional<RunField> RunField::named(const QString& name) {
    const QString word = name.toLower();
    for (const Known& known : kKnown) {
        if (word == QLatin1String(known.name)) {
            return RunField(known.source, word, known.kind);
        }
    }
    if (const auto layer = layerNamed(word)) {
        return ofLayer(*layer);
    }
    if (const auto metric = metricNamed(word)) {
        return metric;
    }
    if (word == QLatin1String("tags")) {
        return ofSource(Source::tag);
    }
    const std::string path = word.toStdString();
    return findSetting(path) != nullptr ? std::optional(ofSetting(path)) : std::nullopt;
}

RunField RunField::ofSource(Source source) {
    const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                    [source](const Known& row) { return row.source == source; });
    return RunField(source, QLatin1String(known->name), known->kind);
}

RunField RunField::ofLayer(int number) {
    RunField field(Source::layer, layerName(number), FieldKind::accuracy);
    field.layer_ = number;
    return field;
}

RunField RunField::ofMetric(MetricId metric, Place place) {
    const MetricRow& row = rowOf(metric);
    RunField field(Source::metric,
                   QString::fromStdString(std::string(row.key)) + QLatin1Char('.') +
                       placeName(place),
                   row.unit == MetricUnit::fraction ? FieldKind::accuracy : FieldKind::number);
    field.metric_ = metric;
    field.place_ = place;
    return field;
}

RunField RunField::ofSetting(const std::string& path) {
    const Setting* setting = findSetting(path);
    RunField field(Source::setting, QString::fromStdString(path), kindOf(setting));
    field.path_ = path;
    field.setting_ = setting;
    return field;
}

const QStringList& RunField::names() {
    static const QStringList all = [] {
        QStringList names;
        for (const Known& known : kKnown) {
            names << QLatin1String(known.name);
        }
        for (const MetricId metric : predictedMetrics()) {
            for (const Place place : kPredictionPlaces) {
                if (metric != MetricId::accuracy) {
                    names << ofMetric(metric, place).name();
                }
            }
        }
        for (const Setting& setting : settings()) {
            const QString path = QString::fromStdString(setting.path);
            if (!names.contains(path)) { // "device" and "method" are what the run has of them
                names << path;
            }
        }
        return names;
    }();
    return all;
}

QStringList RunField::settingsEndingWith(const QString& word) {
    QStringList paths;
    const QString end = QLatin1Char('.') + word.toLower();
    for (const Setting& setting : settings()) {
        const QString path = QString::fromStdString(setting.path);
        if (path.endsWith(end)) {
            paths << path;
        }
    }
    return paths;
}

bool RunField::isNumeric() const {
    switch (kind_) {
    case FieldKind::count:
    case FieldKind::number:
    case FieldKind::accuracy:
    case FieldKind::duration:
        return true;
    default:
        return false;
    }
}

QStringList RunField::choices() const {
    QStringList words;
    if (source_ == Source::status) {
        for (const RunStatus status :
             {RunStatus::running, RunStatus::paused, RunStatus::finished, RunStatus::stopped,
              RunStatus::interrupted, RunStatus::failed}) {
            const std::string_view name = toString(status);
            words << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
        }
    }
    const Setting* setting = source_ == Source::method ? findSetting("method") : setting_;
    if (setting != nullptr) {
        for (const std::string& choice : setting->choices) {
            words << QString::fromStdString(choice);
        }
    }
    return words;
}

QString RunField::description() const {
    switch (source_) {
    case Source::id:
        return RunsText::tr("The run's number");
    case Source::status:
        return RunsText::tr("How it ended, or that it trains");
    case Source::name:
        return RunsText::tr("The run's name");
    case Source::data:
        return RunsText::tr("The data set");
    case Source::network:
        return RunsText::tr("The layers");
    case Source::method:
        return RunsText::tr("How layers learn");
    case Source::device:
        return RunsText::tr("Where it was trained");
    case Source::reason:
        return RunsText::tr("Why it stopped or failed");
    case Source::notes:
        return RunsText::tr("What somebody wrote about it");
    case Source::tag:
        return RunsText::tr("A whole tag; ~ finds a part of one");
    case Source::color:
        return RunsText::tr("The colour that somebody gave it");
    case Source::created:
        return RunsText::tr("When it began: 2026-11-01, today, yesterday");
    case Source::age:
        return RunsText::tr("How long ago it began: 2h, 7d");
    case Source::epochs:
        return RunsText::tr("Finished epochs");
    case Source::last:
        return RunsText::tr("Test accuracy of the last layer");
    case Source::fusion:
        return RunsText::tr("Test accuracy of the layers' summed probabilities");
    case Source::best:
        return RunsText::tr("Test accuracy of the layer that is best on the held-out images");
    case Source::bestEpoch:
        return RunsText::tr("The epoch that was best on the held-out images");
    case Source::lastAtBest:
        return RunsText::tr("Test accuracy of the last layer after the best epoch");
    case Source::fusionAtBest:
        return RunsText::tr("Test accuracy of the summed probabilities after the best epoch");
    case Source::bestAtBest:
        return RunsText::tr("Test accuracy of the layer that is best on the held-out images, after "
                            "the best epoch");
    case Source::speed:
        return RunsText::tr("Training images a second, without evaluation and probes");
    case Source::duration:
        return RunsText::tr("Training time until the last finished epoch");
    case Source::parent:
        return RunsText::tr("The run that it branched off");
    case Source::layer:
        return RunsText::tr("Test accuracy of layer %1").arg(layer_);
    case Source::metric:
        return QString::fromStdString(std::string(rowOf(metric_).title) + ", " +
                                      std::string(keyOf(listedSplit(rowOf(metric_)))) + ", " +
                                      placeName(place_).toStdString());
    case Source::setting:
        return setting_ != nullptr ? QString::fromStdString(setting_->description) : QString();
    }
    return {};
}

std::optional<double> RunField::number(const RunEntry& run) const {
    const RunSummary& s = run.summary();
    switch (source_) {
    case Source::id:
        return static_cast<double>(s.id);
    case Source::status:
        return static_cast<double>(s.status);
    case Source::epochs:
        return s.epochsDone;
    case Source::last:
        return finite(accuracyOf(s.accuracy(), &Accuracies::last));
    case Source::fusion:
        return finite(accuracyOf(s.accuracy(), &Accuracies::fusion));
    case Source::best:
        return finite(accuracyOf(s.accuracy(), &Accuracies::best));
    case Source::bestEpoch:
        return s.bestEpoch > 0 ? std::optional<double>(s.bestEpoch) : std::nullopt;
    case Source::lastAtBest:
        return finite(accuracyOf(s.bestAccuracy(), &Accuracies::last));
    case Source::fusionAtBest:
        return finite(accuracyOf(s.bestAccuracy(), &Accuracies::fusion));
    case Source::bestAtBest:
        return finite(accuracyOf(s.bestAccuracy(), &Accuracies::best));
    case Source::speed:
        return finite(measured(s, s.imagesPerSecond));
    case Source::duration:
        return finite(measured(s, s.seconds));
    case Source::age:
        return ageOf(run);
    case Source::parent:
        return s.lineage && s.lineage->parent > 0 ? std::optional<double>(s.lineage->parent)
                                                  : std::nullopt;
    case Source::layer:
        return finite(s.values.at(MetricId::accuracy, Split::test, static_cast<Place>(layer_ - 1)));
    case Source::metric:
        return finite(s.values.at(metric_, listedSplit(rowOf(metric_)), place_));
    case Source::setting:
        if (const RunSettings::Value* value = run.settings().find(path_)) {
            return finite(value->number);
        }
        return std::nullopt;
    default:
        return std::nullopt;
    }
}

QString RunField::text(const RunEntry& run) const {
    const RunSummary& s = run.summary();
    switch (source_) {
    case Source::status: {
        const std::string_view name = toString(s.status);
        return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
    }
    case Source::name:
        return QString::fromStdString(s.name);
    case Source::data:
        return QString::fromStdString(s.dataName);
    case Source::network:
        return QString::fromStdString(s.networkLayers);
    case Source::method:
        return QString::fromStdString(s.method);
    case Source::device:
        return QString::fromStdString(s.device);
    case Source::reason:
        return QString::fromStdString(s.reason);
    case Source::notes:
        return QString::fromStdString(s.notes);
    case Source::tag:
        return run.tags().join(QStringLiteral(", "));
    case Source::color:
        return QString::fromStdString(s.color);
    case Source::created:
        return run.created();
    case Source::setting:
        if (const RunSettings::Value* value = run.settings().find(path_)) {
            return QString::fromStdString(value->text);
        }
        return {};
    default: {
        const auto value = number(run);
        return value ? QString::fromStdString(numberText(*value)) : QString();
    }
    }
}

bool RunField::has(const RunEntry& run) const {
    if (source_ == Source::setting) {
        return run.settings().find(path_) != nullptr;
    }
    return isNumeric() ? number(run).has_value() : !text(run).isEmpty();
}

} // namespace asge
