// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/trouble_watch.h"

#include "core/base/affinity.h"
#include "core/store/run_writer.h"

#include <chrono>
#include <utility>

namespace asge {

namespace {

constexpr std::chrono::milliseconds kPollInterval(100);

} // namespace

TroubleWatch::TroubleWatch(RunWriter& store, const TrainingControl& control,
                           SessionListener& listener)
    : store_(store), control_(control), listener_(listener),
      thread_(startThread([this] { watch(); })) {}

TroubleWatch::~TroubleWatch() {
    {
        const std::lock_guard lock(mutex_);
        end_ = true;
    }
    ended_.notify_one();
    thread_.join();
}

void TroubleWatch::watch() {
    std::unique_lock lock(mutex_);
    while (!ended_.wait_for(lock, kPollInterval, [this] { return end_; })) {
        poll();
    }
    poll(); // so that the last report is up to date
}

void TroubleWatch::poll() {
    const std::string trouble = store_.trouble().value_or("");
    if (control_.isStopped()) {
        giveUp(trouble);
    } else if (trouble != reported_) {
        reported_ = trouble;
        listener_.onTrouble(trouble);
    }
}

void TroubleWatch::giveUp(const std::string& trouble) {
    if (trouble.empty()) {
        return;
    }
    if (!std::exchange(gaveUp_, true)) {
        listener_.onGivenUp(trouble);
    }
    store_.giveUp(); // every time: a write may have succeeded meanwhile, and the next one may wait
}

} // namespace asge
