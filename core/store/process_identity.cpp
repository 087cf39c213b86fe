// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/process_identity.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <fstream>
#include <sstream>

#include <unistd.h>

namespace asge {
namespace {

constexpr std::string_view kUnknown = "-";

std::string readAll(const std::string& path) {
    const std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf(); // stream iterators would throw if the process has ended meanwhile
    return std::move(text).str();
}

std::string firstWord(const std::string& text) {
    std::istringstream words(text);
    std::string word(kUnknown);
    words >> word;
    return word.empty() ? std::string(kUnknown) : word;
}

/// The target of a symbolic link; empty if it can't be read.
std::string linkText(const char* link) {
    std::array<char, 256> text{};
    const ssize_t length = readlink(link, text.data(), text.size());
    return length <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(length));
}

/// Identifies the PID namespace, within which processes see each other's numbers. Start times are
/// comparable only within a time namespace, so a time namespace other than the initial one is
/// added.
std::string pidNamespace() {
    constexpr const char* kInitialTimeNamespace =
        "time:[4026531834]"; // PROC_TIME_INIT_INO of the kernel
    const std::string pid = linkText("/proc/self/ns/pid");
    const std::string time = linkText("/proc/self/ns/time"); // kernels before 5.6 have none
    if (pid.empty()) {
        return std::string(kUnknown);
    }
    return time.empty() || time == kInitialTimeNamespace ? pid : pid + "," + time;
}

/// Whether /proc shows this PID namespace; in a new namespace the parent's /proc may still be
/// mounted.
bool procIsOfThisNamespace() {
    return linkText("/proc/self") == std::to_string(getpid());
}

std::string hostName() {
    std::array<char, 256> name{};
    // The last byte stays zero, because gethostname need not terminate a truncated name.
    if (gethostname(name.data(), name.size() - 1) != 0 || name.front() == '\0') {
        return std::string(kUnknown);
    }
    return name.data();
}

std::string statOf(std::int64_t pid) {
    return readAll("/proc/" + std::to_string(pid) + "/stat");
}

/// Removes the text before the next space from `rest` and returns it.
std::string_view nextField(std::string_view& rest) {
    const auto end = rest.find(' ');
    const auto field = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    return field;
}

template <typename Number>
bool parseNumber(std::string_view text, Number& number) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

bool known(const std::string& name) {
    return !name.empty() && name != kUnknown;
}

/// Whether a process of this PID namespace runs; nothing if the system does not say.
std::optional<bool> runs(const ProcessIdentity& process) {
    if (const auto start =
            procIsOfThisNamespace() ? startTimeFromStat(statOf(process.pid)) : std::nullopt) {
        // Process numbers are reused, but not with the same start time.
        return *start != 0 && (process.startTime == 0 || *start == process.startTime);
    }
    // Other users' processes may be hidden in /proc (its mount option hidepid).
    if (kill(static_cast<pid_t>(process.pid), 0) != 0 && errno == ESRCH) {
        return false;
    }
    return std::nullopt;
}

} // namespace

std::optional<std::uint64_t> startTimeFromStat(std::string_view stat) {
    // The text is "PID (NAME) STATE …". The name may hold spaces and parentheses, so it ends at the
    // last ')'.
    const auto nameEnd = stat.rfind(") ");
    if (nameEnd == std::string_view::npos) {
        return std::nullopt;
    }
    auto rest = stat.substr(nameEnd + 2);
    const auto state = nextField(rest); // field 3
    if (state == "Z" || state == "X" || state == "x") {
        return 0;
    }
    constexpr int kStartField = 22;
    for (int field = 4; field < kStartField; ++field) {
        nextField(rest);
    }
    std::uint64_t start = 0;
    return parseNumber(nextField(rest), start) ? std::optional(start) : std::nullopt;
}

ProcessIdentity thisProcess() {
    ProcessIdentity self;
    self.pid = getpid();
    self.startTime = startTimeFromStat(readAll("/proc/self/stat")).value_or(0);
    self.bootId = firstWord(readAll("/proc/sys/kernel/random/boot_id"));
    self.pidNamespace = pidNamespace();
    self.host = hostName();
    return self;
}

std::string toText(const ProcessIdentity& process) {
    return std::to_string(process.pid) + ' ' + std::to_string(process.startTime) + ' ' +
           process.bootId + ' ' + process.pidNamespace + ' ' + process.host;
}

std::optional<ProcessIdentity> parseProcessIdentity(std::string_view text) {
    ProcessIdentity process;
    // For kill(), 0 and negative numbers mean process groups.
    if (!parseNumber(nextField(text), process.pid) || process.pid <= 0 ||
        !parseNumber(nextField(text), process.startTime)) {
        return std::nullopt;
    }
    process.bootId = nextField(text);
    process.pidNamespace = nextField(text);
    process.host = text;
    if (process.bootId.empty() || process.pidNamespace.empty() || process.host.empty()) {
        return std::nullopt;
    }
    return process;
}

Liveness livenessOf(std::string_view owner, const ProcessIdentity& self) {
    const auto process = parseProcessIdentity(owner);
    const bool inSight = process && known(process->bootId) && process->bootId == self.bootId &&
                         known(self.pidNamespace) && process->pidNamespace == self.pidNamespace;
    if (const auto running = inSight ? runs(*process) : std::nullopt) {
        return *running ? Liveness::alive : Liveness::ended;
    }
    return Liveness::notVisible;
}

} // namespace asge
