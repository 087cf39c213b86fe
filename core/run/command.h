// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asge {

/// What a user can ask a training to do while it runs.
enum class CommandKind {
    pause,
    resume,
    step,
    epoch,
    stop,
    checkpoint,
    rate,
    freeze,
    thaw,
    reset,
    redraw,
    weightDecay,
    labelSmoothing,
    dropout,
    epochs,
    freezePatience,
    probeBudget,
};

/// Whether a command takes a value of that kind.
enum class Takes { nothing, optionally, always };

/// The facts about a kind of command: a row of the table of commands, from which the command line,
/// the window and the checks are made.
struct CommandFacts {
    CommandKind kind;
    std::string_view key;   ///< "weight_decay"; also the kind of the intervention that it makes
    std::string_view title; ///< "Weight decay"
    std::string_view description;
    Takes layer = Takes::nothing; ///< optionally: without a layer, the whole network is meant
    Takes value = Takes::nothing;
    std::string_view valueName = {}; ///< "FACTOR"
    /// The setting that the command changes for the rest of the run, whose bounds are those of the
    /// value; empty if it changes none.
    std::string_view setting = {};
    bool changesTraining = false; ///< a resumed run has to repeat it to be exact
};

/// The bounds of the factor of `rate`.
inline constexpr double kLeastRateFactor = 1e-6;
inline constexpr double kMostRateFactor = 1e6;

/// All kinds of commands, in the order of CommandKind.
std::span<const CommandFacts> commandTable();
const CommandFacts& factsOf(CommandKind kind);
/// How the command is written: "rate [LAYER] FACTOR".
std::string usageOf(const CommandFacts& facts);
/// The kind of that key; nothing if there is none.
std::optional<CommandKind> findCommand(std::string_view key);

/// A command to a training.
struct Command {
    CommandKind kind = CommandKind::pause;
    int layer = 0; ///< 1 for the first layer; 0 for the whole network
    std::optional<double> value;

    bool operator==(const Command&) const = default;
};

/// Why the command can't be given to any training: a missing or needless layer or value, or a value
/// out of bounds. Nothing if it can. `layers` is the number of layers.
std::optional<std::string> formProblem(const Command& command, int layers);

/// The command as the user writes it: "rate 2 0.5".
std::string toText(const Command& command);

struct Intervention;

/// Whether the intervention changes training, so that a resumed run has to repeat it.
bool changesTraining(const Intervention& intervention);
/// Marks an intervention whose effect was undone because the run went back before it: it is no
/// longer repeated, and its text says what it was.
void markUndone(Intervention& intervention);

/// Who caused an intervention.
namespace source {
inline constexpr std::string_view kWindow = "window";
inline constexpr std::string_view kTerminal = "terminal";
inline constexpr std::string_view kRule = "rule";   ///< a rule of the experiment
inline constexpr std::string_view kGuard = "guard"; ///< the guard against divergence
inline constexpr std::string_view kProgram = "program";
} // namespace source

} // namespace asge
