// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/counted.h"
#include "core/base/text.h"
#include "core/experiment/method_facts.h"
#include "core/learn/train/training.h"
#include "core/run/snapshot.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace asge {

namespace {

/// Steps between copies of the state. A copy takes about a hundredth of a step
/// (tests/benchmarks/steering_speed).
constexpr std::int64_t kGoodStateSteps = 100;
/// A loss has exploded if it is so many times that of guessing. It must not depend on what happened
/// before: a resumed run has to keep the same good states.
constexpr double kExplosion = 20;
constexpr int kMostRollbacks = 3; ///< per layer, before the layer is frozen
/// A layer may still guess after an epoch of fewer steps.
constexpr int kFewSteps = 20;
/// Fraction of dead channels above which there is a warning.
constexpr double kManyDead = 0.5;

double lossOfGuessing(int classes) {
    return std::log(std::max(2, classes));
}

std::string percent(double fraction) {
    return numberText(std::round(1000 * fraction) / 10) + " %";
}

/// The number with three digits: "1.97e+04".
std::string roundedText(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g", value);
    return text.data();
}

/// What has become of a layer's weights when a value was found that is not finite, as a sentence
/// without its end.
std::string weightsText(const at::Tensor& weight) {
    const at::Tensor isFinite = weight.isfinite();
    const std::int64_t all = weight.numel();
    const std::int64_t broken = all - isFinite.sum().item<std::int64_t>();
    if (broken == all) {
        return "By then, none of the layer's weights was finite";
    }
    const at::Tensor sizes = weight.abs().masked_fill(isFinite.logical_not(), 0);
    const std::string largest = roundedText(sizes.max().item<double>());
    return broken == 0 ? "By then, the layer's largest weight was " + largest
                       : "By then, " + std::to_string(broken) + " of the layer's " +
                             std::to_string(all) + " weights " + inNumber(broken, "was", "were") +
                             " not finite; the largest of the others was " + largest;
}

} // namespace

void Training::keepGoodState() {
    const double most = kExplosion * lossOfGuessing(shape_.classes);
    const bool exploded =
        std::any_of(lastScores_.begin(), lastScores_.end(),
                    [&](const LayerScore& score) { return !(score.loss <= most); });
    if (!exploded || !good_.trainer.values.defined()) {
        keepState();
    }
}

void Training::keepState() {
    trainer_.copyStateTo(good_.trainer);
    good_.epoch = epoch_;
    good_.step = step_;
    good_.progress = progress();
}

void Training::keepGoodStateIfDue(const TrainingHooks& hooks) {
    if (step_ % kGoodStateSteps != 0 || step_ == good_.step) {
        return;
    }
    reportSteps(true, hooks); // throws if a step before this one was not finite
    keepGoodState();
}

void Training::goBack() {
    trainer_.restore(good_.trainer);
    const auto kept = static_cast<std::size_t>(good_.progress.interventions);
    setProgress(good_.epoch, good_.step, good_.progress);
    unreported_.clear();
    trainer_.takeScores(true);
    lastScores_.clear();
    applied_.resize(kept);
    repeats_.clear(); // they came after the good state too
    takeOver(std::move(applied_));
}

std::optional<Command> Training::remedyFor(const Diverged& found) const {
    const bool local = findMethodFacts(experiment_.method)->learnsLocally;
    const LayerSteering& layer = steering_.layers[found.layer()];
    const int number = local ? static_cast<int>(found.layer()) + 1 : 0;
    const int rollbacks = local ? layer.rollbacks : steering_.rollbacks;
    const double factor = local ? layer.rateFactor : steering_.rateFactor;
    if (rollbacks < kMostRollbacks && factor / 2 >= kLeastRateFactor && !layer.frozen) {
        return Command{CommandKind::rate, number, factor / 2};
    }
    // A layer that learns locally can be left as it is, so that the others go on.
    return local && !layer.frozen ? std::optional(Command{CommandKind::freeze, number, {}})
                                  : std::nullopt;
}

Intervention Training::reportOf(const Diverged& found) const {
    Intervention why;
    why.step = found.step();
    why.seconds = seconds_;
    why.kind = "nonfinite";
    why.epoch = found.epoch();
    why.layer = static_cast<int>(found.layer()) + 1;
    why.source = source::kGuard;
    why.text = describe(found);
    return why;
}

Checkpoint Training::lastState(const TrainingHooks& hooks) {
    try {
        return checkpoint();
    } catch (const Diverged& found) {
        const Intervention why = reportOf(found);
        goBack();
        if (hooks.onGoBack) {
            hooks.onGoBack(checkpoint(), why, LaterSteps::dropped);
        }
        return checkpoint();
    }
}

void Training::recover(const Diverged& found, const TrainingHooks& hooks) {
    const Intervention why = reportOf(found);
    goBack();
    const std::optional<Command> remedy = remedyFor(found);
    OnNonfinite action = experiment_.train.onNonfinite;
    if (action == OnNonfinite::stop && hooks.hasUser) {
        action = OnNonfinite::pause;
    }
    const bool ends = action == OnNonfinite::stop || (action == OnNonfinite::rollback && !remedy);
    if (hooks.onGoBack) {
        hooks.onGoBack(checkpoint(), why, ends ? LaterSteps::kept : LaterSteps::dropped);
    }
    if (ends) {
        throw found;
    }
    const Command command =
        action == OnNonfinite::rollback ? *remedy : Command{CommandKind::pause, 0, {}};
    Intervention act = interventionOf(command, source::kGuard);
    act.text = "went back to step " + std::to_string(step_);
    if (action == OnNonfinite::pause) {
        record(act, 0, hooks);
        setPaused(true, hooks);
        return;
    }
    carryOut(act, 0, hooks);
    keepGoodState();
}

std::string Training::describe(const Diverged& found) const {
    constexpr std::size_t kMostImages = 1000;
    const at::NoGradGuard noGrad;
    std::string text = found.what();
    text += ". " + weightsText(network().layers[found.layer()].weight);
    if (found.layer() < lastScores_.size()) {
        text += ". The layer's loss in the step before was " +
                roundedText(lastScores_[found.layer()].loss);
    }
    const auto order =
        epochOrder(train_.count(), static_cast<std::uint64_t>(experiment_.train.seed), epoch_);
    const std::int64_t inEpoch = epochSteps_ - (step_ - found.step()) - 1;
    const std::int64_t first = inEpoch * experiment_.train.batch;
    const std::int64_t end =
        std::min<std::int64_t>(first + experiment_.train.batch, std::ssize(order));
    if (inEpoch < 0 || first >= end) {
        return text;
    }
    text += ". Training images of the batch:";
    for (std::int64_t i = first; i < std::min<std::int64_t>(end, first + kMostImages); ++i) {
        text += ' ' + std::to_string(order[static_cast<std::size_t>(i)]);
    }
    return text;
}

void Training::warn(const std::string& kind, int layer, int epoch, std::optional<double> value,
                    const std::string& text, const TrainingHooks& hooks) {
    if (!warned_.insert({kind, layer}).second) {
        return;
    }
    Intervention warning;
    warning.step = step_;
    warning.seconds = seconds_;
    warning.kind = kind;
    warning.text = text;
    warning.epoch = epoch;
    warning.layer = layer;
    warning.value = value;
    warning.source = source::kGuard;
    record(warning, 0, hooks);
}

void Training::remember(const std::vector<Intervention>& interventions) {
    recorded_ = interventions.size();
    for (const Intervention& each : interventions) {
        if (each.source == source::kGuard) {
            warned_.insert({each.kind, each.layer});
        } else if (!changesTraining(each)) {
            apply(steering_, each);
        }
    }
}

void Training::warnOfExplosion(const std::vector<LayerScore>& scores, const TrainingHooks& hooks) {
    const double most = kExplosion * lossOfGuessing(shape_.classes);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (isReadOut(i) && scores[i].loss > most) {
            const std::string number = std::to_string(i + 1);
            warn("exploding_loss", static_cast<int>(i) + 1, epoch_ + 1, scores[i].loss,
                 "the loss of layer " + number + " is " + roundedText(scores[i].loss) +
                     ", more than " + numberText(kExplosion) +
                     " times that of guessing; lower the layer's learning rate ('rate " + number +
                     " 0.5') or give it new weights ('reset " + number + "')",
                 hooks);
        }
    }
}

bool Training::isReadOut(std::size_t layer) const {
    return findMethodFacts(experiment_.method)->learnsLocally ||
           layer + 1 == steering_.layers.size();
}

void Training::warnOfChance(const EpochEvent& event, const TrainingHooks& hooks) {
    if (stepsPerEpoch() < kFewSteps) {
        return;
    }
    const double chance = 1.0 / std::max(1, shape_.classes);
    // Two standard deviations of the accuracy of guessing above it, for so many images.
    const auto isGuess = [chance](double accuracy, int images) {
        return accuracy <= chance + 2 * std::sqrt(chance * (1 - chance) / std::max(1, images));
    };
    const auto rates = rates_.at(std::int64_t{epoch_} * stepsPerEpoch() - 1);
    const std::vector<LayerScore> validation = event.validation();
    const std::vector<LayerScore> train = event.train();
    for (std::size_t i = 0; i < validation.size(); ++i) {
        const bool learned = rates[i] > 0 && !steering_.layers[i].frozen;
        if (learned && isReadOut(i) && isGuess(validation[i].accuracy, validation_.count()) &&
            isGuess(train[i].accuracy, train_.count())) {
            const std::string number = std::to_string(i + 1);
            warn("chance_level", static_cast<int>(i) + 1, event.epoch, validation[i].accuracy,
                 "layer " + number +
                     " has hardly learned anything for an epoch: its validation accuracy is " +
                     percent(validation[i].accuracy) + ", that of guessing " + percent(chance) +
                     "; change its learning rate ('rate " + number +
                     " 0.1') or give it new weights ('reset " + number + "')",
                 hooks);
        }
    }
}

void Training::warnOfDeadChannels(const ProbeSnapshot& maps, const TrainingHooks& hooks) {
    for (std::size_t i = 0; i < maps.channels.size(); ++i) {
        const std::size_t channels = maps.channels[i].deadFraction.size();
        const int count = deadChannels(maps.channels[i]);
        if (count > kManyDead * static_cast<double>(channels)) {
            const std::string number = std::to_string(i + 1);
            warn("dead_channels", static_cast<int>(i) + 1, epoch_, count,
                 std::to_string(count) + " of the " + std::to_string(channels) +
                     " channels of layer " + number +
                     " are dead: zero on all probe images; give the layer new weights ('reset " +
                     number + "') and lower its learning rate ('rate " + number + " 0.5')",
                 hooks);
        }
    }
}

} // namespace asge
