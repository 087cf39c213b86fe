#pragma once

#include "core/data/dataset.h"

#include <string>

namespace asge {

/// SHA-256 in hexadecimal digits of the IDX file, not packed, that holds these images: of rank 3
/// for images of one channel, else of rank 4. So a published set is recognised by its contents,
/// however its files are packed and called. The images must be in memory.
std::string sha256OfImages(const ImageSet& set);
/// The same of the IDX file that holds the labels. They must be below 256.
std::string sha256OfLabels(const ImageSet& set);

} // namespace asge
