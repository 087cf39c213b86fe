// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/commands.h"
#include "app/cli/data_source.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/data/catalogue.h"
#include "core/data/file_kinds.h"
#include "core/data/formats.h"
#include "core/data/verdict.h"

#include <array>
#include <cmath>
#include <map>

namespace asge::cli {

namespace {

/// The facts that are printed first for a data set.
struct Head {
    std::string name;
    FoundData found;
    ImageSize size;
    std::size_t classes;
    std::array<int, 3> counts; ///< training, validation and test images
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
          << sizeText(head.size) << ", " << counted(head.classes, "class", "classes") << '\n'
          << head.counts[0] << " training, " << head.counts[1] << " validation, "
          << counted(head.counts[2], "test image") << '\n';
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
    return "readable (no published set to compare with)";
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

/// Four decimal places; a number below 0.001 keeps two significant digits, and zero is "0".
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
    const Experiment::Data data = dataSettings(options);
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
    const Loaded loaded = load(options, dataSettings(options));
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

} // namespace asge::cli
