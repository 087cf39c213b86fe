// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/records.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <array>
#include <charconv>
#include <utility>

namespace asge {
namespace {

constexpr std::array<std::pair<RunStatus, std::string_view>, 6> kStatusNames{{
    {RunStatus::running, "running"},
    {RunStatus::paused, "paused"},
    {RunStatus::finished, "finished"},
    {RunStatus::stopped, "stopped"},
    {RunStatus::interrupted, "interrupted"},
    {RunStatus::failed, "failed"},
}};

} // namespace

RunId runIdFromText(std::string_view text) {
    RunId id = 0;
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, id);
    if (error != std::errc() || read != end || id < 1) {
        throw BadInput("'" + oneLine(text, 40) +
                       "' is not a run's number, which is a whole number from 1 up");
    }
    return id;
}

std::string_view toString(RunStatus status) {
    for (const auto& [value, name] : kStatusNames) {
        if (value == status) {
            return name;
        }
    }
    throw StoreError("run status " + std::to_string(static_cast<int>(status)) + " is unknown");
}

RunStatus runStatusFromString(std::string_view text) {
    for (const auto& [value, name] : kStatusNames) {
        if (name == text) {
            return value;
        }
    }
    throw StoreError("run status \"" + oneLine(text, 40) + "\" is unknown");
}

std::string_view toString(SentCommand::Status status) {
    switch (status) {
    case SentCommand::Status::applied:
        return "applied";
    case SentCommand::Status::refused:
        return "refused";
    case SentCommand::Status::expired:
        return "expired";
    default:
        return "waiting";
    }
}

} // namespace asge
