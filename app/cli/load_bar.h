// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/bar_line.h"
#include "core/data/load_watch.h"

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

namespace asge::cli {

/// Shows the progress of reading data if that takes long: a bar on a terminal, otherwise a line
/// every 30 seconds.
class LoadBar : public LoadWatch {
  public:
    /// Writes to standard error, so that it does not mix with the command's output.
    LoadBar();
    LoadBar(std::ostream& out, BarLine bar);
    ~LoadBar() override; ///< clears the bar

    void onProgress(const LoadProgress& progress) override;
    void clear() { bar_.clear(); }

  private:
    using Clock = std::chrono::steady_clock;

    double perSecond(const LoadProgress& progress);

    std::ostream& out_;
    BarLine bar_;
    std::string what_; ///< the work that perSecond() measures since begun_
    std::int64_t first_ = 0;
    Clock::time_point begun_;
    std::optional<Clock::time_point> started_;
    Clock::time_point printed_;
};

/// "reading test images  12345 of 60000  ███░░░  1530/s  0:31 left", of at most `width` characters.
std::string loadLine(const LoadProgress& progress, double perSecond, int width);

} // namespace asge::cli
