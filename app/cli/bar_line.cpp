#include "app/cli/bar_line.h"

#include "app/cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <ostream>

namespace asge::cli {

namespace {

/// The one escape sequence that this program prints.
constexpr const char* kClearLine = "\r\033[K";

} // namespace

BarLine::BarLine(std::ostream& out, int descriptor)
    : BarLine(out, descriptor, isatty(descriptor) != 0) {}

bool BarLine::isDue() const {
    constexpr std::chrono::milliseconds kInterval(100);
    if (!terminal_ || std::chrono::steady_clock::now() - drawn_ < kInterval) {
        return false;
    }
    // With `stty tostop` drawing in the background would stop this job.
    const pid_t foreground = tcgetpgrp(descriptor_);
    return foreground == -1 || foreground == getpgrp();
}

int BarLine::width() const {
    winsize size{};
    const bool isKnown = ioctl(descriptor_, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return (isKnown ? size.ws_col : 80) - 1;
}

void BarLine::draw(const std::string& text) {
    drawn_ = std::chrono::steady_clock::now();
    out_ << kClearLine;
    (Output(out_) << text).flush();
    isShown_ = true;
}

void BarLine::clear() {
    if (isShown_) {
        out_ << kClearLine;
        out_.flush();
        isShown_ = false;
    }
}

void BarLine::leave() {
    if (isatty(STDOUT_FILENO) != 0) {
        // Not through the stream, which another thread may be writing to.
        [[maybe_unused]] const auto written =
            write(STDOUT_FILENO, kClearLine, std::strlen(kClearLine));
    }
}

std::string barText(double share, int cells) {
    const int full = static_cast<int>(std::floor(share * cells));
    std::string text;
    for (int i = 0; i < cells; ++i) {
        text += i < full ? "█" : "░";
    }
    return text;
}

} // namespace asge::cli
