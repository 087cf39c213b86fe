// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/lanes.h"

#include "core/base/affinity.h"
#include "core/base/denormals.h"

#include <utility>

namespace asge {

Lanes::Lanes(int count, std::function<void()> prepare) : prepare_(std::move(prepare)) {
    for (int lane = 0; lane < count; ++lane) {
        threads_.push_back(startThread([this, lane] { runJobs(lane); }));
    }
}

Lanes::~Lanes() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    begin_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

void Lanes::run(const std::function<void(int)>& work) {
    std::unique_lock lock(mutex_);
    work_ = &work;
    busy_ = count();
    ++jobs_;
    begin_.notify_all();
    end_.wait(lock, [this] { return busy_ == 0; });
    if (error_) {
        std::rethrow_exception(std::exchange(error_, nullptr));
    }
}

void Lanes::runJobs(int lane) {
    const FlushDenormals flush;
    if (prepare_) {
        prepare_();
    }
    std::uint64_t done = 0;
    std::unique_lock lock(mutex_);
    while (true) {
        begin_.wait(lock, [&] { return closing_ || jobs_ != done; });
        if (closing_) {
            return;
        }
        done = jobs_;
        lock.unlock();
        std::exception_ptr error;
        try {
            (*work_)(lane);
        } catch (...) {
            error = std::current_exception();
        }
        lock.lock();
        if (error && !error_) {
            error_ = error;
        }
        if (--busy_ == 0) {
            end_.notify_one();
        }
    }
}

} // namespace asge
