// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/table_export.h"

#include "widgets/common/common_text.h"
#include "widgets/plot/plot_export.h"

#include <QFileInfo>

namespace asge {

QStringList tableEndings() {
    return {QStringLiteral("csv"), QStringLiteral("tsv"), QStringLiteral("tex")};
}

bool saveTable(const QString& file, const ExportedTable& table, QString* reason) {
    const qsizetype format = tableEndings().indexOf(QFileInfo(file).suffix().toLower());
    if (format < 0) {
        if (reason != nullptr) {
            *reason =
                CommonText::tr("Can't write %1: its name must end in .csv, .tsv or .tex").arg(file);
        }
        return false;
    }
    const std::string text = format == 0   ? toCsv(table.data)
                             : format == 1 ? toTsv(table.data)
                                           : toLatex(table.paper);
    return saveBytes(file, QByteArray::fromStdString(text), reason);
}

} // namespace asge
