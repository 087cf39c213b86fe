// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/output.h"

#include "core/base/text.h"

#include <algorithm>
#include <iostream>
#include <syncstream>

namespace asge::cli {

Output& Output::operator<<(std::string_view text) {
    stream_ << oneLine(text, std::string::npos);
    return *this;
}

Output& Output::lines(std::string_view text) {
    stream_ << severalLines(text);
    return *this;
}

Output& Output::json(const Json& value) {
    stream_ << line(value) << '\n';
    return *this;
}

Output& Output::flush() {
    stream_.flush();
    return *this;
}

Output out() {
    return Output(std::cout);
}

Output errors() {
    return Output(std::cerr);
}

void printError(std::string_view what) {
    std::osyncstream whole(std::cerr); // several threads may print at the same time
    Output(whole) << "asge: " << what << '\n';
}

std::string column(std::string_view text, std::size_t width) {
    std::string cell = oneLine(text);
    const auto characters =
        static_cast<std::size_t>(std::count_if(cell.begin(), cell.end(), [](char byte) {
            return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
        }));
    cell.append(width - std::min(width, characters), ' ');
    return cell;
}

std::string percentText(double share) {
    return format("%6.2f", 100 * share);
}

std::string resultText(double share, bool isTrained) {
    return isTrained ? percentText(share) : "     –";
}

} // namespace asge::cli
