// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"

#include <memory>
#include <mutex>

namespace asge {

/// Keeps the data set that was loaded last, so that a process that trains several runs on it reads
/// it once. Only one set is kept. Thread-safe.
class DataSetCache {
  public:
    /// Returns the kept set if it was loaded with the same settings and none of its files has
    /// changed; otherwise loads it as loadDataSet does.
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
