// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/catalogue.h"

#include "core/base/files.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <string_view>
#include <utility>

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
    // The XDG base directory specification says that relative paths are ignored.
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

/// An entry with the facts of dataFacts().
CatalogueEntry entryOf(std::string_view name, std::string source) {
    CatalogueEntry entry{*findDataFacts(name)};
    entry.source = std::move(source);
    return entry;
}

CatalogueEntry mnist() {
    CatalogueEntry entry = entryOf(
        "mnist",
        "download the four .gz files under https://ossci-datasets.s3.amazonaws.com/mnist/ into %");
    entry.files = {{"train-images-idx3-ubyte",
                    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
                   {"train-labels-idx1-ubyte",
                    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
                   {"t10k-images-idx3-ubyte",
                    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
                   {"t10k-labels-idx1-ubyte",
                    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}};
    return entry;
}

CatalogueEntry fashionMnist() {
    CatalogueEntry entry = entryOf("fashion-mnist", "apt-get install dataset-fashion-mnist");
    entry.files = {{"train-images-idx3-ubyte",
                    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
                   {"train-labels-idx1-ubyte",
                    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
                   {"t10k-images-idx3-ubyte",
                    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
                   {"t10k-labels-idx1-ubyte",
                    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}};
    return entry;
}

CatalogueEntry kmnist() {
    return entryOf("kmnist", "download the four .gz files under "
                             "http://codh.rois.ac.jp/kmnist/dataset/kmnist/ into %");
}

CatalogueEntry emnist(const std::string& part) {
    CatalogueEntry entry = entryOf(
        "emnist-" + part,
        "download https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip and unpack it into %");
    entry.filePrefix = entry.name + "-";
    return entry;
}

CatalogueEntry cifar(const std::string& classes) {
    const std::string name = "cifar-" + classes;
    return entryOf(name, "download https://www.cs.toronto.edu/~kriz/" + name +
                             "-binary.tar.gz and unpack it into %");
}

} // namespace

const std::vector<CatalogueEntry>& catalogue() {
    static const std::vector<CatalogueEntry> entries{
        mnist(),           fashionMnist(),   kmnist(),        emnist("balanced"),
        emnist("letters"), emnist("digits"), emnist("mnist"), emnist("byclass"),
        emnist("bymerge"), cifar("10"),      cifar("100"),
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

std::string howToGet(const CatalogueEntry& entry) {
    std::string text = entry.source;
    if (const std::size_t mark = text.find('%'); mark != std::string::npos) {
        Experiment::Data data;
        data.name = entry.name;
        text.replace(mark, 1, shownName(dataFolders(data).front()));
    }
    return text;
}

} // namespace asge
