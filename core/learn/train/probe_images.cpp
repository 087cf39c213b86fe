// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/probe_images.h"

#include <algorithm>

namespace asge {

std::vector<std::int64_t> probeIndices(const ImageSet& test, int classes, int count) {
    std::vector<std::vector<std::int64_t>> byClass(static_cast<std::size_t>(classes));
    for (int i = 0; i < test.count; ++i) {
        byClass[static_cast<std::size_t>(test.labels[static_cast<std::size_t>(i)])].push_back(i);
    }
    std::vector<std::int64_t> chosen;
    const auto wanted = static_cast<std::size_t>(std::min(count, test.count));
    for (std::size_t round = 0; chosen.size() < wanted; ++round) {
        for (const auto& members : byClass) {
            if (round < members.size() && chosen.size() < wanted) {
                chosen.push_back(members[round]);
            }
        }
    }
    return chosen;
}

ProbeImages probeImagesOf(const DataSet& data, const std::vector<std::int64_t>& indices,
                          int samples) {
    const ImageSet& test = data.test;
    ProbeImages images{samples, test.channels, test.height, test.width, {}, {}, {}};
    images.pixels.resize(static_cast<std::size_t>(samples) * test.imageBytes());
    for (int i = 0; i < samples; ++i) {
        const std::int64_t index = indices[static_cast<std::size_t>(i)];
        readImage(test, static_cast<int>(index),
                  images.pixels.data() + static_cast<std::size_t>(i) * test.imageBytes());
        images.labels.push_back(test.labels[static_cast<std::size_t>(index)]);
        images.indices.push_back(data.testIndices[static_cast<std::size_t>(index)]);
    }
    return images;
}

} // namespace asge
