// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace asge::cli {

struct SettingsOptions {
    bool json = false;
};

/// Prints every setting of an experiment. Returns an exit status; throws asge::Error if it fails.
int listSettings(const SettingsOptions& options);

} // namespace asge::cli
