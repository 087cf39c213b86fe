#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// The settings of one run's experiment, read once so that tables of thousands needn't.
class RunSettings {
  public:
    struct Value {
        std::string path; ///< "train.batch"
        std::string text; ///< as flatSettings writes it
        /// The text as a number; NaN where it isn't one.
        double number = std::numeric_limits<double>::quiet_NaN();
    };

    RunSettings() = default;
    /// Of an experiment's JSON; one that can't be read has no settings.
    explicit RunSettings(std::string_view experimentJson);

    /// The setting at that path, or null.
    const Value* find(std::string_view path) const;
    const std::vector<Value>& values() const { return values_; } ///< as the JSON has them

  private:
    std::vector<Value> values_;
};

} // namespace asge
