// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/run_data.h"

#include "core/base/counted.h"
#include "core/base/error.h"
#include "core/learn/session/data_set_cache.h"
#include "core/learn/session/stored_run.h"

#include <utility>

namespace asge {

namespace {

/// Throws CannotResume unless the data have the classes and the size of images that the run's
/// network has. The digest of a run of an old version, or of a forged store, says nothing.
void requireSameNetwork(RunId run, const ImageShape& shape, const DataSet& data) {
    const ImageShape other = imageShapeOf(data);
    if (other.channels != shape.channels || other.height != shape.height ||
        other.width != shape.width || other.classes != shape.classes) {
        throw CannotResume("the data of run " + std::to_string(run) +
                           " have changed: its network expects " +
                           counted(shape.classes, "class", "classes") + " and images of " +
                           std::to_string(shape.channels) + " × " + std::to_string(shape.height) +
                           " × " + std::to_string(shape.width) +
                           "; restore the original data to show them to its network");
    }
}

} // namespace

RunData::RunData(RunId run, const Experiment& experiment, std::string identity, DataSetCache* cache)
    : run_(run), experiment_(experiment), identity_(std::move(identity)), cache_(cache) {}

const DataSet& RunData::load(LoadWatch& watch, const std::optional<ImageShape>& shape) {
    if (!loaded_) {
        DataSetCache own;
        auto data = (cache_ != nullptr ? *cache_ : own)
                        .load(locatedData(experiment_), watch, LoadFor::evaluation);
        requireSameData(run_, identity_, experiment_, *data, watch,
                        "restore the original data to show them to its network");
        if (shape) {
            requireSameNetwork(run_, *shape, *data);
        }
        loaded_ = std::move(data);
    }
    return *loaded_;
}

NetworkInputs inputsOf(const RunDetail& run, RunData& data, LoadWatch& watch) {
    const ProbeImages& images = run.probeImages;
    if (run.inputScale.isKnown() && images.count > 0 &&
        run.inputScale.mean.size() == static_cast<std::size_t>(images.channels)) {
        return {
            {images.channels, images.height, images.width, static_cast<int>(run.classNames.size())},
            run.inputScale,
            run.classNames,
            {}};
    }
    const DataSet& set = data.load(watch, std::nullopt);
    return {imageShapeOf(set), {set.mean, set.inputDivisor}, set.classNames, set.train.count};
}

} // namespace asge
