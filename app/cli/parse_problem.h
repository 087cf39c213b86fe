#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace asge::cli {

/// What is wrong with a command line that the parser refused, as one line that says what to write
/// instead: "no command 'tain'; did you mean train?".
std::string parseProblem(const CLI::App& app, const CLI::ParseError& error);

} // namespace asge::cli
