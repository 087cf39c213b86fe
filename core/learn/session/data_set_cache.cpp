// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/data_set_cache.h"

#include "core/data/formats.h"

#include <algorithm>

namespace asge {

bool DataSetCache::isKept(const Experiment::Data& data, LoadFor use) const {
    const bool isEnough = use_ == use || use_ == LoadFor::training;
    return kept_ && isEnough && asked_ == data &&
           std::all_of(kept_->sources.begin(), kept_->sources.end(),
                       [](const StampedFiles& group) { return group.areUnchanged(); });
}

std::shared_ptr<const DataSet> DataSetCache::load(const Experiment::Data& data, LoadWatch& watch,
                                                  LoadFor use) {
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock.owns_lock()) { // another thread loads; a wait for the lock could not be stopped
        return std::make_shared<const DataSet>(loadDataSet(data, watch, use));
    }
    if (!isKept(data, use)) {
        kept_.reset(); // freed before the next one is loaded
        kept_ = std::make_shared<const DataSet>(loadDataSet(data, watch, use));
        asked_ = data;
        use_ = use;
    }
    return kept_;
}

} // namespace asge
