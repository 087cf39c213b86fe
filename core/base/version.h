#pragma once

#include <string>

namespace asge {

/// "asge 0.1.0, LibTorch 1.13.0": the LibTorch that it was built with, known without loading it.
std::string softwareVersion();

} // namespace asge
