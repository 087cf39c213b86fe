// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>

namespace asge {

/// "asge 0.1.0, LibTorch 1.13.0"; LibTorch's version is that of the build and is known without
/// loading it.
std::string softwareVersion();

} // namespace asge
