// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_validity.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/json_reader.h"
#include "core/experiment/layers.h"
#include "core/experiment/setting_check.h"
#include "core/experiment/setting_table.h"
#include "core/experiment/settings.h"
#include "core/store/codec.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>

namespace asge {
namespace {

using Fault = std::optional<std::string>;

/// Makes no string if the value is valid, because it is called millions of times.
Fault unless(bool sound, std::string_view what) {
    return sound ? std::nullopt : std::optional(std::string(what));
}

/// The first fault in the list.
Fault firstOf(std::initializer_list<Fault> problems) {
    for (const Fault& problem : problems) {
        if (problem) {
            return problem;
        }
    }
    return std::nullopt;
}

template <typename Number>
Fault between(const char* what, Number value, std::type_identity_t<Number> least,
              std::type_identity_t<Number> most) {
    if (value >= least && value <= most) {
        return std::nullopt;
    }
    return std::string(what) + " is " + std::to_string(value) + ", which is not from " +
           std::to_string(least) + " to " + std::to_string(most);
}

Fault lineFault(const std::string& text, std::size_t most = kLongestLine) {
    if (text.size() > most) {
        return "is longer than " + std::to_string(most) + " bytes";
    }
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= ' ' && c <= '~'; // the common and fast case
    });
    return unless(plain || oneLine(text, text.size()) == text,
                  "holds a control character or is not UTF-8 text");
}

Fault lengthFault(const std::string& text) {
    return text.size() > kLongestText
               ? Fault("is longer than " + std::to_string(kLongestText) + " bytes")
               : std::nullopt;
}

bool isUid(const std::string& text) {
    constexpr std::size_t kDigits = 32;
    return text.size() == kDigits && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// Whether the text is a time as isoTime writes it. If the clock was wrong, the year may have a
/// sign or more digits.
bool isTime(std::string_view text) {
    constexpr std::string_view kAfterYear = "-00-00T00:00:00Z";
    if (text.size() < kAfterYear.size() + 4 || text.size() > kAfterYear.size() + 12) {
        return false;
    }
    std::string_view year = text.substr(0, text.size() - kAfterYear.size());
    if (year.front() == '-') {
        year.remove_prefix(1);
    }
    const std::string_view rest = text.substr(text.size() - kAfterYear.size());
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    return std::all_of(year.begin(), year.end(), isDigit) &&
           std::equal(rest.begin(), rest.end(), kAfterYear.begin(),
                      [&](char c, char form) { return form == '0' ? isDigit(c) : c == form; });
}

/// The time may be empty: it is not known for salvaged runs.
Fault timeFault(const std::string& text) {
    return unless(text.empty() || isTime(text), "is not a time such as 2026-01-31T12:00:00Z");
}

/// Written so that NaN, for a time that was not measured, is valid.
Fault secondsFault(double seconds) {
    constexpr double kMost = 1e12;
    return unless(!(seconds < 0 || seconds > kMost), "its time is not a number of seconds");
}

bool isAccuracy(double accuracy) {
    constexpr double kRounding = 1e-6;
    return !(accuracy < 0 || accuracy > 1 + kRounding);
}

Fault accuracyFault(double accuracy) {
    return unless(isAccuracy(accuracy), "an accuracy is not from 0 to 1");
}

/// "test accuracy"
std::string nameOf(const MetricValues::Entry& entry) {
    const std::string split(keyOf(entry.split));
    return split + (split.empty() ? "" : " ") + std::string(rowOf(entry.metric).key);
}

/// Checks values against the bounds of the table of metrics. NaN is valid; values without an upper
/// bound may be infinite, because the run may have diverged.
Fault boundsFault(const MetricValues& values) {
    for (const MetricValues::Entry& entry : values.entries()) {
        const MetricRow& row = rowOf(entry.metric);
        const bool diverged = std::isinf(entry.value) && std::isinf(row.most);
        if ((entry.value < row.least || entry.value > row.most) && !diverged) {
            return "its " + nameOf(entry) + " is " + numberText(entry.value) +
                   ", which is not from " + numberText(row.least) + " to " + numberText(row.most);
        }
    }
    return std::nullopt;
}

/// Each metric of layers must have values for all layers or for none, and losses and accuracies
/// must be equally many.
Fault layersFault(const MetricValues& values, const RunShape& shape) {
    const auto entries = values.entries();
    std::array<std::size_t, 4> accuracies{};
    std::array<std::size_t, 4> losses{};
    for (std::size_t i = 0; i < entries.size();) {
        const MetricValues::Entry& first = entries[i++];
        if (first.place < 0) {
            continue;
        }
        std::size_t count = 1;
        for (; i < entries.size() && entries[i].metric == first.metric &&
               entries[i].split == first.split;
             ++i) {
            ++count;
        }
        if (!shape.layers.empty() && count != shape.layers.size()) {
            return "the " + nameOf(first) + " of " + counted(count, "layer") + " instead of " +
                   std::to_string(shape.layers.size());
        }
        const auto split = static_cast<std::size_t>(first.split);
        accuracies[split] = first.metric == MetricId::accuracy ? count : accuracies[split];
        losses[split] = first.metric == MetricId::loss ? count : losses[split];
    }
    return unless(accuracies == losses, "a loss without an accuracy");
}

Fault valuesFault(const MetricValues& values, const RunShape& shape) {
    return firstOf({boundsFault(values), layersFault(values, shape)});
}

Fault notNegative(const char* what, double value) {
    return value < 0 ? Fault(std::string(what) + " is negative") : std::nullopt;
}

/// There must be scores for all layers or for none.
Fault scoresFault(const std::vector<LayerScore>& scores, const RunShape& shape) {
    const std::size_t most = shape.layers.empty() ? kMostLayers : shape.layers.size();
    const bool sound =
        scores.empty() || scores.size() == most || (shape.layers.empty() && scores.size() < most);
    if (!sound) {
        return "scores of " + counted(scores.size(), "layer") + " instead of " +
               std::to_string(shape.layers.size());
    }
    for (const LayerScore& score : scores) {
        if (!isAccuracy(score.accuracy)) { // this check runs millions of times
            return accuracyFault(score.accuracy);
        }
        if (score.loss < 0 && std::isfinite(score.loss)) {
            return "a loss is negative";
        }
    }
    return std::nullopt;
}

Fault layerFault(const LayerInfo& layer) {
    if (auto fault =
            firstOf({between("its number of channels", layer.channels, 1, kMostLayerChannels),
                     between("its height", layer.height, 1, kLongestImageSide),
                     between("its width", layer.width, 1, kLongestImageSide)})) {
        return fault;
    }
    return between("its number of patches", layer.patches, 1, std::min(layer.height, layer.width));
}

Fault changesFault(const std::vector<SettingChange>& changes) {
    if (changes.size() > kMostChanges) {
        return "there are too many changed settings";
    }
    for (const SettingChange& change : changes) {
        for (const std::string* text : {&change.path, &change.before, &change.after}) {
            if (auto fault = lineFault(*text)) {
                return "a changed setting " + *fault;
            }
        }
    }
    return std::nullopt;
}

Fault lineageFault(const RunSummary& run) {
    const Lineage& lineage = *run.lineage;
    if (const auto wrong = nameProblem(lineage.parentName)) {
        return "its parent's name " + *wrong;
    }
    return firstOf(
        {unless(isUid(lineage.parentUid), "its parent's uid is invalid"),
         unless(lineage.parentUid != run.uid && lineage.parent != run.id, "it is its own parent"),
         unless(lineage.parent >= 0, "its parent's number is invalid"),
         between("its epoch", lineage.epoch, 0, kMostEpochs),
         between("its step", lineage.step, 0, kMostSteps), changesFault(lineage.changes)});
}

Fault tagsFault(const std::vector<std::string>& tags) {
    if (tags.size() > kMostTags) {
        return "there are more than " + std::to_string(kMostTags);
    }
    for (const std::string& tag : tags) {
        if (const auto wrong = tagProblem(tag)) {
            return "one " + *wrong;
        }
    }
    return std::nullopt;
}

Fault lastEpochFault(const RunSummary& run) {
    if (run.epochsDone == 0) {
        return std::nullopt;
    }
    return firstOf(
        {secondsFault(run.seconds), valuesFault(run.values, {}), boundsFault(run.bestValues)});
}

Fault numbersOf(const Json& document) {
    for (const SettingRow& row : settingRows()) {
        const Setting& setting = row.setting;
        if (!setting.isNumeric()) {
            continue; // a newer program may know more choices
        }
        const auto [section, key] = splitPath(setting.path);
        const Json* holder = &document;
        if (!section.empty()) {
            const auto found = document.find(section);
            if (found == document.end() || !found->is_object()) {
                continue;
            }
            holder = &*found;
        }
        if (const auto value = holder->find(key); value != holder->end()) {
            if (const auto wrong = valueProblem(setting, *value)) {
                return setting.path + " " + *wrong;
            }
        }
    }
    return std::nullopt;
}

/// The text of `network.layers`; empty if it is missing.
std::string layersOf(const Json& document) {
    const auto network = document.find("network");
    if (network == document.end() || !network->is_object()) {
        return {};
    }
    const auto layers = network->find("layers");
    return layers != network->end() && layers->is_string() ? layers->get<std::string>()
                                                           : std::string();
}

Fault experimentLayersFault(const Json& document, const std::vector<LayerInfo>& layers) {
    const std::string text = layersOf(document);
    if (text.empty()) {
        // A salvage writes "lost" in place of a lost experiment.
        return unless(layers.empty() || document.contains("lost"), "network.layers is missing");
    }
    const ReadLayers read = readLayers(text);
    if (!read.wrong.empty()) {
        return "network.layers " + read.wrong;
    }
    const bool same =
        layers.empty() ||
        std::equal(layers.begin(), layers.end(), read.layers.begin(), read.layers.end(),
                   [](const LayerInfo& info, const LayerSpec& spec) {
                       return info.channels == spec.channels && info.pools == spec.pools;
                   });
    return unless(same, "network.layers are not the layers that the run has");
}

bool hasOneEach(const ChannelStats& stats, std::size_t channels) {
    return stats.meanActivation.size() == channels && stats.goodnessShare.size() == channels &&
           stats.deadFraction.size() == channels;
}

} // namespace

std::vector<RunFault> faultsOf(const RunSummary& run) {
    std::vector<RunFault> faults;
    const auto add = [&](const char* part, const Fault& problem, const char* remedy) {
        if (problem) {
            faults.push_back({part, *problem, remedy});
        }
    };
    add("number", between("it", run.id, 1, kMostRuns), "");
    add("name", nameProblem(run.name), "UPDATE run SET name = 'run ' || id WHERE id = ?1");
    add("uid", unless(run.uid.empty() || isUid(run.uid), "is not 32 hexadecimal digits"),
        "UPDATE run SET uid = lower(hex(randomblob(16))) WHERE id = ?1");
    add("created", timeFault(run.created), "UPDATE run SET created = '' WHERE id = ?1");
    add("reason", lengthFault(run.reason), "UPDATE run SET reason = '' WHERE id = ?1");
    add("method", lineFault(run.method), "UPDATE run SET method = '' WHERE id = ?1");
    add("data", lineFault(run.dataName), "UPDATE run SET data_name = '' WHERE id = ?1");
    add("layers", lineFault(run.networkLayers), "UPDATE run SET network_layers = '' WHERE id = ?1");
    add("device", lineFault(run.device), "UPDATE run SET device = '' WHERE id = ?1");
    add("experiment", lengthFault(run.experimentJson),
        "UPDATE run SET experiment = '{\"lost\": true}' WHERE id = ?1");
    add("notes", notesProblem(run.notes), "UPDATE run SET notes = '' WHERE id = ?1");
    add("color", colorProblem(run.color), "UPDATE run SET color = '' WHERE id = ?1");
    add("tags", tagsFault(run.tags), "DELETE FROM run_tag WHERE run = ?1");
    if (run.lineage) {
        add("lineage", lineageFault(run), "DELETE FROM lineage WHERE run = ?1");
    }
    // After the remedies, updateProgress recomputes these columns.
    constexpr const char* kRecompute = "UPDATE run SET last_epoch = 0 WHERE id = ?1";
    add("last epoch", between("it", run.epochsDone, 0, kMostEpochs), kRecompute);
    add("best epoch", between("it", run.bestEpoch, 0, kMostEpochs), kRecompute);
    add("images per second", notNegative("their number", run.imagesPerSecond), kRecompute);
    add("epochs planned",
        firstOf({between("their number", run.epochs, 0, kMostEpochs),
                 unless(run.epochs > 0 || run.epochsDone == 0, "is 0, but some were trained")}),
        "UPDATE run SET epochs = (SELECT min(max(coalesce(max(epoch), 0), 0), 100000)"
        " FROM epoch WHERE run = ?1) WHERE id = ?1");
    add("epochs", lastEpochFault(run),
        "DELETE FROM epoch WHERE run = ?1"
        " AND epoch = (SELECT last_epoch FROM run WHERE id = ?1)");
    return faults;
}

Fault experimentProblem(const std::string& json, const std::vector<LayerInfo>& layers) {
    const std::string source = "it";
    try {
        const Json document = readJson(json, source);
        if (!document.is_object()) {
            return "is not a JSON object";
        }
        return firstOf({numbersOf(document), experimentLayersFault(document, layers)});
    } catch (const BadInput& error) {
        return std::string(error.what()).substr(source.size() + 2); // ": "
    }
}

Fault layersProblem(const std::vector<LayerInfo>& layers) {
    if (layers.size() > kMostLayers) {
        return "there are more than " + std::to_string(kMostLayers);
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        if (const auto fault = layerFault(layers[i])) {
            return "layer " + std::to_string(i + 1) + ": " + *fault;
        }
    }
    return std::nullopt;
}

Fault classNamesProblem(const std::vector<std::string>& names) {
    if (names.size() > kMostClassNames) {
        return "there are more than " + std::to_string(kMostClassNames);
    }
    const bool sound = std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return name.size() <= kLongestLine;
    });
    return unless(sound, "one is too long");
}

Fault imagesProblem(const ProbeImages& images, std::size_t classes) {
    constexpr int kMostColors = 16;
    const bool some = images.count > 0;
    if (auto fault = firstOf(
            {between("their number", images.count, 0, kMostImages),
             between("their number of channels", images.channels, some ? 1 : 0, kMostColors),
             between("their height", images.height, some ? 1 : 0, kLongestImageSide),
             between("their width", images.width, some ? 1 : 0, kLongestImageSide)})) {
        return fault;
    }
    if (!matchesExtents(images.pixels.size(),
                        {images.count, images.channels, images.height, images.width}) ||
        !matchesExtents(images.labels.size(), {images.count}) ||
        !matchesExtents(images.indices.size(), {images.count})) {
        return "have a size that does not match their number and extents";
    }
    const int most = classes > 0 ? static_cast<int>(classes) : kMostClassNames;
    const auto isClass = [most](int label) { return label >= 0 && label < most; };
    const auto isPlace = [](int index) { return index >= 0; };
    return firstOf({unless(std::all_of(images.labels.begin(), images.labels.end(), isClass),
                           "a label is not a class"),
                    unless(std::all_of(images.indices.begin(), images.indices.end(), isPlace),
                           "an index is negative")});
}

Fault epochProblem(const EpochEvent& epoch, const EpochEvent* before, const RunShape& shape) {
    const int most = shape.layers.empty() ? kMostLayers : static_cast<int>(shape.layers.size());
    auto fault = firstOf(
        {between("its number", epoch.epoch, 1, kMostEpochs),
         between("its step", epoch.step, 1, kMostSteps),
         unless(before == nullptr || (before->epoch < epoch.epoch && before->step <= epoch.step),
                "does not come after the previous one"),
         between("its best layer", epoch.bestLayer, 0, most - 1), secondsFault(epoch.seconds),
         valuesFault(epoch.values, shape)});
    return fault ? "epoch " + std::to_string(epoch.epoch) + ": " + *fault : fault;
}

Fault stepProblem(const StepEvent& step, const StepEvent* before, const RunShape& shape) {
    // Called a million times for a long run, so no string is made unless something is wrong.
    const bool ordered =
        step.step >= 1 && step.step <= kMostSteps && step.epoch >= 1 && step.epoch <= kMostEpochs &&
        (before == nullptr || (before->step < step.step && before->epoch <= step.epoch));
    Fault fault;
    if (!ordered) {
        fault = "it does not come after the previous one, or its number is out of range";
    } else if (step.seconds < 0 || step.seconds > 1e12) {
        fault = secondsFault(step.seconds);
    } else if (step.layers.empty() && !shape.layers.empty()) {
        fault = "it has no scores";
    } else {
        fault = scoresFault(step.layers, shape);
    }
    return fault ? "step " + std::to_string(step.step) + ": " + *fault : fault;
}

Fault segmentProblem(const Segment& segment, const Segment* before) {
    return firstOf({between("its first step", segment.firstStep, 1, kMostSteps),
                    unless(before == nullptr || before->firstStep < segment.firstStep,
                           "does not come after the previous one"),
                    timeFault(segment.started), lineFault(segment.device),
                    lineFault(segment.software)});
}

Fault interventionProblem(const Intervention& intervention) {
    return firstOf({between("its step", intervention.step, 0, kMostSteps),
                    secondsFault(intervention.seconds), lineFault(intervention.kind),
                    lengthFault(intervention.text),
                    between("its epoch", intervention.epoch, 0, kMostEpochs),
                    between("its layer", intervention.layer, 0, kMostLayers),
                    lineFault(intervention.source), timeFault(intervention.time)});
}

Fault commandProblem(const SentCommand& command) {
    return firstOf({between("its step", command.step, 0, kMostSteps), lineFault(command.kind),
                    between("its layer", command.layer, 0, kMostLayers), lineFault(command.source),
                    timeFault(command.sent), lengthFault(command.reason)});
}

Fault queueEntryProblem(const QueueEntry& entry, const std::string& experiment) {
    const auto of = [](const char* part, const Fault& problem) {
        return problem ? Fault(std::string(part) + ' ' + *problem) : std::nullopt;
    };
    return firstOf(
        {between("its number", entry.id, 1, kMostQueueIds), of("its name", nameProblem(entry.name)),
         of("its tags:", tagsFault(entry.tags)), of("its experiment", lengthFault(experiment)),
         of("its time", timeFault(entry.added)), between("its run", entry.run, 0, kMostRuns),
         of("its reason", lengthFault(entry.reason))});
}

Fault channelsProblem(int epoch, const std::vector<ChannelStats>& channels, const RunShape& shape) {
    if (auto fault = between("its number", epoch, 1, kMostEpochs)) {
        return fault;
    }
    const bool sound =
        channels.empty() ||
        std::equal(channels.begin(), channels.end(), shape.layers.begin(), shape.layers.end(),
                   [](const ChannelStats& stats, const LayerInfo& layer) {
                       return hasOneEach(stats, static_cast<std::size_t>(layer.channels));
                   });
    return unless(sound, "channels do not match the run's layers");
}

Fault mapsProblem(const ProbeSnapshot& snapshot, const RunShape& shape) {
    const std::string kOther = "maps have a size that does not match their extents";
    if (auto fault = firstOf(
            {between("its epoch", snapshot.epoch, 0, kMostEpochs),
             between("its step", snapshot.step, 0, kMostSteps),
             between("its number of images", snapshot.samples, 0, kMostImages),
             between("its number of classes", snapshot.classes, 1, kMostClassNames),
             unless(shape.images == 0 || shape.images == snapshot.samples,
                    "maps have a different number of images than the run"),
             unless(shape.classes == 0 || shape.classes == snapshot.classes,
                    "maps have a different number of classes than the run"),
             unless(snapshot.layers.empty() || snapshot.layers.size() == shape.layers.size(),
                    "maps have different layers than the run")})) {
        return fault;
    }
    for (std::size_t i = 0; i < snapshot.layers.size(); ++i) {
        const LayerMaps& maps = snapshot.layers[i];
        if (!matchesExtents(maps.goodness.size(),
                            {snapshot.samples, maps.channels, maps.patches, maps.patches}) ||
            !matchesExtents(maps.probabilities.size(), {snapshot.samples, snapshot.classes})) {
            return kOther;
        }
        if (maps.channels != shape.layers[i].channels || maps.patches != shape.layers[i].patches) {
            return "maps have different layers than the run";
        }
    }
    return std::nullopt;
}

Fault checkpointsProblem(const std::vector<CheckpointInfo>& checkpoints) {
    const CheckpointInfo* before = nullptr;
    for (const CheckpointInfo& each : checkpoints) {
        constexpr std::int64_t kMostBytes = std::int64_t{1} << 50U;
        if (auto fault = firstOf({between("its epoch", each.epoch, 0, kMostEpochs),
                                  between("its step", each.step, 0, kMostSteps),
                                  between("its size", each.size, std::int64_t{0}, kMostBytes),
                                  unless(before == nullptr || (before->step < each.step &&
                                                               before->epoch <= each.epoch),
                                         "does not come after the previous one"),
                                  lineFault(each.sha256)})) {
            return "that of step " + std::to_string(each.step) + ": " + *fault;
        }
        before = &each;
    }
    return std::nullopt;
}

Fault factsProblem(const RunDetail& detail) {
    return firstOf({lineFault(detail.software),
                    between("the number of parameters", detail.parameters, 0, kMostParameters)});
}

Fault identityProblem(const std::string& identity) {
    constexpr std::size_t kDigits = 64;
    return unless(identity.empty() ||
                      (identity.size() == kDigits &&
                       identity.find_first_not_of("0123456789abcdef") == std::string::npos),
                  "is not a SHA-256");
}

Fault inputScaleProblem(const InputScale& scale, int channels) {
    constexpr std::size_t kMostChannels = 1024; // IDX files may have many
    const auto isFinite = [](float value) { return std::isfinite(value); };
    const auto isDivisor = [](float value) { return std::isnormal(value) && value > 0; };
    const std::size_t size = scale.mean.size();
    return firstOf({unless(size == scale.divisor.size() && size > 0 && size <= kMostChannels &&
                               (channels == 0 || size == static_cast<std::size_t>(channels)),
                           "does not match the channels of the run's images"),
                    unless(std::all_of(scale.mean.begin(), scale.mean.end(), isFinite) &&
                               std::all_of(scale.divisor.begin(), scale.divisor.end(), isDivisor),
                           "has a value that is out of range")});
}

Fault notesProblem(const std::string& notes) {
    return lengthFault(notes);
}

Fault colorProblem(const std::string& color) {
    const bool sound = color.size() == 7 && color.front() == '#' &&
                       std::all_of(color.begin() + 1, color.end(),
                                   [](unsigned char c) { return std::isxdigit(c) != 0; });
    return unless(color.empty() || sound, "is not of the form #rrggbb");
}

} // namespace asge
