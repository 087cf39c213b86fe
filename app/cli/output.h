// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/cli/json_output.h"

#include <concepts>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>

namespace asge::cli {

/// The only way from this program to a terminal. Literals are printed unchanged. Any other text may
/// come from a store, a file, the environment or an error, so it is cleaned (oneLine): it can
/// neither move the cursor nor imitate another line. A conditional expression (`done ? "a\n" :
/// "bc\n"`) does not count as a literal, so its line feed must be printed separately.
class Output {
  public:
    explicit Output(std::ostream& stream) : stream_(stream) {}

    template <std::size_t N>
    Output& operator<<(const char (&words)[N]) {
        stream_ << std::string_view(words, N - 1);
        return *this;
    }
    template <std::size_t N>
    Output& operator<<(char (&text)[N]) = delete; ///< a char array that was filled is not a literal
    Output& operator<<(std::string_view text);
    Output& operator<<(char sign) {
        stream_ << sign;
        return *this;
    }
    template <typename Number>
    requires std::integral<Number> || std::floating_point<Number> Output&
    operator<<(Number number) {
        stream_ << number;
        return *this;
    }

    /// A text of several lines, cleaned line by line.
    Output& lines(std::string_view text);
    /// Prints a value as JSON on a separate line.
    Output& json(const Json& value);
    Output& flush();
    /// Whether everything so far could be written.
    bool works() const { return static_cast<bool>(stream_); }

  private:
    std::ostream& stream_;
};

Output out();    ///< writes to standard output
Output errors(); ///< writes to standard error

/// Prints "asge: WHAT" as one line on standard error.
void printError(std::string_view what);

/// What std::printf would print. Its text arguments are not cleaned here; Output cleans the result.
std::string format(const char* pattern, auto... values) {
    const int size = std::snprintf(nullptr, 0, pattern, values...);
    std::string text(static_cast<std::size_t>(size), '\0');
    std::snprintf(text.data(), text.size() + 1, pattern, values...);
    return text;
}

/// `text`, cleaned, and padded with spaces to `width` characters.
std::string column(std::string_view text, std::size_t width);

/// A fraction as a percentage of six characters: " 91.20" for 0.912.
std::string percentText(double share);
/// The same; "     –" if the fraction is no result, because its readout never learned.
std::string resultText(double share, bool isTrained);

} // namespace asge::cli
