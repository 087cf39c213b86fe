// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asge {

/// What tells one process from every other, on this machine and others, now and after a restart.
/// The text of it is a run's `owner` in the store.
struct ProcessIdentity {
    std::int64_t pid = 0;
    std::uint64_t startTime =
        0;              ///< clock ticks from the machine's start to the process's; 0: unknown
    std::string bootId; ///< of the machine's last start; "-": unknown
    /// The numbering that `pid` belongs to, and the clock of `startTime` unless it is the
    /// machine's; "-": unknown.
    std::string pidNamespace;
    std::string host;

    bool operator==(const ProcessIdentity&) const = default;
};

ProcessIdentity thisProcess();
/// One line: "PID START BOOT NAMESPACE HOST".
std::string toText(const ProcessIdentity& process);
/// Null for a text that toText doesn't write.
std::optional<ProcessIdentity> parseProcessIdentity(std::string_view text);

/// What one process can say of another without waiting.
enum class Liveness {
    alive,
    ended,     ///< there is no such process any more
    outOfSight ///< it runs elsewhere (another machine, a container), or ran before a restart
};

/// Judges `owner`, the text of an identity, seen from `self`. Only a process that shares our
/// numbering can be looked up. A host's name or an earlier start of a machine tells nothing:
/// machines that were cloned share names. No clock is asked.
Liveness judge(std::string_view owner, const ProcessIdentity& self);

/// When the process that /proc/PID/stat describes was started; null where the text is not of that
/// form, 0 where the process has ended and waits only to be reaped.
std::optional<std::uint64_t> startTimeFromStat(std::string_view stat);

} // namespace asge
