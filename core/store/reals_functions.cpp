// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/reals_functions.h"

#include "core/store/codec.h"

#include <sqlite3.h>

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace asge {
namespace {

std::optional<double> realOf(sqlite3_value* value) {
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
        return std::numeric_limits<double>::quiet_NaN();
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
        return sqlite3_value_double(value);
    default:
        return std::nullopt;
    }
}

void returnReals(sqlite3_context* context, const std::vector<double>& values) {
    const std::string bytes = encodeNumbers(values);
    sqlite3_result_blob64(context, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
}

void reals(sqlite3_context* context, int count, sqlite3_value** arguments) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i) {
        const auto value = realOf(arguments[i]);
        if (!value) {
            sqlite3_result_null(context);
            return;
        }
        values.push_back(*value);
    }
    returnReals(context, values);
}

/// The rows of a group so far. A map, because SQLite does not guarantee their order.
struct LayerReals {
    std::map<std::int64_t, double> values;
    bool sound = true;
};

void addLayerReal(sqlite3_context* context, int, sqlite3_value** arguments) {
    // SQLite allocates and zeroes this memory.
    auto** group =
        static_cast<LayerReals**>(sqlite3_aggregate_context(context, sizeof(LayerReals*)));
    if (group == nullptr) {
        sqlite3_result_error_nomem(context);
        return;
    }
    if (*group == nullptr) {
        *group = new LayerReals;
    }
    constexpr std::int64_t kMost = 1000; // a hostile store may have any number of rows
    const std::int64_t layer = sqlite3_value_int64(arguments[0]);
    const auto value = realOf(arguments[1]);
    const bool isNew =
        value && layer >= 0 && layer < kMost && (*group)->values.emplace(layer, *value).second;
    (*group)->sound = (*group)->sound && isNew;
}

void returnLayerReals(sqlite3_context* context) {
    auto** place = static_cast<LayerReals**>(sqlite3_aggregate_context(context, 0));
    const std::unique_ptr<LayerReals> group(place != nullptr ? *place : nullptr);
    if (group == nullptr) {
        sqlite3_result_null(context);
        return;
    }
    std::vector<double> values;
    for (const auto& [layer, value] : group->values) {
        group->sound = group->sound && layer == static_cast<std::int64_t>(values.size());
        values.push_back(value);
    }
    if (group->sound) {
        returnReals(context, values);
    } else {
        sqlite3_result_null(context);
    }
}

} // namespace

void addRealsFunctions(SQLite::Database& database) {
    constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    sqlite3* const connection = database.getHandle();
    const auto require = [&](int result) {
        if (result != SQLITE_OK) {
            throw SQLite::Exception(connection, result);
        }
    };
    require(sqlite3_create_function_v2(connection, "asge_reals", -1, kFlags, nullptr, reals,
                                       nullptr, nullptr, nullptr));
    require(sqlite3_create_function_v2(connection, "asge_layer_reals", 2, kFlags, nullptr, nullptr,
                                       addLayerReal, returnLayerReals, nullptr));
}

} // namespace asge
