// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "core/data/dataset.h"

#include <chrono>
#include <memory>
#include <thread>

namespace asge::test {

/// Reads images from memory, as slowly as it is told.
class SlowReader : public ImageReader {
  public:
    SlowReader(ImageSet images, std::chrono::milliseconds delay, int broken)
        : images_(std::move(images)), delay_(delay), broken_(broken) {}

    void read(int index, std::uint8_t* pixels) const override {
        if (delay_.count() > 0) {
            std::this_thread::sleep_for(delay_);
        }
        if (index == broken_) {
            throw BadInput("image " + std::to_string(index) + ".jpg: no longer there");
        }
        readImage(images_, index, pixels);
    }

  private:
    const ImageSet images_;
    const std::chrono::milliseconds delay_;
    const int broken_; ///< an image that can't be read; −1 for none
};

/// The same images, but not in memory.
inline ImageSet streamed(const ImageSet& images, std::chrono::milliseconds delay = {},
                         int broken = -1) {
    ImageSet set = images;
    set.pixels.clear();
    set.reader = std::make_shared<SlowReader>(images, delay, broken);
    return set;
}

} // namespace asge::test
