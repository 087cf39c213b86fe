// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/inspector.h"
#include "core/data/load_watch.h"
#include "core/store/run_reader.h"

#include <memory>
#include <optional>

namespace asge {

class DataSetCache;

/// Prepares the network of a stored run: that of its last checkpoint, or of the one at the end of
/// `epoch`. The data set is needed only if the run is of a version that did not keep its input
/// scale. When it is needed, it is taken from `cache`, which must outlive the inspector, or loaded
/// if that is null. `store` and `watch` are used only by this call; the history of an image is read
/// through a separate connection. Throws BadInput if there is no
/// such run or checkpoint, or if data that are needed can't be loaded or have changed; Error if the
/// checkpoint can't be used; Interrupted if `watch` is stopped.
std::unique_ptr<Inspector> inspectRun(const RunReader& store, RunId run, std::optional<int> epoch,
                                      LoadWatch& watch, DataSetCache* cache = nullptr);

} // namespace asge
