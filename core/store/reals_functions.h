// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

namespace asge {

/// Registers two SQL functions that convert the rows of older stores to those of newer ones, bit
/// for bit. NULL is NaN, as in all stores.
///   asge_reals(v, …)               the numbers as a blob of 64-bit reals
///   asge_layer_reals(layer, v)     an aggregate: the numbers of layers 0, 1, … as such a blob
/// Both return NULL, which readers reject, if a value is not a number or a layer is missing.
void addRealsFunctions(SQLite::Database& database);

} // namespace asge
