#include "core/session/trouble_watch.h"

#include <chrono>

namespace asge {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks(100);

} // namespace

TroubleWatch::TroubleWatch(RunWriter& store, const TrainingControl& control,
                           SessionListener& listener)
    : store_(store), control_(control), listener_(listener), thread_([this] { watch(); }) {}

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
    while (!ended_.wait_for(lock, kBetweenLooks, [this] { return end_; })) {
        look();
    }
    look(); // nobody is left with a word that isn't true any more
}

void TroubleWatch::look() {
    const std::string trouble = store_.trouble().value_or("");
    if (trouble != told_) {
        told_ = trouble;
        listener_.onTrouble(trouble);
    }
    if (!trouble.empty() && control_.isStopped()) {
        store_.giveUp();
    }
}

} // namespace asge
