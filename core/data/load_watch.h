#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <string>

namespace asge {

/// How far a part of loading is.
struct LoadProgress {
    std::string what;       ///< "reading test images"
    std::int64_t done = 0;  ///< images, or files, or bytes: `what` says it
    std::int64_t total = 0; ///< 0 if it is not known yet
};

/// Told how far loading a data set is, and asked whether it is to go on. This one wants to know
/// nothing and never stops it.
class LoadWatch {
  public:
    virtual ~LoadWatch() = default;

    /// About ten times a second, on the thread that loads.
    virtual void onProgress(const LoadProgress& /*progress*/) {}
    /// Asked often and on several threads at once: for each image, and between its rows.
    virtual bool isStopped() const { return false; }

    /// Throws Interrupted once isStopped().
    void requireGoing() const {
        if (isStopped()) {
            throw Interrupted("stopped while the data were read");
        }
    }
};

} // namespace asge
