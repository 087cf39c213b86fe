// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <string_view>

namespace asge {

/// The SHA-256 of these bytes, in hexadecimal digits.
std::string sha256OfBytes(std::string_view bytes);

} // namespace asge
