// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QModelIndex>
#include <QString>

class QAbstractItemView;

namespace asge {

class RunsModel;

/// What the table and the list of runs do alike.
namespace runs {

/// Opens or closes a group; returns false if the index is not a heading.
bool toggleGroup(RunsModel& model, const QModelIndex& index);
/// Lets Right, Left and Space open and close the current heading.
void addGroupKeys(QAbstractItemView& view, RunsModel& model);
/// Draws the text in the middle of a view that has no rows.
void paintEmptyText(QAbstractItemView& view, const QString& text);

} // namespace runs

} // namespace asge
