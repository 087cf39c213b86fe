// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/sha256.h"

#include <sha2.h>

namespace asge {

std::string sha256OfBytes(std::string_view bytes) {
    char digits[SHA256_DIGEST_STRING_LENGTH];
    return SHA256Data(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), digits);
}

} // namespace asge
