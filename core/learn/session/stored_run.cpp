// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/stored_run.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/catalogue.h"
#include "core/data/formats.h"
#include "core/data/identity.h"
#include "core/learn/model/network.h"

namespace asge {

Experiment::Data locatedData(const Experiment& experiment) {
    namespace fs = std::filesystem;
    Experiment::Data data = experiment.data;
    if (data.path.empty()) {
        return data;
    }
    const fs::path given = data.path;
    const fs::path place = fs::absolute(given).lexically_normal();
    std::error_code ignored;
    if (given.is_relative() && !fs::exists(place, ignored)) {
        throw BadInput("data.path: " + shownName(place) + ": there is no such folder; " +
                       shownName(given) +
                       " is relative to the folder in which the program was started: start it "
                       "where the run began, or give another path with --set data.path=FOLDER (for "
                       "a run of the store with asge train --branch ID)");
    }
    data.path = place.string();
    return data;
}

void requireSameShape(const RunDetail& parent, const DataSet& data) {
    const std::size_t classes = parent.classNames.size();
    if (data.classNames.size() != classes) {
        throw BadInput("data: these data have " +
                       counted(data.classNames.size(), "class", "classes") + ", the parent's " +
                       std::to_string(classes) + "; a branch needs as many as its parent");
    }
    if (data.train.channels != parent.probeImages.channels) {
        throw BadInput("data: these images have " + counted(data.train.channels, "channel") +
                       ", the parent's " + std::to_string(parent.probeImages.channels) +
                       "; a branch needs as many as its parent");
    }
}

void requireSameData(RunId run, const std::string& identity, const Experiment& experiment,
                     const DataSet& data, LoadWatch& watch, const std::string& remedy) {
    if (identity.empty() || hasIdentity(data, identity, watch)) {
        return;
    }
    throw CannotResume("the data of run " + std::to_string(run) +
                       " have changed: " + shownName(findDataSet(locatedData(experiment)).folder) +
                       " holds other images or labels than those that it began with; " + remedy);
}

void useCheckpoint(RunId run, const Checkpoint& checkpoint, const std::function<void()>& use) {
    try {
        use();
    } catch (const BadInput&) {
        throw;
    } catch (const Error& error) {
        throw CannotResume("run " + std::to_string(run) + ": its checkpoint of step " +
                           std::to_string(checkpoint.step) + " can't be used: " + error.what() +
                           kCheckpointRemedy);
    }
}

CheckpointContent readCheckedCheckpoint(RunId run, const Checkpoint& checkpoint,
                                        const Experiment& experiment, const DataSet& data,
                                        bool ownData) {
    return readCheckedCheckpoint(run, checkpoint, experiment, imageShapeOf(data),
                                 ownData ? std::optional<std::int64_t>(data.train.count)
                                         : std::nullopt);
}

CheckpointContent readCheckedCheckpoint(RunId run, const Checkpoint& checkpoint,
                                        const Experiment& experiment, const ImageShape& shape,
                                        std::optional<std::int64_t> trainImages) {
    CheckpointContent content;
    useCheckpoint(run, checkpoint, [&] {
        content = readCheckpointContent(checkpoint.bytes);
        CheckpointLayout layout = checkpointLayoutOf(
            {experiment.method, experiment.projection.training == ProjectionTraining::trained,
             layerShapes(experiment, shape), shape.channels, shape.classes,
             experiment.train.batch});
        layout.trainImages = trainImages;
        requireTensors(content, layout);
        requireConsistentProgress(content, layout, checkpoint.epoch, checkpoint.step);
    });
    return content;
}

} // namespace asge
