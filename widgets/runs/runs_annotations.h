// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QDialog>
#include <QList>
#include <QMenu>
#include <QString>
#include <QStringList>

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace asge {

/// Chooses the tags of several runs. Tags that all of them have are checked, tags of some are
/// partially checked, and a changed check box applies to all.
class TagsDialog : public QDialog {
    Q_OBJECT

  public:
    /// `runs`: the tags of each run. `known`: tags of other runs, offered as choices.
    TagsDialog(const QList<QStringList>& runs, const QStringList& known, QWidget* parent = nullptr);

  signals:
    /// `added` and `removed` hold only tags that change.
    void changed(const QStringList& added, const QStringList& removed);

  private:
    void add();
    void commit();

    QListWidget* list_;
    QLineEdit* newTag_;
    QLabel* problem_;
    QPushButton* add_;
    qsizetype runs_;
};

/// Edits a run's notes as plain text. Ctrl+Enter saves them.
class NotesDialog : public QDialog {
    Q_OBJECT

  public:
    NotesDialog(const QString& name, const QString& notes, QWidget* parent = nullptr);

  signals:
    void changed(const QString& before, const QString& after);

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    void commit();

    QPlainTextEdit* text_;
    QString before_;
};

/// A colour that a run may be given. It is legible on light and dark backgrounds.
struct RunColor {
    QString name;
    QString code; ///< "#rrggbb"
};
const std::vector<RunColor>& runColors();

/// A menu of these colours and 'no colour'. `chosen` has the code, or an empty text for no colour.
class ColorMenu : public QMenu {
    Q_OBJECT

  public:
    explicit ColorMenu(const QString& title, QWidget* parent = nullptr);

  signals:
    void chosen(const QString& code);
};

} // namespace asge
