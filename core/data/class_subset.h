// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/formats.h"

#include <string>

namespace asge {

/// Keeps the images of some classes; the classes and images keep their order. `classes` is
/// data.classes. Throws BadInput "data.classes: …" if a class does not exist or is named twice, or
/// if fewer than two are named.
void keepClasses(StoredImages& images, const std::string& classes);

} // namespace asge
