#include "core/data/catalogue.h"

#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <system_error>

namespace asge {

namespace fs = std::filesystem;

namespace {

std::optional<std::string> variable(const char* name) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') {
        return std::nullopt;
    }
    return value;
}

std::optional<fs::path> dataHome() {
    // The base directory specification has relative paths ignored.
    if (const auto given = variable("XDG_DATA_HOME"); given && fs::path(*given).is_absolute()) {
        return fs::path(*given);
    }
    if (const auto home = variable("HOME")) {
        return fs::path(*home) / ".local" / "share";
    }
    return std::nullopt;
}

std::vector<fs::path> dataDirectories() {
    std::istringstream list(variable("XDG_DATA_DIRS").value_or("/usr/local/share:/usr/share"));
    std::vector<fs::path> directories;
    for (std::string directory; std::getline(list, directory, ':');) {
        if (fs::path(directory).is_absolute()) {
            directories.emplace_back(directory);
        }
    }
    return directories;
}

/// Where `base` is in `folder`, in one of its spellings; empty where it isn't.
fs::path findIn(const fs::path& folder, const std::string& base, const std::string& type) {
    const std::array<std::string, 4> names{base + "-" + type, base + "-" + type + ".gz",
                                           base + "." + type, base + "." + type + ".gz"};
    for (const std::string& name : names) {
        std::error_code ignored;
        if (fs::exists(folder / name, ignored)) {
            return folder / name;
        }
    }
    return {};
}

struct Role {
    fs::path IdxFiles::*file;
    const char* base;
    const char* type;
};

constexpr std::array<Role, 4> kRoles{{
    {&IdxFiles::trainImages, "train-images", "idx3-ubyte"},
    {&IdxFiles::trainLabels, "train-labels", "idx1-ubyte"},
    {&IdxFiles::testImages, "t10k-images", "idx3-ubyte"},
    {&IdxFiles::testLabels, "t10k-labels", "idx1-ubyte"},
}};

IdxFiles filesIn(const fs::path& folder) {
    IdxFiles files;
    for (const Role& role : kRoles) {
        files.*role.file = findIn(folder, role.base, role.type);
    }
    return files;
}

bool isPresent(const IdxFiles& files, const Role& role) {
    return !(files.*role.file).empty();
}

void requireAll(const IdxFiles& files, const fs::path& folder) {
    for (const Role& role : kRoles) {
        if (!isPresent(files, role)) {
            throw BadInput(shownName(folder) + ": has no file " + role.base + "-" + role.type +
                           " (or .gz) beside the data set's other files");
        }
    }
}

[[noreturn]] void failUnknown(const Experiment::Data& data) {
    std::vector<std::string> names;
    for (const CatalogueEntry& entry : catalogue()) {
        names.push_back(entry.name);
    }
    throw BadInput("data.name: no data set is known as '" + oneLine(data.name, 100) +
                   "'; known are " + wordList(names, "and") + "; another one needs data.path");
}

[[noreturn]] void failMissing(const Experiment::Data& data, const std::vector<fs::path>& folders) {
    if (!data.path.empty()) {
        std::error_code ignored;
        const bool folder = fs::is_directory(data.path, ignored);
        throw BadInput("data.path: " + shownName(data.path) + " has no " + kRoles[0].base + "-" +
                       kRoles[0].type + " (or .gz)" +
                       (folder ? " and no other file of a data set" : ": there is no such folder"));
    }
    std::string searched;
    for (const fs::path& folder : folders) {
        searched += (searched.empty() ? "" : ", ") + shownName(folder);
    }
    std::string message = "data.name: no files of '" + oneLine(data.name, 100) +
                          "' (train-images-idx3-ubyte.gz and so on) in " + searched;
    if (const CatalogueEntry* entry = findInCatalogue(data.name)) {
        message += "; get them: " + entry->source;
    }
    throw BadInput(message);
}

} // namespace

const std::vector<CatalogueEntry>& catalogue() {
    static const std::vector<CatalogueEntry> entries{
        {"mnist",
         {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
         "download the four .gz files under https://ossci-datasets.s3.amazonaws.com/mnist/"},
        {"fashion-mnist",
         {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
          "Bag", "Ankle boot"},
         "apt-get install dataset-fashion-mnist"},
        {"kmnist",
         {"o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"},
         "download the four .gz files under http://codh.rois.ac.jp/kmnist/dataset/kmnist/"},
    };
    return entries;
}

const CatalogueEntry* findInCatalogue(std::string_view name) {
    const auto& entries = catalogue();
    const auto found =
        std::find_if(entries.begin(), entries.end(),
                     [&](const CatalogueEntry& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

ImageSize imageSize(const Experiment::Data& data) {
    if (!data.path.empty() && data.size > 0) {
        return {0, data.size, data.size};
    }
    if (findInCatalogue(data.name) != nullptr) {
        return {1, 28, 28}; // MNIST and its kin
    }
    return data.name == "cifar-10" || data.name == "cifar-100" ? ImageSize{3, 32, 32} : ImageSize{};
}

int stepsPerEpoch(const Experiment& experiment) {
    const Experiment::Data& data = experiment.data;
    const CatalogueEntry* known = data.path.empty() ? findInCatalogue(data.name) : nullptr;
    int images = data.limit;
    if (known != nullptr) {
        const int most = std::max(known->trainImages - data.validation, 0);
        images = data.limit == 0 ? most : std::min(data.limit, most);
    }
    return (images + experiment.train.batch - 1) / experiment.train.batch;
}

std::vector<fs::path> dataFolders(const Experiment::Data& data) {
    if (!data.path.empty()) {
        return {data.path};
    }
    std::vector<fs::path> folders;
    if (const auto root = variable("ASGE_DATA")) {
        folders.push_back(fs::path(*root) / data.name);
    }
    if (const auto home = dataHome()) {
        folders.push_back(*home / "asge" / "data" / data.name);
    }
    for (const fs::path& directory : dataDirectories()) {
        folders.push_back(directory / "datasets" / data.name);
    }
    return folders;
}

IdxFiles findDataFiles(const Experiment::Data& data) {
    if (data.path.empty() && findInCatalogue(data.name) == nullptr) {
        failUnknown(data);
    }
    const std::vector<fs::path> folders = dataFolders(data);
    for (const fs::path& folder : folders) {
        IdxFiles files = filesIn(folder);
        if (std::any_of(kRoles.begin(), kRoles.end(),
                        [&](const Role& role) { return isPresent(files, role); })) {
            requireAll(files, folder);
            return files;
        }
    }
    failMissing(data, folders);
}

} // namespace asge
