// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parsers.h"

#include "app/cli/commands.h"
#include "core/base/error.h"

#include <algorithm>
#include <utility>

namespace asge::cli {

namespace {

/// `message` with "--set data.size=7:" or "--set data.labels=…:" replaced by the shorter option
/// that the user typed: "--size 7: …".
std::string asTyped(const std::string& message, const DataOptions& options) {
    const std::pair<std::string, std::string> shorthands[] = {
        {"data.size=" + std::to_string(options.size), "--size " + std::to_string(options.size)},
        {"data.labels=" + options.labels, "--labels " + options.labels}};
    for (const auto& [setting, option] : shorthands) {
        const bool isSet = std::find(options.overrides.begin(), options.overrides.end(), setting) !=
                           options.overrides.end();
        const std::string place = "--set " + setting + ":";
        if (!isSet && message.starts_with(place)) {
            return option + message.substr(place.size() - 1);
        }
    }
    return message;
}

CLI::App* addDataCommand(CLI::App& data, const char* name, const char* what, DataOptions& options,
                         Action& action, int (*function)(const DataOptions&)) {
    CLI::App* command = data.add_subcommand(name, what);
    command->callback([&options, &action, function] {
        action = interruptible([&options, function] {
            try {
                return function(options);
            } catch (const BadInput& error) {
                throw BadInput(asTyped(error.what(), options));
            }
        });
    });
    return command;
}

void addSource(CLI::App& command, DataOptions& options) {
    constexpr int kLongestSide = 1024;
    command
        .add_option("source", options.source,
                    "Name of a data set, a folder that holds one, or an experiment file (JSON)")
        ->required();
    command
        .add_option("--size", options.size, "Side length that photographs are scaled to, in pixels")
        ->check(CLI::Range(1, kLongestSide));
    command.add_option("--labels", options.labels, "Labels to use if the data set has two kinds")
        ->check(CLI::IsMember({"fine", "coarse"}));
    addOverrides(command, options.overrides);
}

void addBrowse(CLI::App& command, DataOptions& options) {
    constexpr int kMostImages = 1000;
    constexpr int kMostPages = 1000000;
    command.add_option("--output", options.output, "PNG file to write")->required();
    command.add_option("--split", options.split, "Images to show (default: train)")
        ->check(CLI::IsMember({"train", "test", "validation"}));
    command.add_option("--class", options.className, "Show only this class, by its name or index");
    command.add_option("--count", options.count, "Images per class (default: 10)")
        ->check(CLI::Range(1, kMostImages));
    command
        .add_option("--page", options.page,
                    "Page to show, if the rows don't fit on one (default: 1)")
        ->check(CLI::Range(1, kMostPages));
}

} // namespace

void addData(CLI::App& app, DataOptions& options, Action& action) {
    CLI::App* data = app.add_subcommand("data", "The data sets");
    data->require_subcommand(1);
    CLI::App* list = addDataCommand(*data, "list", "List the data sets that are known by name",
                                    options, action, listData);
    CLI::App* verify = addDataCommand(*data, "verify", "Read a whole data set and check it",
                                      options, action, verifyData);
    CLI::App* stats =
        addDataCommand(*data, "stats", "Count a data set's images and measure their channels",
                       options, action, showDataStatistics);
    CLI::App* browse = addDataCommand(*data, "browse", "Draw some images of each class into a file",
                                      options, action, browseData);
    for (CLI::App* command : {list, verify, stats, browse}) {
        command->add_flag("--json", options.json, "Print JSON");
    }
    for (CLI::App* command : {verify, stats, browse}) {
        addSource(*command, options);
    }
    addBrowse(*browse, options);
}

} // namespace asge::cli
