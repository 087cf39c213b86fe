// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/control_command.h"

#include "app/cli/existing_store.h"
#include "app/cli/exit_status.h"
#include "app/cli/json_output.h"
#include "app/cli/output.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/control/steering.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/settings.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <thread>

namespace asge::cli {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr milliseconds kPollInterval{25};
/// How often it is checked whether the run's process is still there.
constexpr milliseconds kOwnerInterval{1000};

double numberOf(const std::string& word, const CommandFacts& facts) {
    double value = 0;
    const auto end = word.data() + word.size();
    const auto read = std::from_chars(word.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || !std::isfinite(value)) {
        throw BadInput(std::string(facts.key) + ": '" + oneLine(word, 40) +
                       "' is not a number; use: " + usageOf(facts));
    }
    return value;
}

int layerOf(const std::string& word, const CommandFacts& facts) {
    const double value = numberOf(word, facts);
    constexpr double kMost = 1e6;
    if (value != std::floor(value) || value < 1 || value > kMost) {
        throw BadInput(std::string(facts.key) + ": a layer is a whole number from 1 up, not " +
                       oneLine(word, 40));
    }
    return static_cast<int>(value);
}

std::string commandKeys() {
    std::vector<std::string> keys;
    for (const CommandFacts& facts : commandTable()) {
        keys.emplace_back(facts.key);
    }
    return joined(keys, ", ");
}

/// Reads "rate 2 0.5". Throws BadInput.
Command commandFrom(const std::vector<std::string>& words) {
    if (words.empty()) {
        throw BadInput("control: a command is missing; it is one of " + commandKeys());
    }
    std::string key = words.front();
    std::replace(key.begin(), key.end(), '-', '_');
    const auto kind = findCommand(key);
    if (!kind) {
        throw BadInput("control: there is no command '" + oneLine(words.front(), 40) +
                       "'; there are " + commandKeys());
    }
    const CommandFacts& facts = factsOf(*kind);
    const std::size_t most =
        (facts.layer == Takes::nothing ? 0U : 1U) + (facts.value == Takes::nothing ? 0U : 1U);
    const std::size_t least =
        (facts.layer == Takes::always ? 1U : 0U) + (facts.value == Takes::always ? 1U : 0U);
    const std::size_t given = words.size() - 1;
    if (given < least || given > most) {
        throw BadInput("control: use: " + usageOf(facts));
    }
    Command command{*kind, 0, {}};
    const bool hasLayer =
        facts.layer == Takes::always || (facts.layer == Takes::optionally && given == most);
    if (hasLayer) {
        command.layer = layerOf(words[1], facts);
    }
    if (facts.value != Takes::nothing) {
        command.value = numberOf(words.back(), facts);
    }
    return command;
}

Json answerJson(const SentCommand& command) {
    Json json = {{"run", command.run},
                 {"command", command.kind},
                 {"layer", command.layer == 0 ? Json(nullptr) : Json(command.layer)},
                 {"value", command.value ? Json(*command.value) : Json(nullptr)},
                 {"status", toString(command.status)}};
    if (command.status == SentCommand::Status::applied) {
        json["step"] = command.step;
    }
    if (!command.reason.empty()) {
        json["reason"] = command.reason;
    }
    return json;
}

/// Waits for the answer to a command. Withdraws it if the run's process is gone or the time is up.
SentCommand awaitAnswer(RunWriter& writer, const RunReader& reader, SentCommand sent, int timeout) {
    const auto end = Clock::now() + std::chrono::seconds(timeout);
    auto ownerCheck = Clock::now() + kOwnerInterval;
    while (sent.status == SentCommand::Status::waiting) {
        std::this_thread::sleep_for(kPollInterval);
        const auto now = Clock::now();
        if (now >= end) {
            writer.withdrawCommand(sent.id, "the training did not answer within " +
                                                std::to_string(timeout) + " s");
        } else if (now >= ownerCheck) {
            const auto run = reader.find(sent.run);
            if (!run || !isLive(run->status)) {
                writer.withdrawCommand(sent.id, "the process that trained the run has ended");
            }
            ownerCheck = now + kOwnerInterval;
        }
        const auto found = reader.command(sent.id);
        if (!found) { // the run was deleted
            sent.status = SentCommand::Status::expired;
            sent.reason = "the run was deleted";
            return sent;
        }
        sent = *found;
    }
    return sent;
}

int printAnswer(const SentCommand& answer, const Command& command, bool json) {
    using Status = SentCommand::Status;
    if (json) {
        out().json(answerJson(answer));
    } else if (answer.status == Status::applied) {
        out() << "run " << answer.run << ": " << toText(command) << ": applied at step "
              << answer.step << '\n';
    } else {
        const std::string name = answer.kind + ": "; // which many reasons begin with
        printError("run " + std::to_string(answer.run) + ": " + toText(command) + ": " +
                   std::string(toString(answer.status)) + ": " +
                   answer.reason.substr(answer.reason.starts_with(name) ? name.size() : 0));
    }
    return answer.status == Status::applied   ? ok
           : answer.status == Status::refused ? badInput
                                              : failure;
}

int send(const ControlOptions& options) {
    const Command command = commandFrom(options.words);
    const auto writer = writeExisting(options.run, options.store);
    const RunReader reader(writer->path(), storeOptionsFor(writer->path()));
    const SentCommand sent = writer->sendCommand(options.run, command, source::kTerminal);
    return printAnswer(awaitAnswer(*writer, reader, sent, options.timeout), command, options.json);
}

/// The settings that commands can change, with their present values.
Json settingsJson(const Experiment& experiment) {
    Json json = Json::object();
    for (const CommandFacts& facts : commandTable()) {
        if (!facts.setting.empty()) {
            json[std::string(facts.key)] = Json::parse(settingText(experiment, facts.setting));
        }
    }
    return json;
}

Json stateJson(const RunDetail& detail, const Steering& steering,
               const std::vector<SentCommand>& commands) {
    Json layers = Json::array();
    for (std::size_t i = 0; i < steering.layers.size(); ++i) {
        const LayerSteering& layer = steering.layers[i];
        layers.push_back({{"layer", i + 1},
                          {"rate", layer.rateFactor},
                          {"frozen", layer.frozen},
                          {"resets", layer.resets},
                          {"redraws", layer.redraws}});
    }
    Json sent = Json::array();
    for (const SentCommand& command : commands) {
        Json each = answerJson(command);
        each["source"] = command.source;
        each["sent"] = command.sent;
        sent.push_back(std::move(each));
    }
    return {{"run", detail.summary.id},
            {"status", toString(detail.summary.status)},
            {"rate", steering.rateFactor},
            {"layers", std::move(layers)},
            {"settings", settingsJson(steering.experiment)},
            {"commands", std::move(sent)}};
}

void printState(const RunDetail& detail, const Steering& steering,
                const std::vector<SentCommand>& commands) {
    out() << "run " << detail.summary.id << ": " << toString(detail.summary.status)
          << ", learning rate x " << numberText(steering.rateFactor);
    for (const CommandFacts& facts : commandTable()) {
        if (!facts.setting.empty()) {
            out() << ", " << facts.key << ' ' << settingText(steering.experiment, facts.setting);
        }
    }
    out() << "\n\nlayer  rate x    state    resets  redraws\n";
    for (std::size_t i = 0; i < steering.layers.size(); ++i) {
        const LayerSteering& layer = steering.layers[i];
        out() << format("%5zu  %-8s  %-7s  %6d  %7d", i + 1, numberText(layer.rateFactor).c_str(),
                        layer.frozen ? "frozen" : "learns", layer.resets, layer.redraws)
              << '\n';
    }
    if (commands.empty()) {
        out() << "\nno commands were sent to this run\n";
        return;
    }
    out() << '\n';
    for (const SentCommand& command : commands) {
        const auto kind = findCommand(command.kind);
        const std::string text =
            kind ? toText({*kind, command.layer, command.value}) : command.kind;
        out() << command.sent << "  " << column(command.source, 9) << column(text, 24)
              << toString(command.status);
        if (command.status == SentCommand::Status::applied) {
            out() << " at step " << command.step;
        } else if (!command.reason.empty()) {
            out() << ": " << command.reason;
        }
        out() << '\n';
    }
}

int list(const ControlOptions& options) {
    const auto reader = readExisting(options.store);
    if (!reader) {
        noSuchRun(options.run, options.store);
    }
    const RunDetail detail = reader->description(options.run);
    const Steering steering = steeringAfter(
        parseExperiment(detail.summary.experimentJson, "run " + std::to_string(options.run)),
        reader->interventions(options.run));
    const auto commands = reader->commands(options.run);
    if (options.json) {
        out().json(stateJson(detail, steering, commands));
    } else {
        printState(detail, steering, commands);
    }
    return ok;
}

} // namespace

std::string commandHelp() {
    std::string help = "commands:\n";
    for (const CommandFacts& facts : commandTable()) {
        std::string usage = usageOf(facts);
        usage.resize(std::max<std::size_t>(usage.size() + 2, 28), ' ');
        help += "  " + usage + std::string(facts.description) + "\n";
    }
    return help;
}

int control(const ControlOptions& options) {
    return options.list ? list(options) : send(options);
}

} // namespace asge::cli
