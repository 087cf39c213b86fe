#include "core/base/version.h"

namespace asge {

std::string softwareVersion() {
    return "asge " ASGE_VERSION ", LibTorch " ASGE_LIBTORCH_VERSION;
}

} // namespace asge
