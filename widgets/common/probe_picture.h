// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"

#include <QImage>

namespace asge {

/// An image of the batch as a picture of its size, grey or RGB. The images must be whole: as many
/// pixels as count, channels (1 or 3), height and width say.
QImage pictureOf(const ProbeImages& images, int sample);

} // namespace asge
