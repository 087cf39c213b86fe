// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/control.h"

#include <algorithm>
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

std::deque<CommandRequest>::iterator TrainingControl::find(const Filter& isWanted) {
    return isWanted ? std::find_if(requests_.begin(), requests_.end(), isWanted)
                    : requests_.begin();
}

std::optional<CommandRequest> TrainingControl::next(const Filter& isWanted) {
    const std::lock_guard lock(mutex_);
    const auto found = find(isWanted);
    if (found == requests_.end()) {
        return std::nullopt;
    }
    CommandRequest request = std::move(*found);
    requests_.erase(found);
    waiting_ = !requests_.empty();
    return request;
}

void TrainingControl::wait(const Filter& isWanted) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return find(isWanted) != requests_.end() || stopped_; });
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
