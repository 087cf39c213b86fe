// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/query/run_settings.h"

#include "core/base/error.h"
#include "core/experiment/experiment.h"
#include "core/experiment/flat_settings.h"

#include <algorithm>
#include <charconv>

namespace asge {
namespace {

double numberOf(const std::string& text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [read, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && read == end ? number : std::numeric_limits<double>::quiet_NaN();
}

} // namespace

RunSettings::RunSettings(std::string_view experimentJson) {
    try {
        auto flat = flatSettings(experimentJson);
        values_.reserve(flat.size());
        for (auto& [path, text] : flat) {
            const double number = numberOf(text);
            values_.push_back({std::move(path), std::move(text), number});
        }
    } catch (const BadInput&) {
        values_.clear(); // written by another program: the table shows the other fields of the run
    }
}

const RunSettings::Value* RunSettings::find(std::string_view path) const {
    // Linear search is fast for some dozens of paths of different lengths, and needs no index.
    const auto found = std::find_if(values_.begin(), values_.end(),
                                    [path](const Value& value) { return value.path == path; });
    return found != values_.end() ? &*found : nullptr;
}

} // namespace asge
