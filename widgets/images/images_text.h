// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QCoreApplication>

namespace asge {

/// The translation context of the image gallery, for code that is not a member of a QObject.
struct ImagesText {
    Q_DECLARE_TR_FUNCTIONS(Images)
};

} // namespace asge
