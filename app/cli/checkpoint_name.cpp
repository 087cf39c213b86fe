// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/checkpoint_name.h"

#include "core/base/error.h"
#include "core/base/text.h"

#include <charconv>

namespace asge::cli {

CheckpointName checkpointFromText(const std::string& text, const std::string& option) {
    const std::size_t at = text.find('@');
    CheckpointName point{runIdFromText(text.substr(0, at)), {}};
    if (at == std::string::npos) {
        return point;
    }
    const std::string epoch = text.substr(at + 1);
    int number = -1;
    const char* end = epoch.data() + epoch.size();
    const auto [read, error] = std::from_chars(epoch.data(), end, number);
    if (error != std::errc() || read != end || number < 0) {
        throw BadInput(option + " " + oneLine(text, 40) +
                       ": the @ must be followed by an epoch, an integer from 0");
    }
    point.epoch = number;
    return point;
}

} // namespace asge::cli
