// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/image_files.h"

#include <string>
#include <vector>

namespace asge {

/// Throws BadInput if no file of a class can be used although some were tried in `parts`, which
/// hold all files that were chosen from the training files. The first of `notes` is given as the
/// reason.
void requireClassesLeft(const std::vector<const ReadPart*>& parts,
                        const std::vector<std::string>& classes,
                        const std::vector<std::string>& notes);

/// Throws BadInput if a class has no training file, and adds a note if another split lacks a class.
void judgeListedClasses(StoredImages& images);

} // namespace asge
