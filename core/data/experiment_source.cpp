// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/experiment_source.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/archives.h"
#include "core/data/byte_source.h"
#include "core/data/formats.h"

#include <cctype>
#include <optional>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void failDataFolder(const fs::path& folder, const std::string& command) {
    Experiment::Data data;
    data.path = folder.string();
    std::optional<FoundData> found;
    std::string problem;
    try {
        found = findDataSet(data);
    } catch (const BadInput& error) {
        problem = error.what();
        constexpr const char* kPlace = "data.path: ";
        problem.erase(0, problem.starts_with(kPlace) ? std::string(kPlace).size() : 0);
    }
    if (!found) {
        throw BadInput(shownName(folder) +
                       " is a folder, but must be an experiment file (JSON); "
                       "read as the folder of a data set: " +
                       problem);
    }
    const char* shipped = found->format->scales ? "image-folder" : "quick";
    throw BadInput(shownName(folder) +
                   " is a folder of data; set data.path to it in an "
                   "experiment file, or run: " +
                   command + " experiments/" + shipped +
                   ".json --set data.path=" + shellQuoted(folder));
}

} // namespace

void requireExperiment(const fs::path& file, const std::string& command) {
    std::error_code ignored;
    if (fs::is_directory(file, ignored)) {
        failDataFolder(file, command);
    }
    if (file.string().ends_with(".json") || !fs::exists(file, ignored)) {
        return;
    }
    if (const std::string advice = adviceForFile(file); !advice.empty()) {
        throw BadInput(shownName(file) + ' ' + advice);
    }
    if (const auto start = readStart(file, 1);
        !start.empty() && std::isgraph(start[0]) == 0 && std::isspace(start[0]) == 0) {
        throw BadInput(shownName(file) +
                       " is a file, but must be the folder of a data set or an experiment");
    }
}

} // namespace asge
