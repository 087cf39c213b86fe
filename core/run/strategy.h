// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace asge {

/// Which layers of a network predict the class of an image.
struct Strategy {
    enum class Kind { last, fusion, best, range };

    Kind kind = Kind::fusion;
    int from = 0; ///< the first layer of a range, from 1
    int to = 0;   ///< the last layer of a range, from 1

    bool operator==(const Strategy&) const = default;
};

/// "last", "fusion", "best", or "range:A-B" for the fusion of the layers A to B, counted from 1.
/// Throws BadInput "--strategy TEXT: …" for anything else.
Strategy strategyFromText(std::string_view text);
std::string toText(const Strategy& strategy);

/// The first and the last layer (0-based) whose softmax outputs the strategy averages, in a network
/// of `layers` layers, of which `bestLayer` (0-based, -1 if it is not known) is the one with the
/// highest validation accuracy. Throws BadInput "--strategy TEXT: …" if the network does not have
/// such layers.
std::pair<std::size_t, std::size_t> layersOf(const Strategy& strategy, int layers, int bestLayer);

} // namespace asge
