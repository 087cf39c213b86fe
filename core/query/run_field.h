#pragma once

#include "core/experiment/experiment.h"
#include "core/experiment/settings.h"
#include "core/query/run_entry.h"
#include "core/run/metrics.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
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
    either, ///< of a setting that this version doesn't know: a number if both sides are one
};

/// Something that can be asked of every run, under one name in filters, columns and groupings:
/// "fusion", "layer3", "created", or an experiment's setting, "train.batch".
class RunField {
  public:
    /// In the order of the table of fields.
    enum class Source {
        status,
        name,
        id,
        network,
        data,
        method,
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
        created,
        age,
        tag,
        notes,
        parent,
        device,
        reason,
        color,
        layer,
        metric,
        setting
    };

    /// The field of a name, whatever its case. Nothing if there is none.
    static std::optional<RunField> named(std::string_view name);
    /// Also a setting that runs have and this version doesn't know, one of `seen`, or one by the
    /// last part of its path, "seed", if no other's ends so.
    static std::optional<RunField> found(const std::string& name,
                                         const std::set<std::string>& seen);
    /// As `found`; throws BadInput "PLACE: there is no field …" that guesses what was meant.
    static RunField required(const std::string& name, const std::set<std::string>& seen,
                             const std::string& place);
    static RunField ofSource(Source source); ///< no layer, metric or setting
    static RunField ofLayer(int number);     ///< 1 for the first
    /// "top5.fusion", "loss.layer2": a metric of layers that is not the accuracy.
    static RunField ofMetric(MetricId metric, Place place);
    /// Of a path that may be one that this version doesn't know.
    static RunField ofSetting(const std::string& path);
    /// The names of all that every store has: what runs are measured by, then settings.
    static const std::vector<std::string>& names();
    /// The settings whose last part is `word`: "seed" is train.seed, "batch" one of two.
    static std::vector<std::string> settingsEndingWith(std::string_view word);

    const std::string& name() const { return name_; }
    FieldKind kind() const { return kind_; }
    Source source() const { return source_; }
    const std::string& path() const { return path_; } ///< of a setting
    MetricId metric() const { return metric_; }
    bool isNumeric() const;
    /// A column's title, "Fusion %"; a setting's path.
    std::string title() const;
    /// Words that its value may be, if these are known.
    std::vector<std::string> choices() const;
    /// What it is, in a line; empty for a setting that this version doesn't know.
    std::string description() const;

    /// The value as a number (fractions, seconds); nothing if the run has none.
    std::optional<double> number(const RunEntry& run) const;
    /// The value as a text, which a filter compares; empty if the run has none.
    std::string text(const RunEntry& run) const;
    bool has(const RunEntry& run) const;

    bool operator==(const RunField& other) const { return name_ == other.name_; }

  private:
    RunField(Source source, std::string name, FieldKind kind)
        : source_(source), name_(std::move(name)), kind_(kind) {}

    Source source_;
    std::string name_;
    FieldKind kind_;
    int layer_ = 0;
    MetricId metric_ = MetricId::accuracy;
    Place place_ = kRunPlace;
    std::string path_;
    const Setting* setting_ = nullptr;
};

} // namespace asge
