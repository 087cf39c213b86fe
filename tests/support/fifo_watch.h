// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace asge::test {

/// A FIFO that records whether a program opens it for reading. That program gets an end of file
/// instead of waiting forever.
class FifoWatch {
  public:
    explicit FifoWatch(std::filesystem::path path) : path_(std::move(path)) {
        mkfifo(path_.c_str(), 0600);
        thread_ = std::thread([this] {
            while (!ended_) {
                // A FIFO can be opened for writing only while another program waits to read.
                if (const int file = open(path_.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
                    file >= 0) {
                    opened_ = true;
                    close(file);
                }
                std::this_thread::sleep_for(std::chrono::milliseconds(5));
            }
        });
    }
    ~FifoWatch() {
        ended_ = true;
        thread_.join();
    }
    FifoWatch(const FifoWatch&) = delete;
    FifoWatch& operator=(const FifoWatch&) = delete;

    bool wasOpened() const { return opened_; }

  private:
    std::filesystem::path path_;
    std::atomic<bool> opened_ = false;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

} // namespace asge::test
