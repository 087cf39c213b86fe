#pragma once

#include "core/data/image_files.h"

#include <string>
#include <vector>

namespace asge {

/// Throws BadInput for a class of which files were tried in `parts`, all that were chosen from the
/// training files, and none could be used; `notes` begins with the reason.
void requireClassesLeft(const std::vector<const ReadPart*>& parts,
                        const std::vector<std::string>& classes,
                        const std::vector<std::string>& notes);

/// Throws BadInput for a class without a training file, and notes one that another part lacks.
void judgeListedClasses(StoredImages& images);

} // namespace asge
