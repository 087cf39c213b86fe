// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace asge {

/// The address of the session's D-Bus; empty if there is none. D-Bus itself would start a bus.
QString sessionBusAddress();

} // namespace asge
