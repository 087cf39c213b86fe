// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the channel statistics, for code that is not a member of a QObject.
struct ChannelsText {
    Q_DECLARE_TR_FUNCTIONS(Channels)
};

} // namespace asge
