// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/query/text_table.h"

#include <QString>
#include <QStringList>

namespace asge {

/// The endings of the files that saveTable writes.
QStringList tableEndings();
/// A table for programs and spreadsheets, with fractions and names of fields, and the same table
/// for papers, with percents and titles.
struct ExportedTable {
    TextTable data;
    TextTable paper;
};
/// Writes a table's data as .csv or .tsv, or the table for papers as .tex (LaTeX with booktabs), by
/// the ending of the file's name, as a whole or not at all. Returns false and sets `reason` to one
/// line that names the file if it fails.
bool saveTable(const QString& file, const ExportedTable& table, QString* reason);

} // namespace asge
