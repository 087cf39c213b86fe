#pragma once

#include "core/data/formats.h"

#include <string>

namespace asge {

/// Keeps the images of some classes, which keep their order; `classes` is data.classes. Throws
/// BadInput "data.classes: …" for a class that there isn't, one that is named twice, and fewer than
/// two.
void keepClasses(StoredImages& images, const std::string& classes);

} // namespace asge
