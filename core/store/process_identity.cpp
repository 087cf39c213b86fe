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
    text << file.rdbuf(); // no iterators: they throw where a process has ended since the opening
    return std::move(text).str();
}

std::string firstWord(const std::string& text) {
    std::istringstream words(text);
    std::string word(kUnknown);
    words >> word;
    return word.empty() ? std::string(kUnknown) : word;
}

/// What a symbolic link holds; empty if it can't be read.
std::string linkText(const char* link) {
    std::array<char, 256> text{};
    const ssize_t length = readlink(link, text.data(), text.size());
    return length <= 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(length));
}

/// Processes of one PID namespace see each other's numbers. Their start times are comparable only
/// within one time namespace, so another one than the machine's first is part of the name.
std::string pidNamespace() {
    constexpr const char* kFirstTime = "time:[4026531834]"; // PROC_TIME_INIT_INO of the kernel
    const std::string pid = linkText("/proc/self/ns/pid");
    const std::string time = linkText("/proc/self/ns/time"); // kernels before 5.6 have none
    if (pid.empty()) {
        return std::string(kUnknown);
    }
    return time.empty() || time == kFirstTime ? pid : pid + "," + time;
}

/// Whether /proc shows the processes of our own numbering; the one of the machine may still be
/// mounted in a new PID namespace.
bool procHasOurNumbers() {
    return linkText("/proc/self") == std::to_string(getpid());
}

std::string hostName() {
    std::array<char, 256> name{};
    // The last byte stays zero: gethostname need not end a name that it cuts.
    if (gethostname(name.data(), name.size() - 1) != 0 || name.front() == '\0') {
        return std::string(kUnknown);
    }
    return name.data();
}

std::string statOf(std::int64_t pid) {
    return readAll("/proc/" + std::to_string(pid) + "/stat");
}

/// Cuts the text before the next space off `rest`.
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

/// Looks up a process of our own numbering; null where the system doesn't tell.
std::optional<bool> runs(const ProcessIdentity& process) {
    if (const auto start =
            procHasOurNumbers() ? startTimeFromStat(statOf(process.pid)) : std::nullopt) {
        // A number is used again for later processes, but not with the same start.
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
    // "PID (NAME) STATE …": the name may hold spaces and parentheses, so that its end is the last
    // ')'.
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
    // kill() gives 0 and negative numbers another meaning: they name groups.
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

Liveness judge(std::string_view owner, const ProcessIdentity& self) {
    const auto process = parseProcessIdentity(owner);
    const bool inSight = process && known(process->bootId) && process->bootId == self.bootId &&
                         known(self.pidNamespace) && process->pidNamespace == self.pidNamespace;
    if (const auto running = inSight ? runs(*process) : std::nullopt) {
        return *running ? Liveness::alive : Liveness::ended;
    }
    return Liveness::outOfSight;
}

} // namespace asge
