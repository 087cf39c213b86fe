// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <vector>

class QWidget;

namespace asge {

/// A kind of file that can be written.
struct FileKind {
    QString title;  ///< "PNG file"
    QString ending; ///< "png"
};

/// Asks for the name of a file to write. A name without an ending gets that of the chosen kind, and
/// then the user is asked before an existing file is replaced. It begins in the folder that was
/// chosen last. Returns an empty text if the user cancels.
QString askForFileToWrite(QWidget* parent, const QString& title, const QString& suggestedName,
                          const std::vector<FileKind>& kinds);

/// The folder in which askForFileToWrite begins, for the next session too: that of the last file,
/// the user's documents, or the user's home folder.
QString folderToWrite();
void setFolderToWrite(const QString& folder); ///< an empty text changes nothing

} // namespace asge
