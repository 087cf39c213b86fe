// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/cores.h"
#include "core/base/random.h"
#include "core/learn/train/training.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr std::uint64_t kResetStream = 0x7265736574;    // "reset"
constexpr std::uint64_t kRedrawStream = 0x726564726177; // "redraw"
/// Below the number of interventions with which a store counts as damaged, with room for those of
/// rules, of the guard, and of resumes.
constexpr std::size_t kMostCommands = 90'000;

/// Whether a command only pauses, continues or ends the training, so that an evaluation measures
/// the same with it.
bool isTakenInEvaluation(const CommandRequest& request) {
    const CommandFacts& facts = factsOf(request.command.kind);
    return !facts.changesTraining && facts.setting.empty() && facts.kind != CommandKind::checkpoint;
}

} // namespace

bool Training::obey(TrainingControl& control, const TrainingHooks& hooks) {
    if (repeatDue()) {
        keepGoodState();
    }
    if ((pauseAtStep_ && step_ >= *pauseAtStep_) ||
        (pauseAfterEpoch_ && epoch_ >= *pauseAfterEpoch_)) {
        setPaused(true, hooks);
    }
    return takeCommands(control, hooks, {});
}

bool Training::obeyInEvaluation(TrainingControl& control, const TrainingHooks& hooks) {
    const double begin = clock_.seconds();
    const bool goesOn = takeCommands(control, hooks, isTakenInEvaluation);
    pausedSeconds_ += clock_.seconds() - begin;
    return goesOn;
}

bool Training::takeCommands(TrainingControl& control, const TrainingHooks& hooks,
                            const TrainingControl::Filter& isWanted) {
    while (control.hasNews() || paused_) {
        if (control.isStopped()) {
            return false;
        }
        const auto request = control.next(isWanted);
        if (request) {
            answer(*request, control, hooks);
        } else if (paused_) {
            control.wait(isWanted);
        } else {
            break; // the others wait
        }
    }
    return true;
}

void Training::answer(const CommandRequest& request, TrainingControl& control,
                      const TrainingHooks& hooks) {
    const auto send = [&](const CommandAnswer& answer) {
        if (request.answer) {
            request.answer(answer);
        }
    };
    try {
        send(answerTo(request, control, hooks));
    } catch (const CommandWithdrawn& error) {
        send({CommandAnswer::Outcome::expired, step_, error.what()});
    } catch (const Error& error) { // such as values that are not finite
        send({CommandAnswer::Outcome::refused, step_, error.what()});
        throw;
    }
}

CommandAnswer Training::answerTo(const CommandRequest& request, TrainingControl& control,
                                 const TrainingHooks& hooks) {
    using Outcome = CommandAnswer::Outcome;
    const Command& command = request.command;
    auto problem = request.problem.empty() ? commandProblem(command, steering_, epoch_ + 1)
                                           : std::optional(request.problem);
    if (!problem && command.kind == CommandKind::pause && paused_) {
        problem = "pause: the training is paused already";
    } else if (!problem && command.kind == CommandKind::resume && !paused_ && !pauseAtStep_ &&
               !pauseAfterEpoch_) {
        problem = "resume: the training is not paused";
    }
    if (!problem && recorded_ >= kMostCommands && command.kind != CommandKind::stop) {
        problem = "the run has had as many commands as the store keeps of a run";
    }
    if (problem) {
        return {Outcome::refused, step_, *problem};
    }
    const CommandFacts& facts = factsOf(command.kind);
    if (facts.changesTraining || !facts.setting.empty()) {
        carryOut(interventionOf(command, request.source), request.stored, hooks);
        keepGoodState();
    } else {
        direct(request, control, hooks);
    }
    return {Outcome::applied, step_, {}};
}

void Training::direct(const CommandRequest& request, TrainingControl& control,
                      const TrainingHooks& hooks) {
    const CommandKind kind = request.command.kind;
    if (kind == CommandKind::stop) {
        record(interventionOf(request.command, request.source), request.stored, hooks);
        stopCommand_ = request;
        control.stop(request.source == source::kTerminal ? "asge control" : "");
        return;
    }
    if (kind == CommandKind::checkpoint && hooks.onCheckpoint) {
        reportSteps(true, hooks); // the steps of a checkpoint are reported before it
        hooks.onCheckpoint(checkpoint());
        keepState();
    }
    record(interventionOf(request.command, request.source), request.stored, hooks);
    if (kind == CommandKind::checkpoint) {
        return;
    }
    setPaused(kind == CommandKind::pause, hooks);
    if (kind == CommandKind::step) {
        pauseAtStep_ = step_ + 1;
    } else if (kind == CommandKind::epoch) {
        pauseAfterEpoch_ = epoch_ + 1;
    }
}

void Training::setPaused(bool paused, const TrainingHooks& hooks) {
    pauseAtStep_.reset();
    pauseAfterEpoch_.reset();
    if (std::exchange(paused_, paused) != paused && hooks.onPaused) {
        reportSteps(true, hooks);
        hooks.onPaused(paused);
    }
}

Intervention Training::interventionOf(const Command& command, std::string_view source) const {
    Intervention intervention;
    intervention.step = step_;
    intervention.seconds = seconds_;
    intervention.kind = factsOf(command.kind).key;
    intervention.epoch = epoch_ + 1;
    intervention.layer = command.layer;
    intervention.value = command.value;
    intervention.source = source;
    return intervention;
}

void Training::record(const Intervention& intervention, std::int64_t command,
                      const TrainingHooks& hooks) {
    ++recorded_;
    if (hooks.onIntervention) {
        hooks.onIntervention(intervention, command);
    }
}

void Training::carryOut(const Intervention& intervention, std::int64_t stored,
                        const TrainingHooks& hooks) {
    reportSteps(true, hooks);
    record(intervention, stored, hooks);
    takeEffect(intervention);
}

void Training::takeEffect(const Intervention& intervention) {
    apply(steering_, intervention);
    if (changesTraining(intervention)) {
        applied_.push_back(intervention);
    }
    if (intervention.layer > std::ssize(steering_.layers)) {
        return; // from a store that another program wrote
    }
    const auto kind = findCommand(intervention.kind);
    const auto layer = static_cast<std::size_t>(std::max(intervention.layer - 1, 0));
    if (kind == CommandKind::reset) {
        trainer_.resetWeights(
            layer, freshLayer(kResetStream, intervention.layer, steering_.layers[layer].resets));
    } else if (kind == CommandKind::redraw) {
        trainer_.replaceProjection(
            layer, freshLayer(kRedrawStream, intervention.layer, steering_.layers[layer].redraws));
    } else {
        useSettings();
    }
}

bool Training::repeatDue(std::string_view source) {
    bool any = false;
    while (!repeats_.empty() && repeats_.front().step <= step_ &&
           (source.empty() || repeats_.front().source == source)) {
        const Intervention intervention = std::move(repeats_.front());
        repeats_.pop_front();
        takeEffect(intervention);
        any = true;
    }
    return any;
}

void Training::takeOver(std::vector<Intervention> applied) {
    applied_ = std::move(applied);
    // The probe budget changes no training, so it is not among the interventions.
    const double budget = steering_.experiment.probe.budget;
    steering_ = steeringAfter(experiment_, applied_);
    steering_.experiment.probe.budget = budget;
    useSettings();
}

void Training::useSettings() {
    rates_ = LearningRates(steering_.experiment, stepsPerEpoch());
    trainer_.change(stepSettings(steering_.experiment, threadCount(experiment_.threads)));
}

/// A layer with new random values, which depend on the run's seed, the stream, the layer and the
/// count alone.
Layer Training::freshLayer(std::uint64_t stream, int layer, int count) const {
    Experiment experiment = experiment_;
    experiment.train.seed =
        static_cast<std::int64_t>(mixSeed(static_cast<std::uint64_t>(experiment.train.seed),
                                          stream + (static_cast<std::uint64_t>(count) << 48U)));
    return methodNamed(experiment.method)
        .makeNetwork(experiment, shape_, device())
        .layers[static_cast<std::size_t>(layer - 1)];
}

void Training::freezeStalled(const std::vector<LayerScore>& validation,
                             const TrainingHooks& hooks) {
    const auto rates = rates_.at(std::int64_t{epoch_} * stepsPerEpoch() - 1);
    layerBestEpochs_.resize(validation.size());
    layerBestAccuracies_.resize(validation.size());
    for (std::size_t i = 0; i < validation.size(); ++i) {
        // A layer that did not learn has not failed to improve.
        const bool learned = rates[i] > 0 && !steering_.layers[i].frozen;
        if (!learned || layerBestEpochs_[i] == 0 ||
            validation[i].accuracy > layerBestAccuracies_[i]) {
            layerBestEpochs_[i] = epoch_;
            layerBestAccuracies_[i] = validation[i].accuracy;
        }
    }
    repeatDue(source::kRule);
    const int patience = steering_.experiment.train.freezePatience;
    for (std::size_t i = 0; patience > 0 && i < validation.size(); ++i) {
        if (!steering_.layers[i].frozen && epoch_ - layerBestEpochs_[i] >= patience) {
            Intervention freeze =
                interventionOf({CommandKind::freeze, static_cast<int>(i) + 1, {}}, source::kRule);
            freeze.epoch = epoch_;
            freeze.text =
                "no better validation accuracy since epoch " + std::to_string(layerBestEpochs_[i]);
            carryOut(freeze, 0, hooks);
        }
    }
}

} // namespace asge
