// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/store/readouts.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "core/experiment/method_facts.h"
#include "core/run/command.h"
#include "core/store/binder.h"
#include "core/store/checkpoint_content.h"
#include "core/store/checkpoints.h"
#include "core/store/run_reads.h"
#include "core/store/run_rows.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {
namespace {

/// Whether the layers are read out through patches. Groups of channels are read out by their mean,
/// whatever the experiment says.
bool hasPatches(const Experiment& experiment) {
    const MethodFacts* facts = findMethodFacts(experiment.method);
    return facts == nullptr || facts->hasPatches;
}

bool redrawsProjection(const Intervention& intervention) {
    return findCommand(intervention.kind) == CommandKind::redraw;
}

/// The last step of an epoch.
std::int64_t stepOfEpoch(const SQLite::Database& database, RunId id, int epoch) {
    SQLite::Statement select(database, "SELECT step FROM epoch WHERE run = ? AND epoch = ?");
    Binder(select).integer(id).integer(epoch);
    if (!select.executeStep()) {
        throw BadInput(runPrefix(id) + "there is no epoch " + std::to_string(epoch));
    }
    return select.getColumn(0).getInt64();
}

std::vector<float> floatsOf(const TensorView& tensor) {
    return decodeNumbers<float>(tensor.bytes);
}

/// The readouts in a checkpoint that has the tensors of the run's layout.
Readouts readoutsIn(const CheckpointContent& content, const Experiment& experiment,
                    const RunShape& shape) {
    Readouts readouts;
    readouts.classes = shape.classes;
    readouts.sums = hasPatches(experiment) && experiment.network.goodness == Goodness::sum;
    for (std::size_t i = 0; i < shape.layers.size(); ++i) {
        const std::string prefix = "layer" + std::to_string(i + 1) + "_projection";
        LayerReadout& layer = readouts.layers.emplace_back();
        layer.channels = shape.layers[i].channels;
        for (const TensorView& tensor : content.tensors) {
            if (tensor.info.name == prefix) {
                layer.weights = floatsOf(tensor);
                const auto side = static_cast<int>(tensor.info.shape.at(1) / layer.channels);
                layer.patches = side == 1 ? 1 : shape.layers[i].patches;
            } else if (tensor.info.name == prefix + "_bias") {
                layer.bias = floatsOf(tensor);
            }
        }
    }
    return readouts;
}

/// Looks for a checkpoint with the readouts of an epoch.
class ReadoutSearch {
  public:
    ReadoutSearch(const SQLite::Database& database, RunId id, int epoch)
        : database_(database), id_(id), step_(stepOfEpoch(database, id, epoch)) {
        for (const Intervention& each : readInterventions(database, id)) {
            if (changesTraining(each)) {
                changes_.push_back(each);
            }
        }
    }

    StoredReadouts search(const Experiment& experiment) const {
        const RunShape shape = readShape(database_, id_);
        const bool trained =
            hasPatches(experiment) && experiment.projection.training == ProjectionTraining::trained;
        for (const CheckpointInfo& info : nearest()) {
            if (trained && info.step != step_) {
                continue;
            }
            const auto content = contentOf(info);
            if (content && redrawsIn(*content) == redrawsOfEpoch()) {
                return {std::make_shared<const Readouts>(
                            readoutsIn(content->second, experiment, shape)),
                        "", info.step,
                        !trained &&
                            std::none_of(changes_.begin(), changes_.end(), redrawsProjection)};
            }
        }
        return {nullptr, trained ? "The projections are trained, and no checkpoint of this epoch "
                                   "is kept. The setting checkpoint.keep keeps more of them."
                                 : "No checkpoint is kept that has the projections of this epoch."};
    }

  private:
    using Content = std::pair<std::string, CheckpointContent>; ///< the second views the first

    std::vector<CheckpointInfo> nearest() const {
        auto all = readCheckpoints(database_, id_);
        std::stable_sort(all.begin(), all.end(),
                         [this](const CheckpointInfo& one, const CheckpointInfo& other) {
                             return std::abs(one.step - step_) < std::abs(other.step - step_);
                         });
        return all;
    }

    /// The content of a checkpoint that fits the run's network.
    std::unique_ptr<Content> contentOf(const CheckpointInfo& info) const {
        auto checkpoint = readCheckpoint(database_, id_, info.step);
        const auto layout = readCheckpointLayout(database_, id_);
        if (!checkpoint || !layout) {
            return nullptr;
        }
        auto content = std::make_unique<Content>(std::move(checkpoint->bytes), CheckpointContent());
        try {
            content->second = readCheckpointContent(content->first);
            requireTensors(content->second, *layout);
        } catch (const Error&) {
            return nullptr; // `asge runs check` reports it
        }
        return content;
    }

    /// The number of redrawn projections that the checkpoint contains.
    std::int64_t redrawsIn(const Content& content) const {
        const auto& progress = content.second.progress;
        const auto contained =
            std::min<std::int64_t>(progress ? progress->interventions : 0, std::ssize(changes_));
        return std::count_if(changes_.begin(), changes_.begin() + contained, redrawsProjection);
    }

    /// The number until the end of the epoch. What was redrawn at its last step came after its
    /// maps.
    std::int64_t redrawsOfEpoch() const {
        return std::count_if(changes_.begin(), changes_.end(), [this](const Intervention& each) {
            return each.step < step_ && redrawsProjection(each);
        });
    }

    const SQLite::Database& database_;
    const RunId id_;
    const std::int64_t step_; ///< the last one of the epoch
    std::vector<Intervention> changes_;
};

} // namespace

StoredReadouts readReadouts(const SQLite::Database& database, RunId id, int epoch) {
    const ReadoutSearch readouts(database, id, epoch);
    SQLite::Statement select(database, "SELECT experiment FROM run WHERE id = ?");
    Binder(select).integer(id);
    select.executeStep();
    std::optional<Experiment> experiment;
    try {
        experiment = parseExperiment(textAt(select, 0), "run");
    } catch (const BadInput&) {
        return {nullptr, "The settings of this run can't be read."};
    }
    const MethodFacts* facts = findMethodFacts(experiment->method);
    if (facts != nullptr && !facts->notLinear.empty()) {
        auto none = std::make_shared<Readouts>();
        none->classes = readShape(database, id).classes;
        none->undefined = std::string(facts->notLinear);
        return {std::move(none), "", 0, true};
    }
    return readouts.search(*experiment);
}

} // namespace asge
