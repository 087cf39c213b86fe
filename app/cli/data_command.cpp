#include "app/cli/commands.h"
#include "app/cli/contact_sheet.h"
#include "app/cli/output.h"
#include "core/data/catalogue.h"
#include "core/data/digest.h"
#include "core/data/formats.h"
#include "core/data/idx_format.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"
#include "core/store/files.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace asge::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kColumns = 10; ///< of one class alone

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

Experiment::Data settingsOf(const DataOptions& options) {
    const std::vector<std::string> overrides = overridesOf(options);
    if (isExperiment(options)) {
        return loadExperiment(options.source, overrides).data;
    }
    std::error_code ignored;
    const bool isFolder =
        findInCatalogue(options.source) == nullptr && fs::is_directory(options.source, ignored);
    return isFolder ? settingsOf(folderName(options.source), options.source, overrides)
                    : settingsOf(options.source, "", overrides);
}

struct Loaded {
    Experiment::Data data;
    FoundData found;
    DataSet set;
};

Loaded load(const DataOptions& options, const Experiment::Data& data) {
    try {
        FoundData found = findDataSet(data);
        return {data, std::move(found), loadDataSet(data)};
    } catch (const BadInput& error) {
        throw BadInput(isExperiment(options)
                           ? withPlace(error.what(), options.source, overridesOf(options))
                           : error.what());
    }
}

std::string sizeText(const ImageSize& size) {
    return std::to_string(size.channels) + " × " + std::to_string(size.height) + " × " +
           std::to_string(size.width);
}

ImageSize sizeOf(const ImageSet& images) {
    return {images.channels, images.height, images.width};
}

void addSize(const ImageSize& size, Json& json) {
    json["channels"] = size.channels;
    json["height"] = size.height;
    json["width"] = size.width;
}

std::optional<FoundData> find(const CatalogueEntry& entry) {
    Experiment::Data data;
    data.name = entry.name;
    try {
        return findDataSet(data);
    } catch (const BadInput&) {
        return std::nullopt;
    }
}

Json describe(const CatalogueEntry& entry, const std::optional<FoundData>& found) {
    Json json = {{"name", entry.name}};
    addSize(entry.size, json);
    json["classes"] = entry.classNames.size();
    json["train_images"] = entry.trainImages;
    json["test_images"] = entry.testImages;
    json["folder"] = found ? Json(found->folder.string()) : Json(nullptr);
    json["format"] = found ? Json(found->format->name) : Json(nullptr);
    json["source"] = howToGet(entry);
    return json;
}

void print(const CatalogueEntry& entry, const std::optional<FoundData>& found) {
    out() << column(entry.name, 15) << "  " << sizeText(entry.size)
          << format(", %3zu classes, %6d + %5d images  ", entry.classNames.size(),
                    entry.trainImages, entry.testImages)
          << (found ? shownName(found->folder) : "not found: " + howToGet(entry)) << '\n';
}

/// Something that can be checked, and how it turned out.
struct Check {
    std::string what;
    std::string expected;
    std::string found;
    bool isSound() const { return expected == found; }
};

std::vector<Check> checksOf(const Loaded& loaded) {
    std::vector<Check> checks;
    const CatalogueEntry* known = findInCatalogue(loaded.data.name);
    if (known == nullptr) {
        return checks;
    }
    for (const KnownFile& file : known->files) {
        const fs::path path = findIdxFile(loaded.found.folder, file.name);
        checks.push_back({file.name, "sha256 " + file.sha256,
                          path.empty() ? "not there" : "sha256 " + sha256Of(path)});
    }
    const auto add = [&](const char* what, int expected, int found) {
        checks.push_back({what, std::to_string(expected), std::to_string(found)});
    };
    add("training images", known->trainImages, loaded.set.train.count);
    add("test images", known->testImages, loaded.set.test.count);
    checks.push_back({"size", sizeText(known->size), sizeText(sizeOf(loaded.set.train))});
    return checks;
}

Json loadedJson(const Loaded& loaded) {
    Json json = {{"name", loaded.data.name},
                 {"folder", loaded.found.folder.string()},
                 {"format", loaded.found.format->name}};
    addSize(sizeOf(loaded.set.train), json);
    json["train_images"] = loaded.set.train.count;
    json["validation_images"] = loaded.set.validation.count;
    json["test_images"] = loaded.set.test.count;
    json["skipped"] = loaded.set.skipped;
    json["notes"] = loaded.set.notes;
    return json;
}

void printHead(const Loaded& loaded) {
    const DataSet& set = loaded.set;
    out() << shownName(loaded.found.folder) << ": " << loaded.found.format->name << ", images of "
          << sizeText(sizeOf(set.train)) << ", " << set.classNames.size() << " classes\n"
          << set.train.count << " training, " << set.validation.count << " held-out, "
          << set.test.count << " test images\n";
}

void printVerification(const Loaded& loaded, const std::vector<Check>& checks, bool isSound) {
    printHead(loaded);
    for (const Check& check : checks) {
        out() << check.what << ": "
              << (check.isSound() ? "as published"
                                  : "is " + check.found + ", published is " + check.expected)
              << '\n';
    }
    for (const std::string& note : loaded.set.notes) {
        out() << "note: " << note << '\n';
    }
    out() << (isSound ? "sound" : "not sound") << '\n';
}

using Counts = std::array<std::vector<int>, 3>;

std::array<const ImageSet*, 3> splitsOf(const DataSet& set) {
    return {&set.train, &set.validation, &set.test};
}

Counts countsOf(const DataSet& set) {
    Counts counts;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        counts[i].resize(set.classNames.size());
        for (const int label : splitsOf(set)[i]->labels) {
            ++counts[i][static_cast<std::size_t>(label)];
        }
    }
    return counts;
}

void printStatistics(const Loaded& loaded, const Counts& counts) {
    printHead(loaded);
    const DataSet& set = loaded.set;
    for (std::size_t i = 0; i < set.mean.size(); ++i) {
        out() << format("channel %zu: mean %.4f, deviation %.4f", i, set.mean[i], set.deviation[i])
              << '\n';
    }
    out() << format("%5s  %8s  %8s  %8s  %s", "label", "training", "held-out", "test", "class")
          << '\n';
    for (std::size_t i = 0; i < set.classNames.size(); ++i) {
        out() << format("%5zu  %8d  %8d  %8d  ", i, counts[0][i], counts[1][i], counts[2][i])
              << set.classNames[i] << '\n';
    }
}

const ImageSet& splitNamed(const DataSet& set, const std::string& name) {
    const ImageSet& images = name == "test"         ? set.test
                             : name == "validation" ? set.validation
                                                    : set.train;
    if (images.count == 0) {
        throw BadInput("--split " + name +
                       ": no images are held out; --set data.validation=N "
                       "holds some out");
    }
    return images;
}

int labelOf(const std::string& text, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == names[i]) {
            return static_cast<int>(i);
        }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == std::to_string(i)) {
            return static_cast<int>(i);
        }
    }
    throw BadInput("--class: there is no class '" + oneLine(text, 100) + "'; there are " +
                   oneLine(wordList(names, "and"), 500));
}

/// The first images of a class in a split.
std::vector<int> firstOf(const ImageSet& images, int label, int count) {
    std::vector<int> positions;
    for (int i = 0; i < images.count && positions.size() < static_cast<std::size_t>(count); ++i) {
        if (images.labels[static_cast<std::size_t>(i)] == label) {
            positions.push_back(i);
        }
    }
    return positions;
}

/// A row of the sheet for each class; many rows for one class alone.
std::vector<std::vector<int>> rowsOf(const DataOptions& options, const DataSet& set,
                                     const ImageSet& images) {
    std::vector<std::vector<int>> rows;
    if (options.className.empty()) {
        for (std::size_t i = 0; i < set.classNames.size(); ++i) {
            rows.push_back(firstOf(images, static_cast<int>(i), options.count));
        }
        return rows;
    }
    const int label = labelOf(options.className, set.classNames);
    for (const int position : firstOf(images, label, options.count)) {
        if (rows.empty() || rows.back().size() == kColumns) {
            rows.emplace_back();
        }
        rows.back().push_back(position);
    }
    if (rows.empty()) {
        throw BadInput("--class: no image of class '" + options.className + "' is in this split");
    }
    return rows;
}

/// A picture that is there stays as it was until the new one is complete.
void writeAsWhole(const std::filesystem::path& file, const Picture& picture) {
    std::error_code error;
    if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
        writePng(file, picture); // a pipe, or the like
        return;
    }
    const ScratchFile draft(file);
    try {
        writePng(draft.path(), picture);
    } catch (const Error& error) { // which names the draft
        const std::string what = error.what();
        throw Error(shownName(file) + what.substr(std::min(what.find(": "), what.size())));
    }
    if ((error = putInPlace(draft.path(), file, Occupied::goes))) {
        throw StoreError(file.string() + ": can't be written: " + error.message());
    }
}

} // namespace

int listData(const DataOptions& options) {
    Json list = Json::array();
    for (const CatalogueEntry& entry : catalogue()) {
        const auto found = find(entry);
        if (options.json) {
            list.push_back(describe(entry, found));
        } else {
            print(entry, found);
        }
    }
    if (options.json) {
        out().json(list);
    }
    return ok;
}

int verifyData(const DataOptions& options) {
    Experiment::Data data = settingsOf(options);
    data.validation = 0; // all of it
    data.limit = 0;
    data.testLimit = 0;
    const Loaded loaded = load(options, data);
    const std::vector<Check> checks = checksOf(loaded);
    const bool isSound =
        loaded.set.skipped == 0 &&
        std::all_of(checks.begin(), checks.end(), [](const Check& each) { return each.isSound(); });
    if (!options.json) {
        printVerification(loaded, checks, isSound);
        return isSound ? ok : failure;
    }
    Json json = loadedJson(loaded);
    json["checks"] = Json::array();
    for (const Check& check : checks) {
        json["checks"].push_back({{"what", check.what},
                                  {"expected", check.expected},
                                  {"found", check.found},
                                  {"sound", check.isSound()}});
    }
    json["sound"] = isSound;
    out().json(json);
    return isSound ? ok : failure;
}

int showDataStatistics(const DataOptions& options) {
    const Loaded loaded = load(options, settingsOf(options));
    printNotes(shortened(loaded.set.notes));
    const Counts counts = countsOf(loaded.set);
    if (!options.json) {
        printStatistics(loaded, counts);
        return ok;
    }
    Json json = loadedJson(loaded);
    json["mean"] = loaded.set.mean;
    json["deviation"] = loaded.set.deviation;
    json["classes"] = Json::array();
    for (std::size_t i = 0; i < loaded.set.classNames.size(); ++i) {
        json["classes"].push_back({{"name", loaded.set.classNames[i]},
                                   {"train", counts[0][i]},
                                   {"validation", counts[1][i]},
                                   {"test", counts[2][i]}});
    }
    out().json(json);
    return ok;
}

int browseData(const DataOptions& options) {
    const Loaded loaded = load(options, settingsOf(options));
    printNotes(shortened(loaded.set.notes));
    const ImageSet& images = splitNamed(loaded.set, options.split);
    const auto rows = rowsOf(options, loaded.set, images);
    writeAsWhole(options.output, contactSheet(images, rows));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string& name =
            options.className.empty() ? loaded.set.classNames[i] : options.className;
        out() << "row " << i + 1 << ": " << name << '\n';
    }
    return ok;
}

} // namespace asge::cli
