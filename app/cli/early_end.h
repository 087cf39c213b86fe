#pragma once

#include <atomic>
#include <string>

namespace asge::cli {

/// How a command ends that is stopped before its training has begun. There is nothing to be kept
/// then, so the program need not wait for whatever it is at: a library, a disk, an image.
class EarlyEnd {
  public:
    /// `words` follow "stopped before the first batch; ".
    explicit EarlyEnd(std::string words) : words_(std::move(words)) {}

    /// From now on leave() may end the program. Not before its store is open: a new one might be
    /// left empty.
    void allow() { isAllowed_ = true; }

    /// On the thread of a signal: ends the program at once, unless it ends by itself.
    void leave();

    /// On the main thread: says why it ends, and gives the exit status.
    int status();

  private:
    void say() const;

    const std::string words_;
    std::atomic<bool> isAllowed_{false};
    std::atomic<bool> hasEnd_{false};
};

} // namespace asge::cli
