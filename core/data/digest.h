// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"

#include <string>

namespace asge {

/// SHA-256, in hexadecimal digits, of the unpacked IDX file that holds these images: rank 3 for
/// images of one channel, otherwise rank 4. This recognises a published set by its contents,
/// however its files are packed and named. The images must be in memory.
std::string sha256OfImages(const ImageSet& set);
/// The same for the IDX file of the labels, which must be below 256.
std::string sha256OfLabels(const ImageSet& set);

} // namespace asge
