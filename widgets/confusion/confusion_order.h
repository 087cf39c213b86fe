// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"

#include <vector>

namespace asge::confusion {

/// The largest number of classes that can be ordered by similarity; the time grows with its square.
inline constexpr int kMostOrdered = 2048;

/// The classes in an order in which those that are confused with each other are neighbours: the
/// leaves of an average-linkage clustering. The similarity of two classes is the fraction of the
/// images of the one that are predicted as the other, plus the reverse. Each cluster is turned so
/// that the classes that meet are as similar as possible. Equal input gives an equal order; without
/// confusions, or with more than kMostOrdered classes, it is that of the classes.
std::vector<int> similarityOrder(const Confusion& confusion, int classes);

} // namespace asge::confusion
