#pragma once

#include "core/experiment/settings.h"

#include <string>
#include <vector>

/// How an experiment is put together of a file's values and what is laid over them. For the parsers
/// of experiments and sweeps alone.
namespace asge {

/// A value that a text or an override gives.
struct Given {
    const SettingRow* row = nullptr;
    Json value;
    std::string place;      ///< begins a message: "quick.json: train.batch", "--set train.batch=x"
    std::string typed = {}; ///< the value as an override's text has it; empty in a document
};

using Givens = std::vector<Given>;

/// The document's settings in its order. Throws BadInput for keys that aren't settings.
Givens takeDocument(const Json& document, const std::string& source);
/// What "key.path=value" gives. Throws BadInput "--set key.path=value: …".
Given readOverride(const std::string& text);
/// In place of what `over` has for the same setting, if anything.
void lay(Given given, Givens& over);
/// Throws BadInput for a value that isn't sound, and then for what is missing or doesn't fit
/// together; `source` begins those messages.
Experiment buildExperiment(const Givens& givens, const std::string& source);

/// "no such setting", with a guess at what was meant.
std::string noSuchSetting(const std::string& path);
/// A key as messages show it; the empty one would show nothing.
std::string shownKey(const std::string& key);

} // namespace asge
