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
        0;                    ///< clock ticks from the machine's start to the process's; 0: unknown
    std::string bootId;       ///< of the machine's last start; "-": unknown
    std::string pidNamespace; ///< the numbering that `pid` belongs to; "-": unknown
    std::string host;

    bool operator==(const ProcessIdentity&) const = default;
};

ProcessIdentity thisProcess();
/// One line: "PID START BOOT NAMESPACE HOST".
std::string toText(const ProcessIdentity& process);
/// Null for a text that toText doesn't write.
std::optional<ProcessIdentity> parseProcessIdentity(std::string_view text);

/// What one process can say of another.
enum class Liveness {
    alive,
    ended,     ///< there is no such process any more
    restarted, ///< its machine was restarted since
    silent     ///< it is out of sight and its last sign of life is too old
};

/// Signs of life older than this don't count.
constexpr std::int64_t kSilenceSeconds = 60;

/// Judges `owner`, seen from `self`. A process that shares our numbering is looked up; of any other
/// (another machine, a container) all that is known is how many seconds ago it last gave a sign.
Liveness judge(std::string_view owner, const ProcessIdentity& self, std::int64_t secondsSilent);

/// When the process that /proc/PID/stat describes was started; null where the text is not of that
/// form, 0 where the process has ended and waits only to be reaped.
std::optional<std::uint64_t> startTimeFromStat(std::string_view stat);

} // namespace asge
