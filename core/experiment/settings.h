#pragma once

#include "core/experiment/experiment.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The table of settings as the parsers and the writer use it. For core's own files alone.
namespace asge {

using Json = nlohmann::ordered_json; ///< keeps the order of the text

/// A setting and how it is read from and written to an experiment.
struct SettingRow {
    Setting setting;
    Json (*get)(const Experiment& experiment);
    void (*set)(Experiment& experiment, const Json& value); ///< value has passed whatIsWrong
};

/// In the order in which toJson writes them.
const std::vector<SettingRow>& settingRows();
const SettingRow* findRow(std::string_view path);

/// "train" and "batch" of "train.batch"; the section is empty for a setting outside of sections.
struct SplitPath {
    std::string section;
    std::string key;
};
SplitPath splitPath(const std::string& path);
/// "train.epochs, train.batch and train.seed"; empty where no setting is in the section.
std::string settingsOf(std::string_view section);

/// The path of the setting that was probably meant by a path that is none.
std::optional<std::string> suggestSetting(const std::string& path);

/// What a value must be and what it is, as Problem::what; nothing where it is sound. A number
/// that was typed is shown as it was, `typed`.
std::optional<std::string> whatIsWrong(const Setting& setting, const Json& value,
                                       const std::string& typed = {});
/// Problems between settings of which each is sound alone.
std::vector<Problem> crossProblems(const Experiment& experiment);

/// Layers, or what is wrong with the text.
struct ReadLayers {
    std::vector<LayerSpec> layers;
    std::string wrong; ///< empty where sound
};
ReadLayers readLayers(std::string_view text);

/// Factors of layers, or what is wrong with the text; an empty text has none.
struct ReadFactors {
    std::vector<double> factors;
    std::string wrong; ///< empty where sound
};
ReadFactors readFactors(std::string_view text);
std::string factorsText(const std::vector<double>& factors);

} // namespace asge
