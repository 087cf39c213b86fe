// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <string>

namespace asge {

/// The progress of one part of loading.
struct LoadProgress {
    std::string what;       ///< "reading test images"
    std::int64_t done = 0;  ///< images, files or bytes, depending on `what`
    std::int64_t total = 0; ///< 0 if it is not known yet
};

/// Receives the progress of loading a data set, and can stop it. This base class ignores progress
/// and never stops.
class LoadWatch {
  public:
    virtual ~LoadWatch() = default;

    /// Called about ten times a second, on the thread that loads.
    virtual void onProgress(const LoadProgress& /*progress*/) {}
    /// Called often and on several threads at once: for each image, and between its rows.
    virtual bool isStopped() const { return false; }

    /// Throws Interrupted once isStopped().
    void throwIfStopped() const {
        if (isStopped()) {
            throw Interrupted("stopped while the data was being read");
        }
    }
};

} // namespace asge
