// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/file_dialog.h"

#include "core/base/locked_files.h"
#include "widgets/common/common_text.h"

#include <QAbstractFileIconProvider>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QMessageBox>
#include <QStyle>
#include <QTreeView>

#include <algorithm>

namespace asge {

namespace {

constexpr QSize kFirstSize(760, 480); ///< has room for names beside all other columns

/// Icons and types by what the folder says, not by what is in the files. A child of the dialog is
/// deleted after the dialog's list of files, which uses it.
class NameIcons : public QObject, public QAbstractFileIconProvider {
  public:
    explicit NameIcons(QWidget& widget)
        : QObject(&widget), file_(widget.style()->standardIcon(QStyle::SP_FileIcon)),
          folder_(widget.style()->standardIcon(QStyle::SP_DirIcon)),
          drive_(widget.style()->standardIcon(QStyle::SP_DriveHDIcon)) {}

    QIcon icon(IconType type) const override {
        return type == File ? file_ : type == Folder ? folder_ : drive_;
    }
    QIcon icon(const QFileInfo& info) const override {
        return info.isRoot() ? drive_ : info.isDir() ? folder_ : file_;
    }
    QString type(const QFileInfo& info) const override {
        return info.isDir()              ? CommonText::tr("Folder")
               : info.suffix().isEmpty() ? CommonText::tr("File")
                                         : CommonText::tr("%1 file").arg(info.suffix());
    }

  private:
    QIcon file_;
    QIcon folder_;
    QIcon drive_;
};

/// The folder in which a dialog begins that is given none.
QString& lastListed() {
    static QString folder = QDir::currentPath();
    return folder;
}

} // namespace

FileDialog::FileDialog(QWidget* parent, const QString& title, const QString& folder,
                       const QString& filter)
    // It lists this folder before the icons can be set, and looks into files until then.
    : QFileDialog(parent, title, QDir::rootPath()) {
    setOption(DontUseNativeDialog); // the desktop's dialog opens files too
    setIconProvider(new NameIcons(*this));
    setDirectory(folder.isEmpty() ? lastListed() : folder);
    connect(this, &QFileDialog::directoryEntered, this,
            [](const QString& entered) { lastListed() = entered; });
    if (!filter.isEmpty()) {
        setNameFilters(filter.split(QStringLiteral(";;")));
    }
    resize(kFirstSize);
    QHeaderView* columns = findChild<QTreeView*>(QStringLiteral("treeView"))->header();
    columns->setStretchLastSection(false);
    columns->setSectionResizeMode(QHeaderView::ResizeToContents); // dates would be cut
    columns->setSectionResizeMode(0, QHeaderView::Stretch);
}

QString FileDialog::choose() {
    return exec() == Accepted && !selectedFiles().isEmpty() ? selectedFiles().first() : QString();
}

bool refuseLocked(QWidget& dialog, const QStringList& files) {
    const auto locked = std::find_if(files.begin(), files.end(), [](const QString& file) {
        return isLocked(file.toStdString());
    });
    if (locked == files.end()) {
        return false;
    }
    QMessageBox::warning(
        &dialog, dialog.windowTitle(),
        CommonText::tr("%1 belongs to the store that is open. Choose another name.")
            .arg(QFileInfo(*locked).fileName()));
    return true;
}

void FileDialog::accept() {
    const QStringList chosen = selectedFiles();
    if (acceptMode() == AcceptSave && refuseLocked(*this, chosen)) {
        return;
    }
    lastListed() = directory().absolutePath();
    QFileDialog::accept();
}

} // namespace asge
