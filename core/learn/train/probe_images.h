// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/run/snapshot.h"

#include <cstdint>
#include <vector>

namespace asge {

/// Chooses the test images that probes look at. Returns their positions in `test`: the first image
/// of each class, then the second of each class, and so on, `count` in all, or every image if there
/// are fewer.
std::vector<std::int64_t> probeIndices(const ImageSet& test, int classes, int count);

/// The first `samples` of the test images at `indices`, as a run keeps and shows them. Throws what
/// readImage throws.
ProbeImages probeImagesOf(const DataSet& data, const std::vector<std::int64_t>& indices,
                          int samples);

} // namespace asge
