#include "app/cli/commands.h"
#include "app/cli/contact_sheet.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/data/byte_source.h"
#include "core/data/catalogue.h"
#include "core/data/experiment_source.h"
#include "core/data/file_kinds.h"
#include "core/data/formats.h"
#include "core/data/verdict.h"
#include "core/error.h"
#include "core/experiment/files.h"
#include "core/experiment/text.h"
#include "core/store/files.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>

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

/// Whether the source is a folder, the name of which says nothing of what it holds.
bool isFolderAlone(const DataOptions& options) {
    std::error_code ignored;
    return findInCatalogue(options.source) == nullptr && fs::is_directory(options.source, ignored);
}

Experiment::Data settingsOf(const DataOptions& options) {
    const std::vector<std::string> overrides = overridesOf(options);
    if (isExperiment(options)) {
        requireExperiment(options.source, "asge train");
        return loadExperiment(options.source, overrides).data;
    }
    return isFolderAlone(options)
               ? settingsOf(folderName(options.source), options.source, overrides)
               : settingsOf(options.source, "", overrides);
}

/// Calls `load`; what it refuses of an experiment's settings gets the experiment's place.
template <typename Load>
auto withExperiment(const DataOptions& options, const Load& load) {
    try {
        return load();
    } catch (const BadInput& error) {
        throw BadInput(isExperiment(options)
                           ? withPlace(error.what(), options.source, overridesOf(options))
                           : error.what());
    }
}

/// What is said of a data set first.
struct Head {
    std::string name;
    FoundData found;
    ImageSize size;
    std::size_t classes;
    std::array<int, 3> counts; ///< trained on, validation, tested on
    std::map<std::string, int> ignored;
    int skipped;
};

struct Loaded {
    Head head;
    DataSet set;
};

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

Loaded load(const DataOptions& options, const Experiment::Data& data) {
    return withExperiment(options, [&] {
        FoundData found = findDataSet(data);
        LoadBar bar;
        DataSet set = loadDataSet(data, bar);
        Head head{data.name,
                  std::move(found),
                  sizeOf(set.train),
                  set.classNames.size(),
                  {set.train.count, set.validation.count, set.test.count},
                  set.ignored,
                  set.skipped};
        return Loaded{std::move(head), std::move(set)};
    });
}

Json headJson(const Head& head, const std::vector<std::string>& notes) {
    Json json = {{"name", head.name},
                 {"folder", head.found.folder.string()},
                 {"format", head.found.format->name}};
    addSize(head.size, json);
    json["train_images"] = head.counts[0];
    json["validation_images"] = head.counts[1];
    json["test_images"] = head.counts[2];
    json["skipped"] = head.skipped;
    json["ignored"] = head.ignored.empty() ? Json::object() : Json(head.ignored);
    json["notes"] = notes;
    return json;
}

void printHead(const Head& head) {
    out() << shownName(head.found.folder) << ": " << head.found.format->name << ", images of "
          << sizeText(head.size) << ", " << head.classes << " classes\n"
          << head.counts[0] << " training, " << head.counts[1] << " validation, " << head.counts[2]
          << " test images\n";
    if (!head.ignored.empty()) {
        out() << "ignored files: " << endingsText(head.ignored) << '\n';
    }
}

std::string verdictText(const Verification& verification) {
    switch (verification.verdict) {
    case Verdict::sound:
        return "sound: complete, and equal to " + verification.published + " as published";
    case Verdict::incomplete:
        return "incomplete";
    case Verdict::readable:
        break;
    }
    return "readable (compared with no published set)";
}

void printVerification(const Head& head, const Verification& verification) {
    printHead(head);
    for (const Check& check : verification.checks) {
        if (check.isSound()) {
            out() << check.what << ": as published\n";
        }
    }
    for (const std::string& note : verification.notes) {
        out() << "note: " << note << '\n';
    }
    for (const std::string& line : verification.missing) {
        out() << "missing: " << line << '\n';
    }
    out() << verdictText(verification) << '\n';
}

Json verificationJson(const Head& head, const Verification& verification) {
    Json json = headJson(head, verification.notes);
    json["checks"] = Json::array();
    for (const Check& check : verification.checks) {
        json["checks"].push_back({{"what", check.what},
                                  {"expected", check.expected},
                                  {"found", check.found},
                                  {"sound", check.isSound()}});
    }
    json["verdict"] = nameOf(verification.verdict);
    json["published"] =
        verification.published.empty() ? Json(nullptr) : Json(verification.published);
    json["missing"] = verification.missing;
    json["sound"] = verification.verdict == Verdict::sound;
    return json;
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

/// Four places; a number that is too small for them keeps its first digits, and zero is 0.
std::string fractionText(double value) {
    constexpr double kSmallest = 0.001;
    return value == 0.0 ? "0" : format(std::abs(value) < kSmallest ? "%.2g" : "%.4f", value);
}

void printStatistics(const Loaded& loaded, const Counts& counts) {
    printHead(loaded.head);
    const DataSet& set = loaded.set;
    for (std::size_t i = 0; i < set.mean.size(); ++i) {
        out() << "channel " << i << ": mean " << fractionText(set.mean[i])
              << ", standard deviation " << fractionText(set.standardDeviation[i]) << '\n';
    }
    out() << format("%5s  %8s  %10s  %8s  %s", "index", "training", "validation", "test", "class")
          << '\n';
    for (std::size_t i = 0; i < set.classNames.size(); ++i) {
        out() << format("%5zu  %8d  %10d  %8d  ", i, counts[0][i], counts[1][i], counts[2][i])
              << set.classNames[i] << '\n';
    }
}

const ImageSet& splitNamed(const DataSet& set, const std::string& name) {
    const ImageSet& images = name == "test"         ? set.test
                             : name == "validation" ? set.validation
                                                    : set.train;
    if (images.count == 0) {
        throw BadInput("--split " + name +
                       ": there are no validation images; --set data.validation=N "
                       "takes some of the training images");
    }
    return images;
}

/// A class that was asked for.
struct ChosenClass {
    int label = 0;
    std::string shown; ///< its name; if it was chosen by its index, the index as well
};

ChosenClass classNamed(const std::string& text, const std::vector<std::string>& names) {
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == names[i]) {
            return {static_cast<int>(i), names[i]};
        }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (text == std::to_string(i)) {
            return {static_cast<int>(i), names[i] + " (the class of index " + text + ")"};
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

/// A row of the sheet: images of one class, and what it is called.
struct SheetRow {
    std::vector<int> positions;
    std::string name;
};

/// A row of the sheet for each class; many rows for one class alone.
std::vector<SheetRow> rowsOf(const DataOptions& options, const DataSet& set,
                             const ImageSet& images) {
    std::vector<SheetRow> rows;
    if (options.className.empty()) {
        for (std::size_t i = 0; i < set.classNames.size(); ++i) {
            rows.push_back(
                {firstOf(images, static_cast<int>(i), options.count), set.classNames[i]});
        }
        return rows;
    }
    const ChosenClass chosen = classNamed(options.className, set.classNames);
    for (const int position : firstOf(images, chosen.label, options.count)) {
        if (rows.empty() || rows.back().positions.size() == kColumns) {
            rows.push_back({{}, chosen.shown});
        }
        rows.back().positions.push_back(position);
    }
    if (rows.empty()) {
        throw BadInput("--class: no image of class '" + chosen.shown + "' is in this split");
    }
    return rows;
}

std::vector<std::vector<int>> positionsOf(const std::vector<SheetRow>& rows) {
    std::vector<std::vector<int>> positions;
    for (const SheetRow& row : rows) {
        positions.push_back(row.positions);
    }
    return positions;
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
    const Experiment::Data data = settingsOf(options);
    FoundData found;
    const StoredImages images = withExperiment(options, [&] {
        found = findDataSet(data);
        LoadBar bar;
        return loadStored(found, data, bar);
    });
    const Verification verification =
        verify(images, *found.format, data.name, !isFolderAlone(options));
    const Head head{
        data.name,
        found,
        sizeOf(images.train),
        images.classNames.size(),
        {images.train.count, images.validation ? images.validation->count : 0, images.test.count},
        images.ignored,
        images.skipped};
    if (options.json) {
        out().json(verificationJson(head, verification));
    } else {
        printVerification(head, verification);
    }
    return verification.verdict == Verdict::incomplete ? failure : ok;
}

int showDataStatistics(const DataOptions& options) {
    const Loaded loaded = load(options, settingsOf(options));
    printNotes(shortened(loaded.set.notes));
    const Counts counts = countsOf(loaded.set);
    if (!options.json) {
        printStatistics(loaded, counts);
        return ok;
    }
    Json json = headJson(loaded.head, loaded.set.notes);
    json["mean"] = loaded.set.mean;
    json["deviation"] = loaded.set.standardDeviation;
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
    writeAsWhole(options.output, contactSheet(images, positionsOf(rows)));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        out() << "row " << i + 1 << ": " << rows[i].name << '\n';
    }
    return ok;
}

} // namespace asge::cli
