// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/inspect_command.h"

#include "app/cli/class_name.h"
#include "app/cli/csv_output.h"
#include "app/cli/evidence_sheet.h"
#include "app/cli/exit_status.h"
#include "app/cli/image_evidence.h"
#include "app/cli/inspected_run.h"
#include "app/cli/load_bar.h"
#include "app/cli/output.h"
#include "app/cli/picture_file.h"
#include "app/cli/text_drawer.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/query/text_table.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numeric>

namespace asge::cli {

namespace {

/// The class with the largest sum of the layers' probabilities.
int fusedClass(const std::vector<LayerEvidence>& layers) {
    std::vector<double> sums(layers.front().probabilities.size());
    for (const LayerEvidence& layer : layers) {
        std::transform(sums.begin(), sums.end(), layer.probabilities.begin(), sums.begin(),
                       [](double sum, float value) { return sum + static_cast<double>(value); });
    }
    return static_cast<int>(std::max_element(sums.begin(), sums.end()) - sums.begin());
}

ProbeImages imageOfFile(const InspectedRun& run, const std::string& file) {
    ImageFitter fitter = run.fitter();
    const InspectedNetwork& network = run.network();
    ProbeImages image{1, network.channels, network.height, network.width, {}, {}, {}};
    image.pixels.resize(fitter.imageBytes());
    const std::string mended = fitter.read(file, image.pixels.data());
    if (!mended.empty()) {
        printNotes({shownName(file) + ": " + mended});
    }
    return image;
}

ProbeImages imageOfSplit(const InspectedRun& run, const InspectOptions& options) {
    const Split split = options.split == "test" ? Split::test : Split::validation;
    try {
        ProbeImages image;
        {
            LoadBar bar;
            image = run.inspector->images(split, {*options.image}, bar);
        }
        printNotes(run.network().notes);
        return image;
    } catch (const BadInput& error) {
        const std::string option = "--image " + std::to_string(*options.image);
        const std::string what = error.what();
        const std::string place = "image " + std::to_string(*options.image);
        throw BadInput(what.starts_with(place)
                           ? option + what.substr(place.size())
                           : withPlace(what, "run " + std::to_string(options.run)));
    }
}

/// The classes that the user asked for, checked against the run's.
void chooseClasses(ImageEvidence& result, const InspectOptions& options) {
    result.shown = !options.className.empty()
                       ? classNamed(options.className, result.classNames, "--class").label
                   : result.label ? *result.label
                                  : fusedClass(result.layers);
    if (options.against.empty()) {
        return;
    }
    result.against = classNamed(options.against, result.classNames, "--against").label;
    if (*result.against == result.shown) {
        throw BadInput("--against: must be another class than " +
                       oneLine(result.className(result.shown), 100));
    }
}

std::vector<std::vector<Neighbour>> neighboursIn(const InspectedRun& run, const ProbeImages& image,
                                                 const InspectOptions& options) {
    try {
        LoadBar bar;
        return run.inspector->neighbours(image, options.neighbours, bar);
    } catch (const BadInput& error) {
        throw BadInput(withPlace(error.what(), "run " + std::to_string(options.run)));
    }
}

ImageEvidence evidenceIn(const InspectedRun& run, const InspectOptions& options) {
    const ReadoutsPtr readouts = run.inspector->readouts();
    if (!readouts->undefined.empty()) {
        throw BadInput("run " + std::to_string(options.run) + ": " + readouts->undefined);
    }
    ImageEvidence result;
    result.run = options.run;
    result.epoch = run.network().epoch;
    result.classNames = run.network().classNames;
    if (options.image) {
        result.pixels = imageOfSplit(run, options);
        result.label = result.pixels.labels.front();
        result.image = options.split + " image " + std::to_string(*options.image);
    } else {
        result.pixels = imageOfFile(run, options.file);
        result.image = shownName(std::filesystem::path(options.file).filename());
    }
    const ProbeSnapshot seen = run.inspector->read(result.pixels);
    for (const LayerMaps& layer : seen.layers) {
        result.layers.push_back({{}, layer.probabilities});
    }
    chooseClasses(result, options);
    for (std::size_t i = 0; i < seen.layers.size(); ++i) {
        const LayerReadout& readout = readouts->layers[i];
        result.layers[i].evidence =
            result.against ? evidenceBetween(seen.layers[i], 0, readout, result.shown,
                                             *result.against, readouts->sums)
                           : evidenceOf(seen.layers[i], 0, readout, result.shown, readouts->sums);
    }
    if (options.neighbours > 0) {
        result.neighbours = neighboursIn(run, result.pixels, options);
    }
    return result;
}

Json neighboursJson(const ImageEvidence& result, std::size_t layer) {
    Json all = Json::array();
    for (const Neighbour& each : result.neighbours[layer]) {
        all.push_back({{"position", each.position},
                       {"label", each.label},
                       {"class", result.className(each.label)},
                       {"distance", each.distance}});
    }
    return all;
}

Json evidenceJson(const ImageEvidence& result, const InspectOptions& options) {
    Json json = {{"image", options.image ? Json(*options.image) : Json(nullptr)},
                 {"label", result.label ? Json(*result.label) : Json(nullptr)},
                 {"class", result.className(result.shown)},
                 {"layers", Json::array()}};
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
        const Evidence& evidence = result.layers[i].evidence;
        json["layers"].push_back({{"layer", i + 1},
                                  {"logit", evidence.logit()},
                                  {"bias", evidence.bias},
                                  {"patches", evidence.patches},
                                  {"evidence", evidence.map},
                                  {"probabilities", result.layers[i].probabilities}});
        if (!result.neighbours.empty()) {
            json["layers"].back()["neighbours"] = neighboursJson(result, i);
        }
    }
    json["class_index"] = result.shown;
    json["against"] = result.against ? Json(result.className(*result.against)) : Json(nullptr);
    json["against_index"] = result.against ? Json(*result.against) : Json(nullptr);
    if (options.image) {
        json["split"] = options.split;
    } else {
        json["file"] = options.file;
    }
    json["run"] = result.run;
    json["epoch"] = result.epoch;
    json["class_names"] = result.classNames;
    return json;
}

/// A patch of a layer, in the order of the map.
std::string patchPlace(std::size_t patch, int patches) {
    const auto side = static_cast<std::size_t>(patches);
    return std::to_string(patch / side + 1) + "," + std::to_string(patch % side + 1);
}

/// The patches with the largest absolute evidence: "+0.31 at 3,4  -0.22 at 1,1".
std::string strongestText(const Evidence& evidence) {
    constexpr std::size_t kShown = 3;
    std::vector<std::size_t> order(evidence.map.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto strength = [&](std::size_t patch) {
        const double value = std::abs(evidence.map[patch]);
        return std::isnan(value) ? -1.0 : value;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return strength(a) > strength(b); });
    order.resize(std::min(kShown, order.size()));
    std::vector<std::string> texts;
    for (const std::size_t patch : order) {
        texts.push_back(format("%+.3f at ", evidence.map[patch]) +
                        patchPlace(patch, evidence.patches));
    }
    return joined(texts, "  ");
}

void printEvidence(const ImageEvidence& result) {
    std::string title = "run " + std::to_string(result.run) + ", epoch " +
                        std::to_string(result.epoch) + ", " + result.image;
    if (result.label) {
        title += ", label " + result.className(*result.label);
    }
    out() << title << '\n';
    out() << "evidence for " << result.subject()
          << ", in nats; the strongest patches with their row and column, counted from 1" << '\n';
    const bool differs = result.against.has_value();
    TextTable table{{"layer", "patches", differs ? "logit difference" : "logit",
                     differs ? "bias difference" : "bias", "probability", "strongest patches"},
                    {},
                    {}};
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
        const LayerEvidence& layer = result.layers[i];
        const std::string side = std::to_string(layer.evidence.patches);
        table.rows.push_back(
            {std::to_string(i + 1), side + " × " + side, format("%.3f", layer.evidence.logit()),
             format("%.3f", layer.evidence.bias),
             format("%.1f %%",
                    100.0 * static_cast<double>(
                                layer.probabilities[static_cast<std::size_t>(result.shown)])),
             strongestText(layer.evidence)});
    }
    out().lines(toText(table, {true, true, true, true, true, false}));
}

void printEvidenceCsv(const ImageEvidence& result) {
    printCsvLine({"run", "epoch", "layer", "row", "column", "evidence", "logit", "bias"});
    for (std::size_t i = 0; i < result.layers.size(); ++i) {
        const Evidence& evidence = result.layers[i].evidence;
        const auto side = static_cast<std::size_t>(evidence.patches);
        for (std::size_t patch = 0; patch < evidence.map.size(); ++patch) {
            printCsvLine({std::to_string(result.run), std::to_string(result.epoch),
                          std::to_string(i + 1), std::to_string(patch / side),
                          std::to_string(patch % side), numberText(evidence.map[patch]),
                          numberText(evidence.logit()), numberText(evidence.bias)});
        }
    }
}

/// Calls print(texts) for each neighbour: layer, rank, position, class, label, distance.
template <typename Print>
void forEachNeighbour(const ImageEvidence& result, const Print& print) {
    for (std::size_t layer = 0; layer < result.neighbours.size(); ++layer) {
        int rank = 0;
        for (const Neighbour& each : result.neighbours[layer]) {
            print(std::to_string(layer + 1), std::to_string(++rank), each);
        }
    }
}

void printNeighbours(const ImageEvidence& result) {
    out() << "the nearest validation images in each layer's goodness, scaled to length 1" << '\n';
    TextTable table{{"layer", "rank", "position", "distance", "class"}, {}, {}};
    forEachNeighbour(
        result, [&](const std::string& layer, const std::string& rank, const Neighbour& each) {
            table.rows.push_back({layer, rank, std::to_string(each.position),
                                  format("%.4f", each.distance), result.className(each.label)});
        });
    out().lines(toText(table, {true, true, true, true, false}));
}

void printNeighboursCsv(const ImageEvidence& result) {
    printCsvLine({"run", "epoch", "layer", "rank", "position", "class", "label", "distance"});
    forEachNeighbour(
        result, [&](const std::string& layer, const std::string& rank, const Neighbour& each) {
            printCsvLine({std::to_string(result.run), std::to_string(result.epoch), layer, rank,
                          std::to_string(each.position), result.className(each.label),
                          std::to_string(each.label), numberText(each.distance)});
        });
}

/// Throws BadInput if the picture would replace the image that it shows.
void requireOther(const InspectOptions& options) {
    std::error_code ignored;
    if (!options.file.empty() && std::filesystem::equivalent(options.file, options.png, ignored)) {
        throw BadInput("--png " + shownName(options.png) +
                       ": is the image that is inspected; choose another name");
    }
}

} // namespace

int inspect(const InspectOptions& options) {
    if (!options.file.empty() && !std::filesystem::exists(options.file)) {
        throw BadInput(shownName(options.file) + ": no such file");
    }
    const InspectedRun run = openInspectedRun(options.run, options.epoch, options.store);
    const ImageEvidence result = evidenceIn(run, options);
    if (!options.png.empty()) {
        const auto drawer = TextDrawer::open(kEvidenceTextSize);
        if (!drawer) {
            printNotes({"no font was found, so there is no text on the picture"});
        }
        requireOther(options);
        writeAsWhole(options.png, evidenceSheet(result, drawer.get()));
    }
    if (options.json) {
        out().json(evidenceJson(result, options));
    } else if (options.csv) {
        options.neighbours > 0 ? printNeighboursCsv(result) : printEvidenceCsv(result);
    } else {
        if (options.png.empty()) {
            printEvidence(result);
        }
        if (options.neighbours > 0) {
            printNeighbours(result);
        }
    }
    return ok;
}

} // namespace asge::cli
