// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariantMap>

class QWidget;

namespace asge {

/// Where the user is in the contents of a view, by the object names of its parts: how far areas are
/// scrolled, and what has a property "keptPlace" (QVariantMap), such as a zoom. Unlike
/// controlStates(), this is about the contents that are shown.
QVariantMap placesIn(const QWidget& view);
/// Goes to the places that placesIn() found, as soon as the parts have contents that reach so far;
/// they may still be read. A place to which the user goes meanwhile stays.
/// Places of parts that the view has not made yet stay in `places`, the others are taken out.
void restorePlaces(QWidget& view, QVariantMap& places);
/// Goes to none of them any more: the contents are others now.
void forgetPlaces(QWidget& view);

} // namespace asge
