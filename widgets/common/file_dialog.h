// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFileDialog>

namespace asge {

/// Qt's dialog for files, which here opens none of the files that it lists. Others open them to
/// find out their types; if the open store is among them, that drops its locks (see LockedFile).
/// Nor can the store's files be chosen to be written.
class FileDialog : public QFileDialog {
    Q_OBJECT

  public:
    FileDialog(QWidget* parent, const QString& title, const QString& folder = {},
               const QString& filter = {});

    /// Shows the dialog until the user has chosen a file or a folder; empty if there is none.
    QString choose();

  public slots:
    void accept() override;
};

/// Whether one of the files belongs to an open store, so that it must not be written. The user is
/// told so.
bool refuseLocked(QWidget& dialog, const QStringList& files);

} // namespace asge
