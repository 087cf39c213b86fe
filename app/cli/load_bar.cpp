// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/load_bar.h"

#include "app/cli/output.h"
#include "core/base/text.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace asge::cli {

std::string loadLine(const LoadProgress& progress, double perSecond, int width) {
    constexpr int kBarCells = 24;
    std::string begin = progress.what + ' ' + std::to_string(progress.done);
    std::string end;
    if (progress.total > 0) {
        begin += " of " + std::to_string(progress.total) + ' ';
    }
    if (perSecond > 0) {
        end += format("  %.0f/s", perSecond);
        const double left = static_cast<double>(progress.total - progress.done) / perSecond;
        if (progress.total > 0) {
            end += "  " + durationText(left) + " left";
        }
    }
    // Everything but the bar is ASCII, so bytes are columns.
    const int room = progress.total > 0 ? width - static_cast<int>(begin.size() + end.size()) : 0;
    const double share = static_cast<double>(progress.done) /
                         static_cast<double>(std::max<std::int64_t>(progress.total, 1));
    return elided(begin + barText(share, std::clamp(room, 0, kBarCells)) + end,
                  static_cast<std::size_t>(std::max(width, 1)));
}

LoadBar::LoadBar() : LoadBar(std::cerr, BarLine(std::cerr, STDERR_FILENO)) {}

LoadBar::LoadBar(std::ostream& out, BarLine bar) : out_(out), bar_(bar) {}

LoadBar::~LoadBar() {
    bar_.clear();
}

double LoadBar::perSecond(const LoadProgress& progress) {
    const auto now = Clock::now();
    if (what_ != progress.what || progress.done < first_) {
        what_ = progress.what;
        first_ = progress.done;
        begun_ = now;
    }
    const double seconds = std::chrono::duration<double>(now - begun_).count();
    return seconds > 0 ? static_cast<double>(progress.done - first_) / seconds : 0;
}

void LoadBar::onProgress(const LoadProgress& progress) {
    constexpr std::chrono::seconds kBetweenLines(30);
    constexpr std::chrono::milliseconds kShort(300);
    const double speed = perSecond(progress);
    if (!started_) {
        started_ = printed_ = Clock::now();
    }
    if (Clock::now() - *started_ < kShort) {
        return;
    }
    if (bar_.isDue()) {
        bar_.draw(loadLine(progress, speed, bar_.width()));
    } else if (!bar_.isTerminal() && Clock::now() - printed_ >= kBetweenLines) {
        printed_ = Clock::now();
        (Output(out_) << loadLine(progress, speed, 80) << '\n').flush();
    }
}

} // namespace asge::cli
