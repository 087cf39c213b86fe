#pragma once

#include <chrono>
#include <iosfwd>
#include <string>

namespace asge::cli {

/// The line of a terminal that is drawn again and again in place. Elsewhere it draws nothing.
class BarLine {
  public:
    /// `descriptor` is that of the stream, which is asked whether it is a terminal.
    BarLine(std::ostream& out, int descriptor);
    BarLine(std::ostream& out, int descriptor, bool terminal)
        : out_(out), descriptor_(descriptor), terminal_(terminal) {}

    bool isTerminal() const { return terminal_; }
    /// Whether it may be drawn again: ten times a second, and not while the terminal is for another
    /// job, over what that one shows.
    bool isDue() const;
    int width() const; ///< columns that a text may have
    void draw(const std::string& text);
    void clear();
    /// For the end of the program at any moment, from any thread: clears the line of the terminal
    /// that shows a bar, or else of the one that standard output is. No bar is drawn any more.
    static void leave();

  private:
    std::ostream& out_;
    const int descriptor_;
    const bool terminal_;
    std::chrono::steady_clock::time_point drawn_;
    bool isShown_ = false;
};

/// `share` (0 to 1) of so many cells, filled.
std::string barText(double share, int cells);

} // namespace asge::cli
