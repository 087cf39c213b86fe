// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/run_reads.h"

#include "core/base/error.h"
#include "core/store/epoch_values.h"
#include "core/store/lineage.h"
#include "core/store/outcomes.h"
#include "core/store/run_rows.h"
#include "core/store/run_validity.h"

#include <array>
#include <iterator>
#include <limits>
#include <string>

namespace asge {
namespace {

/// Prepares a statement and binds the run's number to its first parameter.
SQLite::Statement prepareFor(const SQLite::Database& database, const char* query, RunId id) {
    SQLite::Statement statement(database, query);
    statement.bind(1, id);
    return statement;
}

/// As decodeNumbers, but exceptions name the run and the part.
template <typename T>
void readNumbers(RunId id, const char* part, std::string_view bytes, std::vector<T>& numbers) {
    try {
        decodeNumbers(bytes, numbers);
    } catch (const SQLite::Exception& error) {
        throw damage(runPrefix(id) + part + ": " + error.what());
    }
}

template <typename T>
std::vector<T> numbersOf(RunId id, const char* part, std::string_view bytes) {
    std::vector<T> numbers;
    readNumbers(id, part, bytes, numbers);
    return numbers;
}

/// Throws `damage` unless the row has the expected number: rows are numbered from 0 without a gap.
void requireNext(RunId id, const char* part, const SQLite::Column& number, std::size_t expected) {
    if (number.getInt64() != static_cast<std::int64_t>(expected)) {
        throw damage(runPrefix(id) + part + ": number " + std::to_string(expected) + " is missing");
    }
}

void requireAtMost(RunId id, const char* part, std::size_t count, std::size_t most) {
    if (count > most) {
        throw damage(runPrefix(id) + part + ": there are more than " + std::to_string(most));
    }
}

std::vector<std::string> readClassNames(const SQLite::Database& database, RunId id) {
    auto select =
        prepareFor(database, "SELECT name, class FROM class_name WHERE run = ? ORDER BY class", id);
    std::vector<std::string> names;
    while (select.executeStep()) {
        requireNext(id, "class names", select.getColumn(1), names.size());
        names.push_back(textAt(select, 0));
        requireAtMost(id, "class names", names.size(), kMostClassNames);
    }
    requireNone(id, "class names", classNamesProblem(names));
    return names;
}

std::vector<LayerInfo> readLayerRows(const SQLite::Database& database, RunId id) {
    auto select = prepareFor(database,
                             "SELECT channels, patches, height, width, pools, layer FROM layer"
                             " WHERE run = ? ORDER BY layer",
                             id);
    std::vector<LayerInfo> layers;
    while (select.executeStep()) {
        requireNext(id, "layers", select.getColumn(5), layers.size());
        layers.push_back({intAt(select, 0), intAt(select, 1), intAt(select, 2), intAt(select, 3),
                          boolAt(select, 4)});
        requireAtMost(id, "layers", layers.size(), kMostLayers);
    }
    requireNone(id, "layers", layersProblem(layers));
    return layers;
}

/// Adds the values of the epochs from `first` on.
void addEpochValues(const SQLite::Database& database, RunId id, std::int64_t first,
                    std::vector<EpochEvent>& epochs) {
    const StoredMetrics metrics(database);
    auto select = prepareFor(database,
                             "SELECT epoch, split, metric, part, value FROM epoch_value"
                             " WHERE run = ? AND epoch >= ? ORDER BY epoch, split, metric, part",
                             id);
    select.bind(2, first);
    auto epoch = epochs.begin();
    while (select.executeStep()) {
        const int number = intAt(select, 0);
        while (epoch != epochs.end() && epoch->epoch < number) {
            ++epoch;
        }
        if (epoch == epochs.end() || epoch->epoch != number) {
            throw damage(runPrefix(id) + "values of epoch " + std::to_string(number) +
                         " without the epoch");
        }
        if (epoch->values.empty() && epoch != epochs.begin()) {
            epoch->values.reserve(std::prev(epoch)->values.entries().size());
        }
        try {
            addValues(metrics, select, 1, epoch->values);
        } catch (const SQLite::Exception& error) {
            throw damage(runPrefix(id) + "epochs: epoch " + std::to_string(number) + ": " +
                         error.what());
        }
    }
}

/// Checks the last epoch as soon as it is read, because a hostile file may have rows without end.
void requireInOrder(RunId id, const std::vector<EpochEvent>& epochs, const RunShape& shape) {
    const EpochEvent* before = epochs.size() > 1 ? &epochs[epochs.size() - 2] : nullptr;
    requireNone(id, "epochs", epochProblem(epochs.back(), before, shape));
}

/// Reads epochs from `first` on.
std::vector<EpochEvent> readEpochs(const SQLite::Database& database, RunId id,
                                   const RunShape& shape,
                                   std::int64_t first = std::numeric_limits<int>::min()) {
    auto select = prepareFor(database,
                             "SELECT epoch, step, seconds, best_layer FROM epoch"
                             " WHERE run = ? AND epoch >= ? ORDER BY epoch",
                             id);
    select.bind(2, first);
    std::vector<EpochEvent> epochs;
    while (select.executeStep()) {
        EpochEvent& epoch = epochs.emplace_back();
        epoch.epoch = intAt(select, 0);
        epoch.step = select.getColumn(1).getInt64();
        epoch.seconds = realAt(select, 2);
        epoch.bestLayer = intAt(select, 3);
        requireInOrder(id, epochs, shape);
    }
    addEpochValues(database, id, first, epochs);
    const EpochEvent* before = nullptr;
    for (const EpochEvent& epoch : epochs) {
        requireNone(id, "epochs", epochProblem(epoch, before, shape));
        before = &epoch;
    }
    return epochs;
}

/// The losses and accuracies of a step's layers.
void decodeScores(RunId id, const std::vector<double>& numbers, std::vector<LayerScore>& scores) {
    if (numbers.size() % 2 != 0) {
        throw damage(runPrefix(id) + "steps: a loss without an accuracy");
    }
    scores.resize(numbers.size() / 2);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        scores[i] = {numbers[2 * i], numbers[2 * i + 1]};
    }
}

/// Reads the steps from `first` on and calls `take` with each. A run may have millions, so that
/// nothing is allocated per step.
template <typename Take>
void forEachStep(const SQLite::Database& database, RunId id, const RunShape& shape,
                 std::int64_t first, const Take& take) {
    auto select = prepareFor(database,
                             "SELECT epoch, step, seconds, scores FROM step"
                             " WHERE run = ? AND step >= ? ORDER BY step",
                             id);
    select.bind(2, first);
    StepEvent step, before;
    std::vector<double> numbers;
    for (bool isFirst = true; select.executeStep(); isFirst = false) {
        std::swap(step, before);
        step.epoch = intAt(select, 0);
        step.step = select.getColumn(1).getInt64();
        step.seconds = realAt(select, 2);
        readNumbers(id, "steps", blobAt(select, 3), numbers);
        decodeScores(id, numbers, step.layers);
        requireNone(id, "steps", stepProblem(step, isFirst ? nullptr : &before, shape));
        take(step);
    }
}

ProbeImages readProbeImages(const SQLite::Database& database, RunId id, std::size_t classes) {
    auto select = prepareFor(database,
                             "SELECT count, channels, height, width, pixels, labels, indices"
                             " FROM probe_images WHERE run = ?",
                             id);
    if (!select.executeStep()) {
        throw damage(runPrefix(id) + "probe images: there are none");
    }
    ProbeImages images;
    images.count = intAt(select, 0);
    images.channels = intAt(select, 1);
    images.height = intAt(select, 2);
    images.width = intAt(select, 3);
    const std::string_view pixels = blobAt(select, 4);
    images.pixels.assign(pixels.begin(), pixels.end());
    images.labels = numbersOf<int>(id, "probe images", blobAt(select, 5));
    images.indices = numbersOf<int>(id, "probe images", blobAt(select, 6));
    requireNone(id, "probe images", imagesProblem(images, classes));
    return images;
}

ChannelStats channelsAt(RunId id, const SQLite::Statement& row, int column) {
    const auto at = [&](int offset) {
        return numbersOf<float>(id, "channels", blobAt(row, column + offset));
    };
    return {at(0), at(1), at(2)};
}

void readMaps(const SQLite::Database& database, RunId id, int epoch, ProbeSnapshot& snapshot) {
    auto select =
        prepareFor(database,
                   "SELECT channels, patches, goodness, probabilities, layer FROM layer_maps"
                   " WHERE run = ? AND epoch = ? ORDER BY layer",
                   id);
    select.bind(2, epoch);
    while (select.executeStep()) {
        requireNext(id, "maps", select.getColumn(4), snapshot.layers.size());
        LayerMaps& maps = snapshot.layers.emplace_back();
        maps.channels = intAt(select, 0);
        maps.patches = intAt(select, 1);
        maps.goodness = numbersOf<float>(id, "maps", blobAt(select, 2));
        maps.probabilities = numbersOf<float>(id, "maps", blobAt(select, 3));
        requireAtMost(id, "maps", snapshot.layers.size(), kMostLayers);
    }
}

void readChannels(const SQLite::Database& database, RunId id, int epoch, ProbeSnapshot& snapshot) {
    auto select = prepareFor(database,
                             "SELECT mean_activation, goodness_share, dead_fraction, layer"
                             " FROM channel_stats"
                             " WHERE run = ? AND epoch = ? ORDER BY layer",
                             id);
    select.bind(2, epoch);
    while (select.executeStep()) {
        requireNext(id, "channels", select.getColumn(3), snapshot.channels.size());
        snapshot.channels.push_back(channelsAt(id, select, 0));
        requireAtMost(id, "channels", snapshot.channels.size(), kMostLayers);
    }
}

void readFacts(const SQLite::Database& database, RunId id, RunDetail& detail) {
    auto select = prepareFor(database, "SELECT software, parameters FROM run WHERE id = ?", id);
    if (select.executeStep()) {
        detail.software = textAt(select, 0);
        detail.parameters = select.getColumn(1).getInt64();
    }
    requireNone(id, "facts", factsProblem(detail));
}

void readIdentity(const SQLite::Database& database, RunId id, RunDetail& detail) {
    auto select = prepareFor(database, "SELECT sha256 FROM run_data WHERE run = ?", id);
    if (select.executeStep()) {
        detail.dataIdentity = textAt(select, 0);
    }
    requireNone(id, "data digest", identityProblem(detail.dataIdentity));
}

void readInputScale(const SQLite::Database& database, RunId id, RunDetail& detail) {
    auto select = prepareFor(database, "SELECT mean, divisor FROM input_scale WHERE run = ?", id);
    if (select.executeStep()) {
        detail.inputScale = {numbersOf<float>(id, "input scale", blobAt(select, 0)),
                             numbersOf<float>(id, "input scale", blobAt(select, 1))};
        requireNone(id, "input scale",
                    inputScaleProblem(detail.inputScale, detail.probeImages.channels));
    }
}

std::optional<std::string> orderProblem(const std::vector<EpochChannels>& history, int epoch) {
    return history.empty() || history.back().epoch < epoch
               ? std::nullopt
               : std::optional<std::string>("their epochs are out of order");
}

} // namespace

std::optional<EpochEvent> readLastEpoch(const SQLite::Database& database, RunId id) {
    auto select = prepareFor(database, "SELECT max(epoch) FROM epoch WHERE run = ?", id);
    if (!select.executeStep() || select.getColumn(0).isNull()) {
        return std::nullopt;
    }
    auto epochs = readEpochs(database, id, readShape(database, id), select.getColumn(0).getInt64());
    return epochs.empty() ? std::nullopt : std::optional(std::move(epochs.back()));
}

std::optional<EpochEvent> readEpoch(const SQLite::Database& database, RunId id, int number) {
    auto epochs = readEpochs(database, id, readShape(database, id), number);
    return epochs.empty() || epochs.front().epoch != number ? std::nullopt
                                                            : std::optional(epochs.front());
}

std::vector<Intervention> readInterventions(const SQLite::Database& database, RunId id,
                                            std::int64_t known) {
    auto select = prepareFor(database,
                             "SELECT step, seconds, kind, text, epoch, layer, value, source, time"
                             " FROM intervention WHERE run = ? ORDER BY id LIMIT -1 OFFSET ?",
                             id);
    select.bind(2, known);
    std::vector<Intervention> interventions;
    while (select.executeStep()) {
        Intervention& each = interventions.emplace_back();
        each.step = select.getColumn(0).getInt64();
        each.seconds = realAt(select, 1);
        each.kind = textAt(select, 2);
        each.text = textAt(select, 3);
        each.epoch = intAt(select, 4);
        each.layer = intAt(select, 5);
        each.value = optionalRealAt(select, 6);
        each.source = textAt(select, 7);
        each.time = textAt(select, 8);
        requireNone(id, "interventions", interventionProblem(each));
        requireAtMost(id, "interventions", interventions.size(), kMostInterventions);
    }
    return interventions;
}

std::span<const DetailPart> detailParts() {
    using Database = SQLite::Database;
    static constexpr std::array kParts{
        DetailPart{"facts", PartKind::description, readFacts},
        DetailPart{"data digest", PartKind::description, readIdentity},
        DetailPart{"class names", PartKind::description,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.classNames = readClassNames(database, id);
                   }},
        DetailPart{"layers", PartKind::description,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.layers = readLayerRows(database, id);
                   }},
        DetailPart{"experiment", PartKind::description,
                   [](const Database&, RunId id, RunDetail& detail) {
                       requireNone(id, "experiment",
                                   experimentProblem(detail.summary.experimentJson, detail.layers));
                   }},
        DetailPart{"epochs", PartKind::history,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.epochs = readEpochs(database, id, shapeOf(detail));
                   }},
        DetailPart{"steps", PartKind::history,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       constexpr auto kAll = std::numeric_limits<std::int64_t>::min();
                       forEachStep(database, id, shapeOf(detail), kAll,
                                   [&](const StepEvent& step) { detail.steps.push_back(step); });
                   }},
        DetailPart{"interventions", PartKind::history,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.interventions = readInterventions(database, id);
                   }},
        DetailPart{"segments", PartKind::history,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.segments = readSegments(database, id);
                   }},
        DetailPart{"probe images", PartKind::description,
                   [](const Database& database, RunId id, RunDetail& detail) {
                       detail.probeImages = readProbeImages(database, id, detail.classNames.size());
                   }},
        DetailPart{"input scale", PartKind::description, readInputScale},
    };
    return kParts;
}

namespace {

RunDetail readParts(const SQLite::Database& database, RunId id, bool withHistory) {
    RunDetail detail;
    auto summaries = readSummaries(database, id);
    if (summaries.empty()) {
        throw BadInput(runPrefix(id) + "no such run");
    }
    detail.summary = std::move(summaries.front());
    for (const DetailPart& part : detailParts()) {
        if (withHistory || part.kind == PartKind::description) {
            part.read(database, id, detail);
        }
    }
    return detail;
}

} // namespace

RunDetail readDetail(const SQLite::Database& database, RunId id) {
    return readParts(database, id, true);
}

RunDetail readDescription(const SQLite::Database& database, RunId id) {
    return readParts(database, id, false);
}

RunShape shapeOf(const RunDetail& detail) {
    return {detail.layers, detail.probeImages.count, static_cast<int>(detail.classNames.size())};
}

RunShape readShape(const SQLite::Database& database, RunId id) {
    auto select = prepareFor(database,
                             "SELECT (SELECT count FROM probe_images WHERE run = ?1),"
                             " (SELECT count(*) FROM class_name WHERE run = ?1)",
                             id);
    select.executeStep();
    return {readLayerRows(database, id), intAt(select, 0), intAt(select, 1)};
}

std::vector<EpochChannels> readChannelHistory(const SQLite::Database& database, RunId id,
                                              int after) {
    const RunShape shape = readShape(database, id);
    auto select =
        prepareFor(database,
                   "SELECT epoch, layer, mean_activation, goodness_share, dead_fraction"
                   " FROM channel_stats WHERE run = ? AND epoch > ? ORDER BY epoch, layer",
                   id);
    select.bind(2, after);
    std::vector<EpochChannels> history;
    const auto requireSound = [&] {
        if (!history.empty()) {
            requireNone(id, "channels",
                        channelsProblem(history.back().epoch, history.back().layers, shape));
        }
    };
    while (select.executeStep()) {
        const int epoch = intAt(select, 0);
        if (history.empty() || history.back().epoch != epoch) {
            requireSound();
            requireNone(id, "channels", orderProblem(history, epoch));
            history.push_back({epoch, {}});
        }
        requireNext(id, "channels", select.getColumn(1), history.back().layers.size());
        history.back().layers.push_back(channelsAt(id, select, 2));
        requireAtMost(id, "channels", history.back().layers.size(), kMostLayers);
    }
    requireSound();
    return history;
}

RunProgress readProgress(const SQLite::Database& database, RunId id, int epoch, std::int64_t step,
                         std::int64_t interventions) {
    auto select =
        prepareFor(database,
                   "SELECT status, (SELECT coalesce(max(epoch), 0) FROM epoch WHERE run = ?1),"
                   " (SELECT coalesce(max(step), 0) FROM step WHERE run = ?1)"
                   " FROM run WHERE id = ?1",
                   id);
    if (!select.executeStep()) {
        throw BadInput(runPrefix(id) + "no such run");
    }
    RunProgress progress;
    progress.status = runStatusFromString(textAt(select, 0));
    progress.epoch = intAt(select, 1);
    progress.step = select.getColumn(2).getInt64();
    const RunShape shape = readShape(database, id);
    progress.epochs = readEpochs(database, id, shape, std::int64_t{epoch} + 1);
    progress.channels = readChannelHistory(database, id, epoch);
    progress.outcomes = readOutcomeHistory(database, id, epoch);
    forEachStep(database, id, shape, step + 1,
                [&](const StepEvent& each) { progress.steps.push_back(each); });
    progress.interventions = readInterventions(database, id, interventions);
    return progress;
}

std::vector<int> readMapEpochs(const SQLite::Database& database, RunId id) {
    auto select =
        prepareFor(database, "SELECT epoch FROM snapshot WHERE run = ? ORDER BY epoch", id);
    std::vector<int> epochs;
    while (select.executeStep()) {
        const int epoch = intAt(select, 0);
        if (epoch < 1 || epoch > kMostEpochs || (!epochs.empty() && epoch <= epochs.back())) {
            throw damage(runPrefix(id) + "maps: their epochs are out of order or out of range");
        }
        epochs.push_back(epoch);
    }
    return epochs;
}

std::vector<EpochProbabilities> readProbabilities(const SQLite::Database& database, RunId id,
                                                  int after) {
    const RunShape shape = readShape(database, id);
    auto select = prepareFor(database,
                             "SELECT m.epoch, m.layer, m.probabilities, s.samples, s.classes"
                             " FROM layer_maps m JOIN snapshot s USING (run, epoch)"
                             " WHERE m.run = ? AND m.epoch > ? ORDER BY m.epoch, m.layer",
                             id);
    select.bind(2, after);
    std::vector<EpochProbabilities> history;
    while (select.executeStep()) {
        const int epoch = intAt(select, 0);
        if (history.empty() || history.back().epoch != epoch) {
            history.push_back({epoch, intAt(select, 3), intAt(select, 4), {}});
        }
        EpochProbabilities& last = history.back();
        requireNext(id, "maps", select.getColumn(1), last.layers.size());
        last.layers.push_back(numbersOf<float>(id, "maps", blobAt(select, 2)));
        const bool fits = last.layers.size() <= shape.layers.size() &&
                          (shape.classes == 0 || last.classes == shape.classes) &&
                          (shape.images == 0 || last.samples == shape.images) &&
                          matchesExtents(last.layers.back().size(), {last.samples, last.classes});
        if (epoch < 1 || epoch > kMostEpochs || !fits) {
            throw damage(runPrefix(id) + "maps: epoch " + std::to_string(epoch) +
                         ": probabilities do not match the run");
        }
    }
    std::erase_if(history, [&](const EpochProbabilities& each) {
        return each.layers.size() != shape.layers.size();
    });
    return history;
}

ProbeSnapshotPtr readSnapshot(const SQLite::Database& database, RunId id, int epoch) {
    auto select = prepareFor(database,
                             "SELECT taken_epoch, taken_step, samples, classes FROM snapshot"
                             " WHERE run = ? AND epoch = ?",
                             id);
    select.bind(2, epoch);
    if (!select.executeStep()) {
        return nullptr;
    }
    auto snapshot = std::make_shared<ProbeSnapshot>();
    snapshot->epoch = intAt(select, 0);
    snapshot->step = select.getColumn(1).getInt64();
    snapshot->samples = intAt(select, 2);
    snapshot->classes = intAt(select, 3);
    readMaps(database, id, epoch, *snapshot);
    readChannels(database, id, epoch, *snapshot);
    const RunShape shape = readShape(database, id);
    const std::string part = "epoch " + std::to_string(epoch);
    requireNone(id, part.c_str(), mapsProblem(*snapshot, shape));
    requireNone(id, part.c_str(), channelsProblem(epoch, snapshot->channels, shape));
    return snapshot;
}

} // namespace asge
