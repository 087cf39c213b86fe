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

/// The options laid over an experiment, and those that a shorter option stands for.
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

/// Settings for a name of the catalogue (`path` is empty) or a folder. Nothing is held out, unless
/// that is asked for.
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

/// A name of the catalogue comes first: ./mnist is a folder whatever it is called.
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
    return what + (what.starts_with("data.size: must say") ? "; --size 64, for example" : "");
}

} // namespace asge::cli
