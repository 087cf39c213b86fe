// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <atomic>
#include <string>

namespace asge::cli {

/// Ends a command that is stopped before its training has begun. Nothing has to be saved then, so
/// the program need not wait for a library, a disk or an image that it is reading.
class EarlyEnd {
  public:
    /// `words` follow "stopped before the first batch; " in the error message.
    explicit EarlyEnd(std::string words) : words_(std::move(words)) {}

    /// Lets exitIfAllowed() end the program from now on. Call this only once the store is open, or
    /// a new store might be left empty.
    void allow() { isAllowed_ = true; }

    /// Called on the signal's thread: ends the program at once, if that is allowed and status() was
    /// not called.
    void exitIfAllowed();

    /// Called on the main thread: prints why the program ends, and returns the exit status.
    int status();

  private:
    void reportError() const;

    const std::string words_;
    std::atomic<bool> isAllowed_{false};
    std::atomic<bool> hasEnd_{false};
};

} // namespace asge::cli
