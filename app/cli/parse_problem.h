// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace asge::cli {

/// A command line error as one line that names the remedy: "no command 'tain'; did you mean
/// train?".
std::string parseProblem(const CLI::App& app, const CLI::ParseError& error);

} // namespace asge::cli
