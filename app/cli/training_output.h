// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"

#include <filesystem>
#include <memory>

namespace asge::cli {

/// Shows a training on standard output: JSON lines, or a bar or lines of text.
std::unique_ptr<SessionListener> makeTrainingListener(bool json);
/// Prints how a training ended.
void printTrainingEnd(const SessionResult& result, const std::filesystem::path& store, bool json);

} // namespace asge::cli
