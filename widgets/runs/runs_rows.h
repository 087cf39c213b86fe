// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QModelIndex>
#include <QString>

class QAbstractItemView;
class QKeyEvent;

namespace asge {

class RunsModel;

/// What the table and the list of runs do alike.
namespace runs {

/// Opens or closes a group; returns false if the index is not a heading.
bool toggleGroup(RunsModel& model, const QModelIndex& index);
/// Right, Left and Space open and close a heading; returns false for other keys and rows.
bool takeGroupKey(RunsModel& model, const QModelIndex& index, const QKeyEvent& event);
/// Draws the text in the middle of a view that has no rows.
void paintEmptyText(QAbstractItemView& view, const QString& text);

} // namespace runs

} // namespace asge
