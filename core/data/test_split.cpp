// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/test_split.h"

#include "core/base/counted.h"
#include "core/base/files.h"
#include "core/data/byte_source.h"

#include <cstdint>
#include <random>
#include <utility>

namespace asge {

namespace {

/// This seed must never change, or stored runs would be tested on other images.
constexpr std::uint64_t kSplitSeed = 0x61736765'73706c74;
constexpr std::size_t kTestedOf = 5; ///< one image in this many, per class, is used for the test

/// Selects the test images.
std::vector<bool> chosenFrom(const std::vector<ListedImage>& images, std::size_t classes) {
    std::vector<std::vector<std::size_t>> ofClass(classes);
    for (std::size_t i = 0; i < images.size(); ++i) {
        ofClass[static_cast<std::size_t>(images[i].label)].push_back(i);
    }
    std::vector<bool> isTested(images.size());
    std::mt19937_64 random(kSplitSeed);
    for (std::vector<std::size_t>& positions : ofClass) {
        const std::size_t tested = (positions.size() + kTestedOf / 2 + 1) / kTestedOf;
        for (std::size_t i = 0; i < tested; ++i) {
            std::swap(positions[i], positions[i + random() % (positions.size() - i)]);
            isTested[positions[i]] = true;
        }
    }
    return isTested;
}

} // namespace

void splitAtRandom(ImageLayout& layout, std::size_t classes, const std::string& unread) {
    std::vector<ListedImage> all = std::exchange(layout.train.images, {});
    const std::vector<bool> isTested = chosenFrom(all, classes);
    layout.test = {layout.train.folder, {}};
    for (std::size_t i = 0; i < all.size(); ++i) {
        (isTested[i] ? layout.test : layout.train).images.push_back(std::move(all[i]));
    }
    if (layout.test.images.empty()) {
        refuse(layout.train.folder, "has too few images to choose test images from");
    }
    layout.notes.push_back(
        shownName(layout.train.folder) + ": there are no test images, so a fifth of each class, " +
        std::to_string(layout.test.images.size()) + " of " + counted(all.size(), "image") +
        ", chosen at random by a fixed seed, are tested on and not trained on" + unread);
}

} // namespace asge
