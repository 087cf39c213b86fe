#pragma once

#include "app/cli/bar_line.h"
#include "core/data/load_watch.h"

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>

namespace asge::cli {

/// Shows how far reading data is if it takes long: as a bar on a terminal, elsewhere as a line
/// every half minute.
class LoadBar : public LoadWatch {
  public:
    /// Shown on standard error, where it is apart from what a command prints.
    LoadBar();
    LoadBar(std::ostream& out, BarLine bar);
    ~LoadBar() override; ///< leaves no bar behind

    void onProgress(const LoadProgress& progress) override;
    void clear() { bar_.clear(); }

  private:
    using Clock = std::chrono::steady_clock;

    double perSecond(const LoadProgress& progress);

    std::ostream& out_;
    BarLine bar_;
    std::string what_; ///< what is measured since begun_
    std::int64_t first_ = 0;
    Clock::time_point begun_;
    std::optional<Clock::time_point> started_;
    Clock::time_point printed_;
};

/// "reading test images  12345 of 60000  ███░░░  1530/s  0:31 left", of at most `width` characters.
std::string loadLine(const LoadProgress& progress, double perSecond, int width);

} // namespace asge::cli
