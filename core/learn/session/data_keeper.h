// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"

#include <memory>
#include <mutex>

namespace asge {

/// Keeps the data set that was loaded last, so that a process reads it once however many runs it
/// trains, and the memory of one set is all that it takes. Any thread may use it.
class DataKeeper {
  public:
    /// As loadDataSet; the set that is kept if it is of the same settings and none of its files has
    /// changed.
    std::shared_ptr<const DataSet> load(const Experiment::Data& data, LoadWatch& watch,
                                        LoadFor use);

  private:
    bool isKept(const Experiment::Data& data, LoadFor use) const;

    std::mutex mutex_;
    Experiment::Data asked_;
    LoadFor use_ = LoadFor::training;
    std::shared_ptr<const DataSet> kept_;
};

} // namespace asge
