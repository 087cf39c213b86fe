#pragma once

#include "core/experiment/experiment.h"

#include <string>

namespace asge {

// A setting as a list of all shows it: `asge settings`, the manual page.

/// What its values are: "a whole number from 1 to 65536".
std::string rangeOf(const Setting& setting);
/// Its default as `--set` takes it; empty if that is an empty text or if it must be given.
std::string defaultOf(const Setting& setting);

} // namespace asge
