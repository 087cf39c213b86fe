// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asge {

/// Identifies a process uniquely, across machines and restarts. Its text is a run's `owner` in the
/// store.
struct ProcessIdentity {
    std::int64_t pid = 0;
    /// Clock ticks from the machine's boot to the process's start; 0 if unknown.
    std::uint64_t startTime = 0;
    std::string bootId; ///< of the machine's last boot; "-" if unknown
    /// The PID namespace of `pid`, and the time namespace of `startTime` unless it is the machine's
    /// initial one; "-" if unknown.
    std::string pidNamespace;
    std::string host;

    bool operator==(const ProcessIdentity&) const = default;
};

ProcessIdentity thisProcess();
/// One line: "PID START BOOT NAMESPACE HOST".
std::string toText(const ProcessIdentity& process);
/// Returns nothing if the text is not of toText's form.
std::optional<ProcessIdentity> parseProcessIdentity(std::string_view text);

/// What a process can find out about another one without waiting.
enum class Liveness {
    alive,
    ended,     ///< the process no longer exists
    notVisible ///< it runs on another machine or in another container, or ran before a restart
};

/// Judges `owner`, the text of an identity, as seen from `self`. Only a process in the same PID
/// namespace can be looked up. A host name or an earlier boot says nothing about it, because cloned
/// machines share names. No clock is used.
Liveness livenessOf(std::string_view owner, const ProcessIdentity& self);

/// The start time of a process in clock ticks, from the text of /proc/PID/stat. Returns nothing if
/// the text has another form, and 0 if the process has ended but has not been reaped.
std::optional<std::uint64_t> startTimeFromStat(std::string_view stat);

} // namespace asge
