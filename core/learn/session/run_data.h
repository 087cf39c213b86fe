// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/experiment/experiment.h"
#include "core/learn/model/network.h"
#include "core/run/records.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asge {

class DataSetCache;

/// The data set of a stored run, which is loaded when it is first needed.
class RunData {
  public:
    /// `identity` is the digest of the data that the run began with. The data set is taken from
    /// `cache`, which must outlive this object, or loaded if that is null.
    RunData(RunId run, const Experiment& experiment, std::string identity, DataSetCache* cache);

    /// `shape` is that of the run's network; empty if only the data tell. Throws BadInput if the
    /// data can't be loaded, have changed, or do not fit the network; Interrupted if `watch` is
    /// stopped.
    const DataSet& load(LoadWatch& watch, const std::optional<ImageShape>& shape);
    /// Null before the first load().
    const DataSet* loaded() const { return loaded_.get(); }

  private:
    RunId run_;
    Experiment experiment_;
    std::string identity_;
    DataSetCache* cache_;
    std::shared_ptr<const DataSet> loaded_;
};

/// What a network expects of its images.
struct NetworkInputs {
    ImageShape shape;
    InputScale scale;
    std::vector<std::string> classNames;
    std::optional<std::int64_t> trainImages; ///< known if the data have been loaded
};

/// From the store, or, for runs of old versions, from their data. Throws as RunData::load.
NetworkInputs inputsOf(const RunDetail& run, RunData& data, LoadWatch& watch);

} // namespace asge
