#pragma once

#include "core/store/run_store.h"

#include <memory>
#include <string>

namespace asge::cli {

/// A reader; null for a store that does not exist yet: reading must not make one. Opens it for
/// writing first, since that gives runs whose process is gone their true status; where it can't be
/// written it is read as it is.
std::unique_ptr<RunReader> readExisting(const std::string& given);

} // namespace asge::cli
