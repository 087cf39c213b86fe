#include "widgets/run_settings.h"

#include "core/error.h"
#include "core/experiment/experiment.h"

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
        for (auto& [path, text] : flatSettings(experimentJson)) {
            const double number = numberOf(text);
            values_.push_back({std::move(path), std::move(text), number});
        }
    } catch (const BadInput&) {
        values_.clear(); // made by another program: the table shows what else is known of the run
    }
    std::sort(values_.begin(), values_.end(),
              [](const Value& one, const Value& other) { return one.path < other.path; });
}

const RunSettings::Value* RunSettings::find(std::string_view path) const {
    const auto found = std::lower_bound(values_.begin(), values_.end(), path,
                                        [](const Value& value, std::string_view wanted) {
                                            return std::string_view(value.path) < wanted;
                                        });
    return found != values_.end() && found->path == path ? &*found : nullptr;
}

} // namespace asge
