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

/// Which tags some runs are to have: those that all have are checked, those that a part of them has
/// half so, and what is touched changes for all of them.
class TagsDialog : public QDialog {
    Q_OBJECT

  public:
    /// `runs`: each one's tags. `known`: tags of other runs, to choose from.
    TagsDialog(const QList<QStringList>& runs, const QStringList& known, QWidget* parent = nullptr);

  signals:
    /// Only tags that change something.
    void changed(const QStringList& added, const QStringList& removed);

  private:
    void add();
    void commit();

    QListWidget* list_;
    QLineEdit* fresh_;
    QLabel* problem_;
    QPushButton* add_;
    qsizetype runs_;
};

/// A run's notes, as plain text. Ctrl+Enter keeps them.
class NotesDialog : public QDialog {
    Q_OBJECT

  public:
    NotesDialog(const QString& name, const QString& notes, QWidget* parent = nullptr);

  signals:
    void changed(const QString& notes);

  protected:
    bool eventFilter(QObject* object, QEvent* event) override;

  private:
    void commit();

    QPlainTextEdit* text_;
    QString before_;
};

/// The colours that a run may be given; legible on a light background and on a dark one.
struct RunColor {
    QString name;
    QString code; ///< "#rrggbb"
};
const std::vector<RunColor>& runColors();

/// A menu of them, and of none. `chosen` gets the code, or an empty text.
class ColorMenu : public QMenu {
    Q_OBJECT

  public:
    explicit ColorMenu(const QString& title, QWidget* parent = nullptr);

  signals:
    void chosen(const QString& code);
};

} // namespace asge
