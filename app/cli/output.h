#pragma once

#include "app/cli/json_output.h"

#include <concepts>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>

namespace asge::cli {

/// The only way from this program to a terminal. Its own words, which are literals, are printed
/// unchanged. All other text may come from a store, a file, the environment or an error, so it is
/// cleaned (oneLine): it can neither move the cursor nor pretend to be another line. A choice
/// between two literals (`done ? "a\n" : "bc\n"`) is no literal: its line feed stands outside.
class Output {
  public:
    explicit Output(std::ostream& stream) : stream_(stream) {}

    template <std::size_t N>
    Output& operator<<(const char (&words)[N]) {
        stream_ << std::string_view(words, N - 1);
        return *this;
    }
    template <std::size_t N>
    Output& operator<<(char (&text)[N]) = delete; ///< an array that is filled is no literal
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

  private:
    std::ostream& stream_;
};

Output out();    ///< standard output
Output errors(); ///< standard error

/// "asge: WHAT", a line on standard error.
void printError(std::string_view what);

/// What std::printf would print. Its text arguments are not cleaned, but what is printed of the
/// result is.
std::string format(const char* pattern, auto... values) {
    const int size = std::snprintf(nullptr, 0, pattern, values...);
    std::string text(static_cast<std::size_t>(size), '\0');
    std::snprintf(text.data(), text.size() + 1, pattern, values...);
    return text;
}

/// `text`, cleaned, with blanks behind it up to `width` characters.
std::string column(std::string_view text, std::size_t width);

/// " 91.20" of 0.912: a percentage in six characters.
std::string percentText(double share);

} // namespace asge::cli
