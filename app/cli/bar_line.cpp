// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/bar_line.h"

#include "app/cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstring>
#include <ostream>

namespace asge::cli {

namespace {

/// The only escape sequence that this program prints.
constexpr const char* kClearLine = "\r\033[K";

constexpr int kNoDescriptor = -1;
std::atomic<int> shownOn{kNoDescriptor}; ///< the terminal that shows a bar
std::atomic<bool> isOver{false};         ///< the program is about to end

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
    if (isOver) {
        return;
    }
    isShown_ = true;
    shownOn = descriptor_;
    out_ << kClearLine;
    (Output(out_) << text).flush();
}

void BarLine::clear() {
    if (isShown_) {
        out_ << kClearLine;
        out_.flush();
        isShown_ = false;
        shownOn = kNoDescriptor;
    }
}

void BarLine::clearForExit() {
    isOver = true;
    const int descriptor = shownOn != kNoDescriptor ? shownOn.load() : STDOUT_FILENO;
    if (isatty(descriptor) != 0) { // even without a bar, the terminal may show a ^C
        // The stream is not used, because another thread may be writing to it.
        [[maybe_unused]] const auto written =
            write(descriptor, kClearLine, std::strlen(kClearLine));
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
