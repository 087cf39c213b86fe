// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QLabel;

namespace asge {

/// From now on the label is enabled when its buddy is, so that the name of a field that has no
/// effect is as pale as the field. A label without a buddy is not changed.
void followBuddy(QLabel& label);

} // namespace asge
