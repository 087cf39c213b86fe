// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/data_source.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/catalogue.h"
#include "core/data/experiment_source.h"
#include "core/experiment/experiment_json.h"

#include <algorithm>
#include <filesystem>

namespace asge::cli {

namespace fs = std::filesystem;

namespace {

/// The overrides of the command line, including those that --size and --labels stand for.
std::vector<std::string> overridesOf(const DataOptions& options) {
    std::vector<std::string> overrides = options.overrides;
    if (options.size > 0) {
        overrides.push_back("data.size=" + std::to_string(options.size));
    }
    if (!options.labels.empty()) {
        overrides.push_back("data.labels=" + options.labels);
    }
    return overrides;
}

/// Settings for a data set's name (`path` is empty) or a folder. No images go to validation unless
/// the overrides ask for it.
Experiment::Data settingsOf(const std::string& name, const std::string& path,
                            const std::vector<std::string>& overrides) {
    Experiment::Data data =
        parseExperiment(R"({"network": {"layers": "1"}})", "asge data", overrides).data;
    const auto isGiven = [&](const char* key) {
        return std::any_of(overrides.begin(), overrides.end(),
                           [&](const std::string& text) { return text.starts_with(key); });
    };
    data.name = isGiven("data.name=") ? data.name : name;
    data.path = isGiven("data.path=") ? data.path : path;
    data.validation = isGiven("data.validation=") ? data.validation : 0;
    return data;
}

std::string folderName(const fs::path& folder) {
    std::error_code ignored;
    const std::string name = fs::weakly_canonical(folder, ignored).filename().string();
    return name.empty() ? "data" : oneLine(name, 100);
}

/// A data set's name takes precedence; a folder of the same name is given as ./mnist.
bool isExperiment(const DataOptions& options) {
    const std::string& source = options.source;
    std::error_code ignored;
    return findInCatalogue(source) == nullptr && !fs::is_directory(source, ignored) &&
           (fs::exists(source, ignored) || source.ends_with(".json") ||
            source.find('/') != std::string::npos);
}

} // namespace

bool isFolderAlone(const DataOptions& options) {
    std::error_code ignored;
    return findInCatalogue(options.source) == nullptr && fs::is_directory(options.source, ignored);
}

Experiment::Data dataSettings(const DataOptions& options) {
    const std::vector<std::string> overrides = overridesOf(options);
    if (isExperiment(options)) {
        requireExperiment(options.source, "asge train");
        return loadExperiment(options.source, overrides).data;
    }
    return isFolderAlone(options)
               ? settingsOf(folderName(options.source), options.source, overrides)
               : settingsOf(options.source, "", overrides);
}

std::string dataProblem(const DataOptions& options, const std::string& what) {
    if (isExperiment(options)) {
        return withPlace(what, options.source, overridesOf(options));
    }
    return what + (what.starts_with("data.size: must give") ? "; --size 64, for example" : "");
}

} // namespace asge::cli
