// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/print_dialog.h"

#include "widgets/common/file_dialog.h"
#include "widgets/common/save_dialog.h"

#include <QDir>
#include <QFileInfo>
#include <QFileSystemModel>
#include <QLineEdit>
#include <QToolButton>

namespace asge {

PrintDialog::PrintDialog(QPrinter* printer, const QString& suggestedName, QWidget* parent)
    : QPrintDialog(printer, parent), file_(findChild<QLineEdit*>(QStringLiteral("filename"))) {
    setObjectName(QStringLiteral("printDialog"));
    auto* browse = findChild<QToolButton*>(QStringLiteral("fileBrowser"));
    auto* name = qobject_cast<QLineEdit*>(file_);
    if (browse == nullptr || name == nullptr) {
        return;
    }
    name->setText(QDir(folderToWrite()).filePath(suggestedName + QStringLiteral(".pdf")));
    // The completer lists the folder that is typed, and looks into its files.
    name->setCompleter(nullptr);
    qDeleteAll(findChildren<QFileSystemModel*>());
    disconnect(browse, &QToolButton::clicked, nullptr, nullptr);
    connect(browse, &QToolButton::clicked, this, [this, name] {
        const QString file =
            askForFileToWrite(this, windowTitle(), QFileInfo(name->text()).fileName(),
                              {{tr("PDF file"), QStringLiteral("pdf")}});
        if (!file.isEmpty()) {
            name->setText(file);
        }
    });
}

void PrintDialog::accept() {
    const auto* name = qobject_cast<QLineEdit*>(file_);
    const bool toFile = name != nullptr && name->isVisible() && name->isEnabled();
    if (toFile && refuseLocked(*this, {name->text()})) {
        return;
    }
    QPrintDialog::accept();
    if (toFile && result() == Accepted) {
        setFolderToWrite(QFileInfo(name->text()).absolutePath());
    }
}

} // namespace asge
