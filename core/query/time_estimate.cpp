// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/time_estimate.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/experiment/data_facts.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/layer_costs.h"
#include "core/experiment/layers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace asge {

namespace {

constexpr std::size_t kMostSources = 5; ///< runs that an estimate is made from
constexpr std::size_t kMostParsed = 20; ///< runs whose settings are read for one basis
constexpr const char* kAutoDevice = "auto";

std::optional<Experiment> parsedSettings(const RunSummary& run) {
    try {
        return parseExperiment(run.experimentJson, "run");
    } catch (const Error&) {
        return std::nullopt;
    }
}

/// Multiply-adds of a prediction; nothing if the images are not known.
std::optional<double> workPerImage(const Experiment& experiment) {
    try {
        const auto costs =
            layerCosts(experiment, imageSize(experiment.data), classCount(experiment.data));
        return costs.empty() ? std::nullopt
                             : std::optional(static_cast<double>(
                                   rangeCost(costs, 0, costs.size() - 1).multiplyAdds));
    } catch (const BadInput&) {
        return std::nullopt;
    }
}

/// What an epoch of a run was spent on.
struct EpochSeconds {
    double training = 0; ///< grows with the training images
    double rest = 0;     ///< evaluation, maps and the store: grows with the evaluated images
};

/// A run stores the speed of its steps; what else an epoch took is not training. Without a speed,
/// all of it counts as training.
EpochSeconds secondsOfEpoch(const RunSummary& run, int trainingImages) {
    const double all = run.seconds / run.epochsDone;
    const double training = trainingImages > 0 && run.imagesPerSecond > 0
                                ? std::min(all, trainingImages / run.imagesPerSecond)
                                : all;
    return {training, all - training};
}

/// An epoch of the experiment at the pace of a run that has these settings. Nothing if a number of
/// training images is unknown and the data differ.
std::optional<double> epochAtPaceOf(const RunSummary& run, const Experiment& its,
                                    const Experiment& experiment) {
    if (its.data == experiment.data) {
        return run.seconds / run.epochsDone;
    }
    const SplitSizes before = splitSizes(its.data);
    const SplitSizes now = splitSizes(experiment.data);
    if (before.training <= 0 || now.training <= 0) {
        return std::nullopt;
    }
    const double evaluatedBefore = before.validation + before.test;
    const double evaluatedNow = now.validation + now.test;
    const bool isKnown = before.test > 0 && now.test > 0;
    const EpochSeconds seconds = secondsOfEpoch(run, before.training);
    return seconds.training * now.training / before.training +
           seconds.rest * (isKnown ? evaluatedNow / evaluatedBefore : 1);
}

/// What both must share besides the network, so that their speeds can be compared.
bool haveSameConditions(const Experiment& one, const Experiment& other) {
    return one.method == other.method && one.threads == other.threads &&
           one.compute == other.compute;
}

/// Whether a run can tell how long training takes on a device.
bool isSource(const RunSummary& run, const std::string& device) {
    return run.device == device && run.epochsDone > 0 && run.seconds > 0 && !run.lineage &&
           std::isfinite(run.seconds);
}

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// An epoch of the experiment, if it is as fast as this run of the same network.
std::optional<double> epochLike(const Experiment& experiment, const RunSummary& run) {
    const auto other = parsedSettings(run);
    if (!other || !haveSameConditions(experiment, *other) ||
        other->network.layers != experiment.network.layers ||
        other->train.batch != experiment.train.batch) {
        return std::nullopt;
    }
    const auto work = workPerImage(experiment);
    if (work != workPerImage(*other) || (!work && experiment.data.name != other->data.name)) {
        return std::nullopt;
    }
    return epochAtPaceOf(run, *other, experiment);
}

/// An epoch of the experiment, if a multiply-add takes as long as in this run.
std::optional<double> epochScaled(const Experiment& experiment, const RunSummary& run) {
    const auto other = parsedSettings(run);
    if (!other || !haveSameConditions(experiment, *other)) {
        return std::nullopt;
    }
    const auto work = workPerImage(experiment);
    const auto pastWork = workPerImage(*other);
    const auto seconds = epochAtPaceOf(run, *other, experiment);
    return work && pastWork && seconds && *pastWork > 0
               ? std::optional(*seconds * (*work / *pastWork))
               : std::nullopt;
}

using EpochOf = std::optional<double> (*)(const Experiment&, const RunSummary&);

/// Epochs of the experiment by the newest runs that `mayTell` accepts.
template <typename MayTell>
std::vector<double> epochsBy(EpochOf epochOf, const Experiment& experiment,
                             const std::vector<RunSummary>& runs, const MayTell& mayTell) {
    std::vector<double> epochs;
    std::size_t parsed = 0;
    for (const RunSummary& run : runs) {
        if (epochs.size() == kMostSources || parsed == kMostParsed) {
            break;
        }
        if (!mayTell(run)) {
            continue;
        }
        ++parsed;
        if (const auto seconds = epochOf(experiment, run)) {
            epochs.push_back(*seconds);
        }
    }
    return epochs;
}

} // namespace

std::string likelyDevice(const Experiment& experiment, const std::vector<RunSummary>& runs) {
    if (experiment.device == "cuda") {
        return "cuda:0";
    }
    if (experiment.device != kAutoDevice) {
        return experiment.device;
    }
    std::size_t parsed = 0;
    for (const RunSummary& run : runs) {
        if (++parsed > kMostParsed) {
            break;
        }
        const auto settings = parsedSettings(run);
        if (settings && settings->device == kAutoDevice && !run.device.empty()) {
            return run.device;
        }
    }
    return "cpu";
}

TimeEstimate estimateTime(const Experiment& experiment, const std::string& device,
                          const std::vector<RunSummary>& runs) {
    TimeEstimate estimate;
    estimate.device = device;
    const std::string layers = layersText(experiment.network.layers);
    const auto onDevice = [&](const RunSummary& run) {
        return isSource(run, device) && run.method == experiment.method;
    };
    auto epochs = epochsBy(epochLike, experiment, runs, [&](const RunSummary& run) {
        return onDevice(run) && run.networkLayers == layers;
    });
    estimate.basis = TimeBasis::sameNetwork;
    if (epochs.empty()) {
        epochs = epochsBy(epochScaled, experiment, runs, onDevice);
        estimate.basis = TimeBasis::otherRuns;
    }
    if (epochs.empty()) {
        estimate.basis = TimeBasis::none;
        return estimate;
    }
    estimate.runs = static_cast<int>(epochs.size());
    estimate.secondsPerEpoch = medianOf(std::move(epochs));
    estimate.seconds = estimate.secondsPerEpoch * experiment.train.epochs;
    return estimate;
}

std::string roundTime(double seconds) {
    struct Unit {
        double seconds;
        const char* name;
    };
    constexpr std::array units{Unit{86400, "d"}, Unit{3600, "h"}, Unit{60, "min"}, Unit{1, "s"}};
    constexpr double kLongest = 1e12;
    constexpr double kShort = 10; // below it, tenths matter
    const double whole = std::round(std::clamp(seconds, 0.0, kLongest));
    if (seconds < kShort) {
        const double tenths = std::round(std::max(seconds, 0.0) * 10);
        return tenths < 1 ? "less than 0.1 s"
                          : std::to_string(static_cast<int>(tenths) / 10) + "." +
                                std::to_string(static_cast<int>(tenths) % 10) + " s";
    }
    for (std::size_t i = 0; i + 1 < units.size(); ++i) {
        if (whole < units[i].seconds) {
            continue;
        }
        // Rounded to the smaller of the two units.
        const auto small = std::llround(whole / units[i + 1].seconds);
        const auto ratio = std::llround(units[i].seconds / units[i + 1].seconds);
        const std::string large = std::to_string(small / ratio) + " " + units[i].name;
        return small % ratio == 0
                   ? large
                   : large + " " + std::to_string(small % ratio) + " " + units[i + 1].name;
    }
    return std::to_string(std::llround(whole)) + " s";
}

std::string timeText(const TimeEstimate& estimate) {
    return estimate.isKnown() ? roundTime(estimate.secondsPerEpoch) + " per epoch · " +
                                    roundTime(estimate.seconds) + " in all"
                              : "time unknown";
}

std::string basisText(const TimeEstimate& estimate) {
    switch (estimate.basis) {
    case TimeBasis::sameNetwork:
        return "from " + counted(estimate.runs, "run") + " of this network";
    case TimeBasis::otherRuns:
        return "scaled by multiply-adds from " + counted(estimate.runs, "other run");
    case TimeBasis::none:
        break;
    }
    return "no run of this method on " + estimate.device + " yet";
}

} // namespace asge
