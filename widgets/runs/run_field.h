#pragma once

#include "core/experiment/experiment.h"
#include "widgets/runs/run_entry.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace asge {

/// What the values of a field are: how they are written in a filter, shown and sorted.
enum class FieldKind {
    count,    ///< a whole number
    number,   ///< a number
    accuracy, ///< a fraction, shown as a percentage
    duration, ///< seconds
    date,     ///< a moment, as RunEntry::created writes it
    text,
    choice, ///< one of few words
    tags,   ///< any number of words
    either, ///< of a setting that this version doesn't know: a number where both sides are one
};

/// Something that can be asked of every run, under one name in filters, columns and groupings:
/// "fusion", "layer3", "created", or an experiment's setting, "train.batch".
class RunField {
  public:
    enum class Source {
        id,
        status,
        name,
        data,
        network,
        method,
        device,
        reason,
        notes,
        tag,
        color,
        created,
        age,
        epochs,
        last,
        fusion,
        best,
        bestEpoch,
        lastAtBest,
        fusionAtBest,
        bestAtBest,
        speed,
        duration,
        parent,
        layer,
        metric,
        setting
    };

    /// The field of a name, whatever its case. Nothing where there is none.
    static std::optional<RunField> named(const QString& name);
    static RunField ofSource(Source source); ///< neither a layer nor a setting
    static RunField ofLayer(int number);     ///< 1 for the first
    /// "top5.fusion", "loss.layer2": a metric of layers that is not the accuracy.
    static RunField ofMetric(MetricId metric, Place place);
    /// Of a path that may be one that this version doesn't know.
    static RunField ofSetting(const std::string& path);
    /// The names of all that every store has: what runs are measured by, then settings.
    static const QStringList& names();
    /// The settings whose last part is `word`: "seed" is train.seed, "batch" one of two.
    static QStringList settingsEndingWith(const QString& word);

    const QString& name() const { return name_; }
    FieldKind kind() const { return kind_; }
    Source source() const { return source_; }
    const std::string& path() const { return path_; } ///< of a setting
    MetricId metric() const { return metric_; }
    bool isNumeric() const;
    /// Words that its value may be, where these are known.
    QStringList choices() const;
    /// What it is, in a line.
    QString description() const;

    /// The value as a number (fractions, seconds); nothing where the run has none.
    std::optional<double> number(const RunEntry& run) const;
    /// The value as a text, which a filter compares; empty where the run has none.
    QString text(const RunEntry& run) const;
    bool has(const RunEntry& run) const;

    bool operator==(const RunField& other) const { return name_ == other.name_; }

  private:
    RunField(Source source, QString name, FieldKind kind)
        : source_(source), name_(std::move(name)), kind_(kind) {}

    Source source_;
    QString name_;
    FieldKind kind_;
    int layer_ = 0;
    MetricId metric_ = MetricId::accuracy;
    Place place_ = kRunPlace;
    std::string path_;
    const Setting* setting_ = nullptr;
};

} // namespace asge
