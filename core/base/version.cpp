// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/version.h"

namespace asge {

std::string softwareVersion() {
    return "asge " ASGE_VERSION ", LibTorch " ASGE_LIBTORCH_VERSION;
}

} // namespace asge
