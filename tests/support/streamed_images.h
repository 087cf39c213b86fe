// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "core/data/dataset.h"

#include <functional>
#include <memory>
#include <string>
#include <utility>

namespace asge::test {

/// Called with an image's index before the image is read, on the reading thread. It may wait, or
/// throw.
using BeforeRead = std::function<void(int index)>;

/// Reads images from memory, after a call of `beforeRead`.
class HookedReader : public ImageReader {
  public:
    HookedReader(ImageSet images, BeforeRead beforeRead)
        : images_(std::move(images)), beforeRead_(std::move(beforeRead)) {}

    void read(int index, std::uint8_t* pixels) const override {
        if (beforeRead_) {
            beforeRead_(index);
        }
        readImage(images_, index, pixels);
    }

  private:
    const ImageSet images_;
    const BeforeRead beforeRead_;
};

/// The same images, not in memory but with a reader.
inline ImageSet streamed(const ImageSet& images, BeforeRead beforeRead = {}) {
    ImageSet set = images;
    set.pixels.clear();
    set.reader = std::make_shared<HookedReader>(images, std::move(beforeRead));
    return set;
}

/// Throws as for a file that no longer exists when image `missing` is read.
inline BeforeRead failsAt(int missing) {
    return [missing](int index) {
        if (index == missing) {
            throw BadInput("image " + std::to_string(index) + ".jpg: no longer there");
        }
    };
}

} // namespace asge::test
