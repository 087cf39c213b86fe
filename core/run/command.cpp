// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/command.h"

#include "core/base/counted.h"
#include "core/base/text.h"
#include "core/experiment/settings.h"
#include "core/run/records.h"

#include <algorithm>
#include <array>

namespace asge {

namespace {

constexpr std::array kTable{
    CommandFacts{.kind = CommandKind::pause,
                 .key = "pause",
                 .title = "Pause",
                 .description = "Waits after the current batch"},
    CommandFacts{.kind = CommandKind::resume,
                 .key = "resume",
                 .title = "Resume",
                 .description = "Continues a paused training"},
    CommandFacts{.kind = CommandKind::step,
                 .key = "step",
                 .title = "One step",
                 .description = "Trains on one batch, then pauses"},
    CommandFacts{.kind = CommandKind::epoch,
                 .key = "epoch",
                 .title = "One epoch",
                 .description = "Trains to the end of the epoch, then pauses"},
    CommandFacts{.kind = CommandKind::stop,
                 .key = "stop",
                 .title = "Stop",
                 .description = "Ends the training with a checkpoint"},
    CommandFacts{.kind = CommandKind::checkpoint,
                 .key = "checkpoint",
                 .title = "Checkpoint",
                 .description = "Saves a checkpoint"},
    CommandFacts{.kind = CommandKind::rate,
                 .key = "rate",
                 .title = "Learning rate",
                 .description = "Multiplies the scheduled learning rate of a layer, or of the "
                                "network, by a factor",
                 .layer = Takes::optionally,
                 .value = Takes::always,
                 .valueName = "FACTOR",
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::freeze,
                 .key = "freeze",
                 .title = "Freeze",
                 .description = "Stops training a layer; its outputs still feed the next layers",
                 .layer = Takes::always,
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::thaw,
                 .key = "thaw",
                 .title = "Thaw",
                 .description = "Trains a frozen layer again",
                 .layer = Takes::always,
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::reset,
                 .key = "reset",
                 .title = "Reset",
                 .description = "Gives a layer new random weights and clears its optimizer state",
                 .layer = Takes::always,
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::redraw,
                 .key = "redraw",
                 .title = "Redraw projection",
                 .description = "Draws a layer's random projection again",
                 .layer = Takes::always,
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::weightDecay,
                 .key = "weight_decay",
                 .title = "Weight decay",
                 .description = "Sets the weight decay of all layers",
                 .value = Takes::always,
                 .valueName = "DECAY",
                 .setting = "optimizer.weight_decay",
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::labelSmoothing,
                 .key = "label_smoothing",
                 .title = "Label smoothing",
                 .description = "Sets the label smoothing of the loss",
                 .value = Takes::always,
                 .valueName = "SMOOTHING",
                 .setting = "train.label_smoothing",
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::dropout,
                 .key = "dropout",
                 .title = "Dropout",
                 .description = "Sets the fraction of channels that a step drops",
                 .value = Takes::always,
                 .valueName = "FRACTION",
                 .setting = "network.dropout",
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::epochs,
                 .key = "epochs",
                 .title = "Epochs",
                 .description = "Sets the number of epochs; the learning rate schedule spans them",
                 .value = Takes::always,
                 .valueName = "EPOCHS",
                 .setting = "train.epochs",
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::freezePatience,
                 .key = "freeze_patience",
                 .title = "Freeze patience",
                 .description = "Freezes layers whose validation accuracy has not improved for "
                                "that many epochs; 0: never",
                 .value = Takes::always,
                 .valueName = "EPOCHS",
                 .setting = "train.freeze_patience",
                 .changesTraining = true},
    CommandFacts{.kind = CommandKind::probeBudget,
                 .key = "probe_budget",
                 .title = "Probe budget",
                 .description = "Sets the largest fraction of the training time that probes take",
                 .value = Takes::always,
                 .valueName = "FRACTION",
                 .setting = "probe.budget"},
};

std::optional<std::string> valueProblem(const CommandFacts& facts, std::optional<double> value) {
    if (!value) {
        return facts.value == Takes::always ? std::optional<std::string>("needs a value")
                                            : std::nullopt;
    }
    if (facts.value == Takes::nothing) {
        return "takes no value";
    }
    if (!facts.setting.empty()) {
        Experiment any;
        return setSetting(any, facts.setting, numberText(*value));
    }
    if (!(*value >= kLeastRateFactor && *value <= kMostRateFactor)) { // also for NaN
        return "the factor must be from " + numberText(kLeastRateFactor) + " to " +
               numberText(kMostRateFactor) + ", is " + numberText(*value);
    }
    return std::nullopt;
}

std::optional<std::string> layerProblem(const CommandFacts& facts, int layer, int layers) {
    if (layer == 0) {
        return facts.layer == Takes::always ? std::optional<std::string>("needs a layer")
                                            : std::nullopt;
    }
    if (facts.layer == Takes::nothing) {
        return "takes no layer";
    }
    if (layer < 1 || layer > layers) {
        return "there is no layer " + std::to_string(layer) + ": the network has " +
               counted(layers, "layer");
    }
    return std::nullopt;
}

} // namespace

std::span<const CommandFacts> commandTable() {
    return kTable;
}

const CommandFacts& factsOf(CommandKind kind) {
    return kTable[static_cast<std::size_t>(kind)];
}

std::string usageOf(const CommandFacts& facts) {
    std::string usage(facts.key);
    if (facts.layer != Takes::nothing) {
        usage += facts.layer == Takes::optionally ? " [LAYER]" : " LAYER";
    }
    if (facts.value != Takes::nothing) {
        usage += " " + std::string(facts.valueName);
    }
    return usage;
}

std::optional<CommandKind> findCommand(std::string_view key) {
    const auto found = std::find_if(kTable.begin(), kTable.end(),
                                    [key](const CommandFacts& facts) { return facts.key == key; });
    return found == kTable.end() ? std::nullopt : std::optional(found->kind);
}

std::optional<std::string> formProblem(const Command& command, int layers) {
    const CommandFacts& facts = factsOf(command.kind);
    auto problem = layerProblem(facts, command.layer, layers);
    if (!problem) {
        problem = valueProblem(facts, command.value);
    }
    return problem ? std::optional(std::string(facts.key) + ": " + *problem) : std::nullopt;
}

bool changesTraining(const Intervention& intervention) {
    const auto kind = findCommand(intervention.kind);
    return kind && factsOf(*kind).changesTraining;
}

void markUndone(Intervention& intervention) {
    intervention.text =
        toText({findCommand(intervention.kind).value(), intervention.layer, intervention.value});
    intervention.kind = "undone";
}

std::string toText(const Command& command) {
    std::string text(factsOf(command.kind).key);
    if (command.layer != 0) {
        text += " " + std::to_string(command.layer);
    }
    if (command.value) {
        text += " " + numberText(*command.value);
    }
    return text;
}

} // namespace asge
