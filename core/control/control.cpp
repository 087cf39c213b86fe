// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/control.h"

#include <utility>

namespace asge {

namespace {

void answerExpired(const CommandRequest& request, const std::string& reason) {
    if (request.answer) {
        request.answer({CommandAnswer::Outcome::expired, 0, reason});
    }
}

} // namespace

void TrainingControl::send(CommandRequest request) {
    std::unique_lock lock(mutex_);
    if (closed_) {
        const std::string reason = *closed_;
        lock.unlock();
        answerExpired(request, reason);
        return;
    }
    requests_.push_back(std::move(request));
    waiting_ = true;
    changed_.notify_all();
}

bool TrainingControl::stop(const std::string& cause) {
    const std::lock_guard lock(mutex_);
    if (!stopped_.exchange(true)) {
        cause_ = cause;
    }
    changed_.notify_all();
    return begun_;
}

bool TrainingControl::begin() {
    const std::lock_guard lock(mutex_);
    begun_ = begun_ || !stopped_;
    closed_.reset(); // the next training of a sweep
    return !stopped_;
}

std::string TrainingControl::cause() const {
    const std::lock_guard lock(mutex_);
    return cause_;
}

std::optional<CommandRequest> TrainingControl::next() {
    const std::lock_guard lock(mutex_);
    if (requests_.empty()) {
        return std::nullopt;
    }
    CommandRequest request = std::move(requests_.front());
    requests_.pop_front();
    waiting_ = !requests_.empty();
    return request;
}

void TrainingControl::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !requests_.empty() || stopped_; });
}

void TrainingControl::close(const std::string& reason) {
    std::unique_lock lock(mutex_);
    closed_ = reason;
    const auto expired = std::exchange(requests_, {});
    waiting_ = false;
    lock.unlock();
    for (const CommandRequest& request : expired) {
        answerExpired(request, reason);
    }
}

} // namespace asge
