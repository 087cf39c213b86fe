// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/save_dialog.h"

#include "widgets/common/common_text.h"
#include "widgets/common/file_dialog.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace asge {

namespace {

/// The folder of the file that was written last in this session; empty if there is none.
QString& lastFolder() {
    static QString folder;
    return folder;
}

/// The first folder that is there: one that is not would make a dialog begin in the root.
QString firstThere(const QStringList& folders) {
    const auto found = std::find_if(folders.begin(), folders.end(), [](const QString& folder) {
        return !folder.isEmpty() && QFileInfo(folder).isDir();
    });
    return found == folders.end() ? QDir::homePath() : *found;
}

} // namespace

QString askForFileToWrite(QWidget* parent, const QString& title, const QString& suggestedName,
                          const std::vector<FileKind>& kinds) {
    QStringList filters;
    for (const FileKind& kind : kinds) {
        filters << CommonText::tr("%1 (*.%2)").arg(kind.title, kind.ending);
    }
    FileDialog dialog(parent, title, folderToWrite());
    dialog.setObjectName(QStringLiteral("saveDialog"));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setNameFilters(filters);
    dialog.setDefaultSuffix(kinds.front().ending);
    dialog.selectFile(suggestedName);
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, [&](const QString& filter) {
        dialog.setDefaultSuffix(
            kinds[static_cast<std::size_t>(std::max<qsizetype>(filters.indexOf(filter), 0))]
                .ending);
    });
    const QString file = dialog.choose();
    if (!file.isEmpty()) {
        lastFolder() = QFileInfo(file).absolutePath();
    }
    return file;
}

QString folderToWrite() {
    return firstThere(
        {lastFolder(), QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation)});
}

void setFolderToWrite(const QString& folder) {
    if (!folder.isEmpty()) {
        lastFolder() = folder;
    }
}

} // namespace asge
