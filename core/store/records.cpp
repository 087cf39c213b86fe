#include "core/store/records.h"

#include "core/error.h"

#include <array>
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
    throw StoreError("run status \"" + std::string(text) + "\" is unknown");
}

} // namespace asge
