// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <QString>
#include <QStringList>

namespace asge {

/// The endings of the files that saveTable writes.
QStringList tableEndings();
/// Writes a table as .csv, .tsv or .tex (LaTeX with booktabs), by the ending of the file's name, as
/// a whole or not at all. Returns false and sets `reason` to one line that names the file if it
/// fails.
bool saveTable(const QString& file, const TextTable& table, QString* reason);

} // namespace asge
