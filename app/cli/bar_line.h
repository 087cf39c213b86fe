// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace asge::cli {

/// A line of a terminal that is redrawn in place. If the stream is not a terminal, nothing is
/// drawn.
class BarLine {
  public:
    /// `descriptor` is the file descriptor of `out`; the constructor checks whether it is a
    /// terminal.
    BarLine(std::ostream& out, int descriptor);
    BarLine(std::ostream& out, int descriptor, bool terminal)
        : out_(out), descriptor_(descriptor), terminal_(terminal) {}

    bool isTerminal() const { return terminal_; }
    /// Whether the bar may be redrawn: at most ten times a second, and only while this job is in
    /// the terminal's foreground.
    bool isDue() const;
    int width() const; ///< in columns, what a text may take
    void draw(const std::string& text);
    void clear();
    /// For the end of the program, at any moment and from any thread: clears the line of the
    /// terminal that shows a bar, or of standard output if there is no bar. After this call no bar
    /// is drawn.
    static void clearForExit();

  private:
    std::ostream& out_;
    const int descriptor_;
    const bool terminal_;
    std::chrono::steady_clock::time_point drawn_;
    bool isShown_ = false;
};

/// A bar of `cells` characters, of which the fraction `share` (0 to 1) is filled.
std::string barText(double share, int cells);

} // namespace asge::cli
