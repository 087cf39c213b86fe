// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/parse_problem.h"

#include "core/base/text.h"

#include <algorithm>
#include <map>
#include <vector>

namespace asge::cli {

namespace {

/// The command that the user's words have reached: "asge runs show" for "runs show 3".
const CLI::App& innermost(const CLI::App& app) {
    const auto parsed = app.get_subcommands();
    return parsed.empty() ? app : innermost(*parsed.back());
}

/// "asge runs show"
std::string fullName(const CLI::App& command) {
    const CLI::App* parent = command.get_parent();
    return (parent != nullptr ? fullName(*parent) + " " : "") + command.get_name();
}

std::vector<std::string> commandsOf(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(command->get_name());
    }
    return names;
}

std::vector<std::string> optionsOf(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
        for (const std::string& name : option->get_lnames()) {
            names.push_back("--" + name);
        }
    }
    return names;
}

std::string guessOrHelp(const std::string& word, const std::vector<std::string>& candidates,
                        const CLI::App& command) {
    const auto meant = closest(word, candidates);
    return meant ? "; did you mean " + *meant + "?" : "; see " + fullName(command) + " --help";
}

/// The error for words that the command does not know. If a command is expected, the wrong word is
/// reported; otherwise a wrong option, before the value that follows it.
std::string unknownProblem(const CLI::App& command, const std::vector<std::string>& words) {
    const bool isOuter = command.get_parent() == nullptr;
    const std::string where = isOuter ? "" : " in " + fullName(command);
    const auto isOption = [](const std::string& word) {
        return word.size() > 1 && word.starts_with('-');
    };
    const std::string& first = words.front();
    const auto commands = commandsOf(command);
    if (!commands.empty() && !isOption(first)) {
        return "no command '" + first + "'" + where + guessOrHelp(first, commands, command);
    }
    const auto option = std::find_if(words.begin(), words.end(), isOption);
    if (option != words.end()) {
        const std::string name = option->substr(0, option->find('='));
        const auto options = optionsOf(command);
        if (std::find(options.begin(), options.end(), name) != options.end()) {
            return "'" + name + "' must come after '" + fullName(command) + "'";
        }
        return "no option '" + name + "'" + where + guessOrHelp(name, options, command);
    }
    return "'" + first + "' is an unexpected argument of " + fullName(command) + "; see " +
           fullName(command) + " --help";
}

/// The remedy for a missing argument.
std::string missingProblem(const CLI::App& command, const std::string& name) {
    static const std::map<std::string, std::string> kRemedies = {
        {"experiment", "name an experiment file"},
        {"sweep", "name a sweep file"},
        {"source", "name a data set, a folder that holds one, or an experiment file"},
        {"id", "give the ID of a run; asge runs list shows them"},
        {"run", "give the ID of a run, or ID@EPOCH; asge runs list shows them"},
        {"file", "name a file"},
        {"image", "name an image: --image N or --file FILE"},
        {"images", "name images: JPEG, PNG or IDX files, or folders"},
        {"folder", "name a folder"},
        {"entry", "give the number of an entry; asge queue shows them"},
        {"entries", "give the numbers of entries; asge queue shows them"},
        {"position", "give the entry's new position"},
        {"--output", "name a PNG file with --output"},
    };
    if (const auto commands = commandsOf(command); !commands.empty()) {
        return "name a command: " + wordList(commands, "or") + "; see " + fullName(command) +
               " --help";
    }
    if (fullName(command) == "asge train") {
        return "name an experiment file, or give --resume ID or --branch ID";
    }
    if (fullName(command) == "asge queue add") {
        return "name an experiment file, or give --sweep FILE or --run ID";
    }
    const auto remedy = kRemedies.find(name);
    return remedy != kRemedies.end() ? remedy->second : name + " is missing";
}

/// Rewords the messages of CLI11.
std::string plainWords(std::string text) {
    const std::pair<std::string, std::string> replacements[] = {
        {" excludes ", " can't be given with "},
        {" requires ", " needs "},
        {": 1 required TEXT missing", ": a value is missing"},
        {": 1 required INT missing", ": a value is missing"},
        {": Value ", ": "},
        {" not in range ", " is not in the range "},
    };
    for (const auto& [from, to] : replacements) {
        if (const auto at = text.find(from); at != std::string::npos) {
            text.replace(at, from.size(), to);
        }
    }
    return text;
}

} // namespace

std::string parseProblem(const CLI::App& app, const CLI::ParseError& error) {
    const CLI::App& command = innermost(app);
    const auto* missing = dynamic_cast<const CLI::RequiredError*>(&error);
    // CLI11 reports missing arguments before it looks at unknown words, which are the likelier
    // cause.
    const auto unknown = app.remaining(true);
    if (!unknown.empty() &&
        (missing != nullptr || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
        return unknownProblem(command, unknown);
    }
    if (missing == nullptr) {
        return plainWords(error.what());
    }
    const std::string what = error.what();
    return missingProblem(command, what.substr(0, what.find(' ')));
}

} // namespace asge::cli
