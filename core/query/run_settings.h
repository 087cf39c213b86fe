// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// The settings of one run's experiment, parsed once for tables of thousands of runs.
class RunSettings {
  public:
    struct Value {
        std::string path; ///< "train.batch"
        std::string text; ///< as flatSettings writes it
        /// The text as a number; NaN if it is not a number.
        double number = std::numeric_limits<double>::quiet_NaN();
    };

    RunSettings() = default;
    /// Parses an experiment's JSON. If it can't be read, there are no settings.
    explicit RunSettings(std::string_view experimentJson);

    /// The setting at that path, or null.
    const Value* find(std::string_view path) const;
    const std::vector<Value>& values() const { return values_; } ///< in the order of the JSON

  private:
    std::vector<Value> values_;
};

} // namespace asge
