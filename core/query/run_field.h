// SPDX-License-Identifier: GPL-3.0-or-later

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

/// The kind of a field's values, which determines how they are written in a filter, shown and
/// sorted.
enum class FieldKind {
    count,    ///< a whole number
    number,   ///< a number
    accuracy, ///< a fraction, shown as a percentage
    duration, ///< seconds
    date,     ///< a time, in the format of RunEntry::created
    text,
    choice, ///< one of a few words
    tags,   ///< a set of words
    either, ///< a setting unknown to this version: compared as numbers if both sides are numbers
};

/// A property of runs with a name for filters, columns and groupings: "fusion", "layer3",
/// "created", or an experiment's setting, "train.batch".
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
        validation,
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

    /// The field of that name, ignoring case; nothing if there is none.
    static std::optional<RunField> named(std::string_view name);
    /// Like `named`; also finds a setting unknown to this version if it is one of `seen`, and any
    /// setting by the last part of its path, "seed", if that is unique.
    static std::optional<RunField> found(const std::string& name,
                                         const std::set<std::string>& seen);
    /// Like `found`; throws BadInput "PLACE: there is no field …" with a suggestion.
    static RunField required(const std::string& name, const std::set<std::string>& seen,
                             const std::string& place);
    static RunField ofSource(Source source); ///< no layer, metric or setting
    static RunField ofLayer(int number);     ///< 1 for the first
    /// "top5.fusion", "loss.layer2": a metric of layers that is not the accuracy.
    static RunField ofMetric(MetricId metric, Place place);
    /// Of a path that may be one that this version doesn't know.
    static RunField ofSetting(const std::string& path);
    /// The names of the fields that every store has: results first, then settings.
    static const std::vector<std::string>& names();
    /// The settings whose path ends with `word`: "seed" gives train.seed, "batch" gives two.
    static std::vector<std::string> settingsEndingWith(std::string_view word);

    const std::string& name() const { return name_; }
    FieldKind kind() const { return kind_; }
    Source source() const { return source_; }
    const std::string& path() const { return path_; } ///< of a setting
    MetricId metric() const { return metric_; }
    Place place() const { return place_; } ///< of a metric
    bool isNumeric() const;
    /// The title of a column, such as "Fusion %", or a setting's path.
    std::string title() const;
    /// The same without the unit, for a table whose caption names it: "Fusion".
    std::string briefTitle() const;
    /// The title in a table that is read without tool tips: it says that validation images have
    /// chosen the layer.
    std::string longTitle() const;
    /// The words that its value may be, if they are known.
    std::vector<std::string> choices() const;
    /// A description in one line; empty for a setting unknown to this version.
    std::string description() const;

    /// The value as a number (fractions, seconds); nothing if the run has none.
    std::optional<double> number(const RunEntry& run) const;
    /// The value as text, as filters compare it; empty if the run has none.
    std::string text(const RunEntry& run) const;
    bool has(const RunEntry& run) const;

    bool operator==(const RunField& other) const { return name_ == other.name_; }

  private:
    RunField(Source source, std::string name, FieldKind kind)
        : source_(source), name_(std::move(name)), kind_(kind) {}
    std::string unit() const; ///< with a space in front

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
