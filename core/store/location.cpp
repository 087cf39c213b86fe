// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/location.h"

#include "core/base/error.h"

#include <cstdlib>

#include <pwd.h>
#include <unistd.h>

namespace asge {
namespace {

/// The value of an environment variable; empty if it is unset.
std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

/// $HOME, else the home folder in the system's user database: services run without $HOME.
std::filesystem::path homeFolder() {
    if (const std::string home = environment("HOME"); !home.empty()) {
        return home;
    }
    passwd entry{};
    passwd* found = nullptr;
    std::string buffer(16384, '\0');
    if (getpwuid_r(getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 &&
        found != nullptr && found->pw_dir != nullptr && *found->pw_dir != '\0') {
        return found->pw_dir;
    }
    throw StoreError("the run store has no path: neither ASGE_STORE nor HOME is set");
}

} // namespace

std::filesystem::path storeLocation(const std::string& given) {
    if (!given.empty()) {
        return given;
    }
    if (const std::string store = environment("ASGE_STORE"); !store.empty()) {
        return store;
    }
    // The XDG specification says that relative paths are to be ignored.
    const std::filesystem::path data = environment("XDG_DATA_HOME");
    const auto base = data.is_absolute() ? data : homeFolder() / ".local" / "share";
    return base / "asge" / "runs.sqlite";
}

std::filesystem::path observationFileLocation() {
    const std::filesystem::path state = environment("XDG_STATE_HOME");
    try {
        const auto base = state.is_absolute() ? state : homeFolder() / ".local" / "state";
        return base / "asge" / "sightings";
    } catch (const StoreError&) {
        return {};
    }
}

} // namespace asge
