// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

namespace asge {

/// Gives the connection two SQL functions, with which the rows of older stores become those of
/// newer ones, bit for bit; NULL is NaN, as in all stores:
///   asge_reals(v, …)               the numbers as 64-bit reals, a blob
///   asge_layer_reals(layer, v)     an aggregate: the numbers of layers 0, 1, … likewise
/// Each gives NULL, which no reader takes for numbers, if a value is no number or a layer is
/// missing.
void addRealsFunctions(SQLite::Database& database);

} // namespace asge
