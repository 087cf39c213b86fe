// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_field.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/query/letters.h"
#include "core/query/times.h"
#include "core/run/epoch_progress.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

namespace asge {
namespace {

using Source = RunField::Source;
using Number = std::optional<double>;

// This is the only place that reads accuracies of runs; filters, columns, groups and comparisons
// use fields.

/// A value of an epoch; nothing if it was not measured, or comes from readouts that never
/// learned: such values are no results.
Number resultIn(const MetricValues& values, const RunEntry& run, MetricId metric, Split split,
                Place place) {
    const double* value = isOfReadouts(metric) && !run.scoreFacts().isTrained(place)
                              ? nullptr
                              : values.find(metric, split, place);
    return value != nullptr ? Number(*value) : std::nullopt;
}

Number accuracyAt(const RunEntry& run, Place place) {
    return resultIn(run.summary().values, run, MetricId::accuracy, Split::test, place);
}

template <Place prediction>
Number afterLast(const RunEntry& run) {
    return accuracyAt(run, prediction);
}

/// The accuracy by which runs may be chosen: that of the layer with the highest one.
Number validationOf(const RunEntry& run) {
    const MetricValues& values = run.summary().values;
    const std::size_t layers = values.layers(MetricId::accuracy, Split::validation);
    if (layers == 0) {
        return std::nullopt;
    }
    const bool chooses = run.scoreFacts().isTrained(kBestPlace);
    Number best;
    for (std::size_t layer = chooses ? 0 : layers - 1; layer < layers; ++layer) {
        const Number accuracy =
            resultIn(values, run, MetricId::accuracy, Split::validation, static_cast<Place>(layer));
        if (accuracy && std::isfinite(*accuracy) && (!best || *accuracy > *best)) {
            best = accuracy;
        }
    }
    return best;
}

template <Place prediction>
Number afterBest(const RunEntry& run) {
    return resultIn(run.summary().bestValues, run, MetricId::accuracy, Split::test, prediction);
}

Number afterEpoch(const RunEntry& run, double value) {
    return run.summary().epochsDone > 0 ? Number(value)
                                        : std::nullopt; // there is no value before the first epoch
}

template <std::string RunSummary::*member>
std::string textOf(const RunEntry& run) {
    return run.summary().*member;
}

std::string tagList(const RunEntry& run) {
    return joined(run.summary().tags, ", ");
}

Number ageOf(const RunEntry& run) {
    const auto time = parsedTime(run.summary().created);
    return time ? Number(std::difftime(std::time(nullptr), *time)) : std::nullopt;
}

Number parentOf(const RunEntry& run) {
    const auto& lineage = run.summary().lineage;
    return lineage && lineage->parent > 0 ? Number(static_cast<double>(lineage->parent))
                                          : std::nullopt;
}

/// A field that every store has. Exactly one of its two functions is set.
struct Known {
    Source source;
    const char* key;
    const char* title;
    FieldKind kind;
    const char* description;
    Number (*number)(const RunEntry& run);
    std::string (*text)(const RunEntry& run);
};

constexpr std::array<Known, 25> kKnown = {{
    {Source::status, "status", "Status", FieldKind::choice,
     "How the run ended, or that it is running", nullptr,
     [](const RunEntry& run) { return std::string(toString(run.summary().status)); }},
    {Source::name, "name", "Name", FieldKind::text, "The run's name", nullptr,
     textOf<&RunSummary::name>},
    {Source::id, "id", "ID", FieldKind::count, "The run's number",
     [](const RunEntry& run) { return Number(static_cast<double>(run.summary().id)); }, nullptr},
    {Source::network, "network", "Network", FieldKind::text, "The layers", nullptr,
     textOf<&RunSummary::networkLayers>},
    {Source::data, "data", "Data", FieldKind::text, "The data set", nullptr,
     textOf<&RunSummary::dataName>},
    {Source::method, "method", "Method", FieldKind::text, "How layers learn", nullptr,
     textOf<&RunSummary::method>},
    {Source::epochs, "epochs", "Epochs", FieldKind::count, "Finished epochs",
     [](const RunEntry& run) { return Number(finishedEpochs(run.summary())); }, nullptr},
    {Source::last, "last", "Last", FieldKind::accuracy, "Test accuracy of the last layer",
     afterLast<kLastPlace>, nullptr},
    {Source::fusion, "fusion", "Fusion", FieldKind::accuracy,
     "Test accuracy of the layers' summed probabilities", afterLast<kFusionPlace>, nullptr},
    {Source::best, "best", "Best layer", FieldKind::accuracy,
     "Test accuracy of the layer that is best on the validation images", afterLast<kBestPlace>,
     nullptr},
    {Source::validation, "validation", "Validation", FieldKind::accuracy,
     "Validation accuracy of the best layer, or of the last one if only its readout learned",
     validationOf, nullptr},
    {Source::bestEpoch, "best_epoch", "Best epoch", FieldKind::count,
     "The epoch that was best on the validation images",
     [](const RunEntry& run) {
         return run.summary().bestEpoch > 0 ? Number(run.summary().bestEpoch) : std::nullopt;
     },
     nullptr},
    {Source::lastAtBest, "best_epoch.last", "Last at best", FieldKind::accuracy,
     "Test accuracy of the last layer after the best epoch", afterBest<kLastPlace>, nullptr},
    {Source::fusionAtBest, "best_epoch.fusion", "Fusion at best", FieldKind::accuracy,
     "Test accuracy of the summed probabilities after the best epoch", afterBest<kFusionPlace>,
     nullptr},
    {Source::bestAtBest, "best_epoch.best", "Best layer at best", FieldKind::accuracy,
     "Test accuracy of the layer that is best on the validation images, after the best epoch",
     afterBest<kBestPlace>, nullptr},
    {Source::speed, "speed", "Images/s", FieldKind::number,
     "Training images per second, without evaluation and probes",
     [](const RunEntry& run) { return afterEpoch(run, run.summary().imagesPerSecond); }, nullptr},
    {Source::duration, "duration", "Duration", FieldKind::duration,
     "Training time until the last finished epoch",
     [](const RunEntry& run) { return afterEpoch(run, run.summary().seconds); }, nullptr},
    {Source::created, "created", "Created", FieldKind::date,
     "When the run began: 2026-11-01, today, yesterday", nullptr,
     [](const RunEntry& run) { return run.created(); }},
    {Source::age, "age", "Age", FieldKind::duration, "How long ago the run began: 2h, 7d", ageOf,
     nullptr},
    {Source::tag, "tag", "Tags", FieldKind::tags, "A whole tag; ~ matches a part of one", nullptr,
     tagList},
    {Source::notes, "notes", "Notes", FieldKind::text, "The user's notes", nullptr,
     textOf<&RunSummary::notes>},
    {Source::parent, "parent", "Parent", FieldKind::count, "The run that it was branched from",
     parentOf, nullptr},
    {Source::device, "device", "Device", FieldKind::text, "Where it was trained", nullptr,
     textOf<&RunSummary::device>},
    {Source::reason, "reason", "Reason", FieldKind::text, "Why it stopped or failed", nullptr,
     textOf<&RunSummary::reason>},
    {Source::color, "color", "Colour", FieldKind::text, "The run's colour, chosen by the user",
     nullptr, textOf<&RunSummary::color>},
}};

/// The row of a source, which is no layer, metric or setting.
const Known& rowOf(Source source) {
    return kKnown[static_cast<std::size_t>(source)];
}

constexpr bool isInOrder() {
    for (std::size_t i = 0; i < kKnown.size(); ++i) {
        if (static_cast<std::size_t>(kKnown[i].source) != i) {
            return false;
        }
    }
    return true;
}
static_assert(isInOrder(), "a source's row is found by its place");

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

Number finite(Number value) {
    return value && std::isfinite(*value) ? value : std::nullopt;
}

/// 12 for "layer12", with at most two digits; 0 for any other word.
int layerNumber(std::string_view word) {
    constexpr std::string_view kLayer = "layer";
    if (!word.starts_with(kLayer)) {
        return 0;
    }
    word.remove_prefix(kLayer.size());
    const bool sound = !word.empty() && word.size() <= 2 && word.front() != '0' &&
                       word.find_first_not_of("0123456789") == std::string_view::npos;
    return sound ? std::stoi(std::string(word)) : 0;
}

/// "fusion", "layer2"
std::string placeName(Place place) {
    return place < 0 ? std::string(predictionKey(place)) : "layer" + std::to_string(place + 1);
}

/// The field of "top5.fusion" or "gradient_norm.layer2".
std::optional<RunField> metricNamed(std::string_view word) {
    const std::size_t dot = word.find('.');
    const auto metric = findMetric(word.substr(0, dot));
    if (dot == std::string_view::npos || !metric || *metric == MetricId::accuracy) {
        return std::nullopt;
    }
    const std::string_view rest = word.substr(dot + 1);
    const MetricRow& row = asge::rowOf(*metric);
    for (const Place place : kPredictionPlaces) {
        if (row.ofPredictions && rest == placeName(place)) {
            return RunField::ofMetric(*metric, place);
        }
    }
    const int layer = layerNumber(rest);
    return row.perLayer && layer > 0
               ? std::optional(RunField::ofMetric(*metric, static_cast<Place>(layer - 1)))
               : std::nullopt;
}

/// "top-5 %"
std::string shortTitle(const MetricRow& row) {
    return std::string(row.shortName.empty() ? row.title : row.shortName) +
           (row.unit == MetricUnit::fraction ? " %" : "");
}

} // namespace

std::optional<RunField> RunField::named(std::string_view name) {
    const std::string word = lowered(name);
    for (const Known& known : kKnown) {
        if (word == known.key) {
            return RunField(known.source, word, known.kind);
        }
    }
    if (const int layer = layerNumber(word); layer > 0) {
        return ofLayer(layer);
    }
    if (auto field = metricNamed(word)) {
        return field;
    }
    if (word == "tags") {
        return ofSource(Source::tag);
    }
    return findSetting(word) != nullptr ? std::optional(ofSetting(word)) : std::nullopt;
}

std::optional<RunField> RunField::found(const std::string& name,
                                        const std::set<std::string>& seen) {
    if (auto field = named(name)) {
        return field;
    }
    if (seen.contains(name)) {
        return ofSetting(name);
    }
    const auto paths = settingsEndingWith(name);
    return paths.size() == 1 ? std::optional(ofSetting(paths.front())) : std::nullopt;
}

RunField RunField::required(const std::string& name, const std::set<std::string>& seen,
                            const std::string& place) {
    if (const auto field = found(name, seen)) {
        return *field;
    }
    const std::string what = place + ": there is no field '" + oneLine(name, 100) + "'; ";
    if (const auto paths = settingsEndingWith(name); !paths.empty()) {
        throw BadInput(what + "did you mean " + wordList(paths, "or") + "?");
    }
    std::vector<std::string> candidates = names();
    candidates.insert(candidates.end(), seen.begin(), seen.end());
    const auto meant = closest(lowered(name), candidates);
    throw BadInput(what + (meant ? "did you mean " + *meant + "?" : "see FIELDS in asge(1)"));
}

RunField RunField::ofSource(Source source) {
    const Known& known = rowOf(source);
    return RunField(source, known.key, known.kind);
}

RunField RunField::ofLayer(int number) {
    RunField field(Source::layer, "layer" + std::to_string(number), FieldKind::accuracy);
    field.layer_ = number;
    return field;
}

RunField RunField::ofMetric(MetricId metric, Place place) {
    const MetricRow& row = asge::rowOf(metric);
    RunField field(Source::metric, std::string(row.key) + '.' + placeName(place),
                   row.unit == MetricUnit::fraction ? FieldKind::accuracy : FieldKind::number);
    field.metric_ = metric;
    field.place_ = place;
    return field;
}

RunField RunField::ofSetting(const std::string& path) {
    const Setting* setting = findSetting(path);
    RunField field(Source::setting, path, kindOf(setting));
    field.path_ = path;
    field.setting_ = setting;
    return field;
}

const std::vector<std::string>& RunField::names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names;
        for (const Known& known : kKnown) {
            names.emplace_back(known.key);
        }
        for (const MetricId metric : predictedMetrics()) {
            for (const Place place : kPredictionPlaces) {
                if (metric != MetricId::accuracy) {
                    names.push_back(ofMetric(metric, place).name());
                }
            }
        }
        for (const Setting& setting : settings()) {
            // "device" and "method" are fields of the run itself.
            if (std::find(names.begin(), names.end(), setting.path) == names.end()) {
                names.push_back(setting.path);
            }
        }
        return names;
    }();
    return all;
}

std::vector<std::string> RunField::settingsEndingWith(std::string_view word) {
    std::vector<std::string> paths;
    const std::string end = '.' + lowered(word);
    for (const Setting& setting : settings()) {
        if (setting.path.ends_with(end)) {
            paths.push_back(setting.path);
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

/// A metric's unit is in its short name.
std::string RunField::unit() const {
    return kind_ == FieldKind::accuracy && source_ != Source::metric ? " %" : "";
}

std::string RunField::title() const {
    return briefTitle() + unit();
}

std::string RunField::briefTitle() const {
    switch (source_) {
    case Source::layer:
        return "Layer " + std::to_string(layer_);
    case Source::metric: {
        const std::string metric = shortTitle(asge::rowOf(metric_));
        if (place_ >= 0) {
            return "Layer " + std::to_string(place_ + 1) + " " + metric;
        }
        std::string place = placeName(place_);
        place.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(place.front())));
        return place + ", " + metric;
    }
    case Source::setting:
        return path_;
    default:
        return rowOf(source_).title;
    }
}

std::string RunField::longTitle() const {
    switch (source_) {
    case Source::validation:
        return "Validation (best layer)" + unit();
    case Source::best:
        return "Best layer by validation" + unit();
    case Source::bestAtBest:
        return "Best layer by validation at best" + unit();
    case Source::metric:
        return place_ == kBestPlace
                   ? "Best layer by validation, " + shortTitle(asge::rowOf(metric_))
                   : title();
    default:
        return title();
    }
}

std::vector<std::string> RunField::choices() const {
    std::vector<std::string> words;
    if (source_ == Source::status) {
        for (const RunStatus status :
             {RunStatus::running, RunStatus::paused, RunStatus::finished, RunStatus::stopped,
              RunStatus::interrupted, RunStatus::failed}) {
            words.emplace_back(toString(status));
        }
    }
    const Setting* setting = source_ == Source::method ? findSetting("method") : setting_;
    if (setting != nullptr) {
        for (const Choice& choice : setting->choices) {
            words.push_back(choice.name);
        }
    }
    return words;
}

std::string RunField::description() const {
    switch (source_) {
    case Source::layer:
        return "Test accuracy of layer " + std::to_string(layer_);
    case Source::metric: {
        const MetricRow& row = asge::rowOf(metric_);
        return std::string(row.title) + ", " + std::string(keyOf(listedSplit(row))) + ", " +
               placeName(place_);
    }
    case Source::setting:
        return setting_ != nullptr ? setting_->description : std::string();
    default:
        return rowOf(source_).description;
    }
}

std::optional<double> RunField::number(const RunEntry& run) const {
    switch (source_) {
    case Source::status: // in the order of the enumeration
        return static_cast<double>(run.summary().status);
    case Source::layer:
        return finite(accuracyAt(run, static_cast<Place>(layer_ - 1)));
    case Source::metric:
        return finite(resultIn(run.summary().values, run, metric_,
                               listedSplit(asge::rowOf(metric_)), place_));
    case Source::setting: {
        const RunSettings::Value* value = run.settings().find(path_);
        return value != nullptr ? finite(value->number) : std::nullopt;
    }
    default: {
        const auto number = rowOf(source_).number;
        return number != nullptr ? finite(number(run)) : std::nullopt;
    }
    }
}

std::string RunField::text(const RunEntry& run) const {
    if (source_ == Source::setting) {
        const RunSettings::Value* value = run.settings().find(path_);
        return value != nullptr ? value->text : std::string();
    }
    const bool hasRow = source_ != Source::layer && source_ != Source::metric;
    if (hasRow && rowOf(source_).text != nullptr) {
        return rowOf(source_).text(run);
    }
    const auto value = number(run);
    return value ? numberText(*value) : std::string();
}

bool RunField::has(const RunEntry& run) const {
    if (source_ == Source::setting) {
        return run.settings().find(path_) != nullptr;
    }
    return isNumeric() ? number(run).has_value() : !text(run).empty();
}

} // namespace asge
