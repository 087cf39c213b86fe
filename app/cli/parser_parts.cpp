// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parser_parts.h"

#include "app/cli/interruption.h"
#include "core/base/text.h"

#include <utility>

namespace asge::cli {

Action interruptible(Action action) {
    return [action = std::move(action)] { return untilInterrupted(action); };
}

std::string fileNameProblem(const std::string& file) {
    return file.empty() ? "the file name is empty" : "";
}

void addStore(CLI::App& command, std::string& store) {
    command
        .add_option("--store", store,
                    "Store file (default: $ASGE_STORE, else the user's data directory)")
        ->check(fileNameProblem);
}

void addRun(CLI::App& command, RunId& run) {
    command
        .add_option_function<std::string>(
            "id", [&run](const std::string& text) { run = runIdFromText(text); }, "Run")
        ->required();
}

void addOverrides(CLI::App& command, std::vector<std::string>& overrides) {
    command
        .add_option("--set", overrides,
                    "Override a setting of the file: key.path=value, for example train.epochs=2; "
                    "repeatable")
        ->take_all()
        ->allow_extra_args(false);
}

void addExperiment(CLI::App& command, std::string& file, std::vector<std::string>& overrides) {
    command.add_option("experiment", file, "Experiment file (JSON)")->required();
    addOverrides(command, overrides);
}

void addTags(CLI::App& command, std::vector<std::string>& tags, const char* what) {
    command.add_option("--tag", tags, what)
        ->check([](const std::string& tag) { return tagProblem(tag).value_or(""); })
        ->take_all()
        ->allow_extra_args(false);
}

CLI::Option* addRunName(CLI::App& command, std::optional<std::string>& name) {
    return command.add_option("--name", name, "Name of the run (default: the file name)")
        ->check([](const std::string& text) { return nameProblem(text).value_or(""); });
}

void addFile(CLI::App& command, std::string& file, const char* what) {
    command.add_option("file", file, what)->required()->check(fileNameProblem);
}

} // namespace asge::cli
