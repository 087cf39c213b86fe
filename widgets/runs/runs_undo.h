// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>
#include <QString>

#include <functional>

class QLabel;
class QToolButton;

namespace asge {

class UndoHistory;

/// Says what was done to runs, and undoes it: "Deleted 3 runs. Undo". It goes away when something
/// else is changed or undone.
class RunsUndoBar : public QFrame {
    Q_OBJECT

  public:
    explicit RunsUndoBar(QWidget* parent = nullptr);

    /// Adds changes to this history, which must outlive the bar, instead of one that is the bar's.
    void setHistory(UndoHistory& history);
    UndoHistory& history() const { return *history_; }
    /// Adds a change that has been made to the history, and shows it.
    void add(const QString& done, std::function<void()> undo, std::function<void()> redo);
    /// The same without showing it.
    void addSilently(const QString& done, std::function<void()> undo, std::function<void()> redo);

  signals:
    void changed(); ///< the history

  private:
    void showHistory();

    QLabel* text_;
    QToolButton* undo_;
    UndoHistory* history_ = nullptr;
};

} // namespace asge
