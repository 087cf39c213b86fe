// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QFrame>
#include <QString>

#include <functional>
#include <vector>

class QLabel;
class QToolButton;

namespace asge {

/// Says what was done to runs and undoes it: "Deleted 3 runs. Undo". It keeps earlier steps, so
/// that several can be undone one after another.
class RunsUndoBar : public QFrame {
    Q_OBJECT

  public:
    explicit RunsUndoBar(QWidget* parent = nullptr);

    void add(const QString& done, std::function<void()> undo);
    bool canUndo() const { return !steps_.empty(); }
    void undo();

  signals:
    void changed();

  private:
    struct Step {
        QString done;
        std::function<void()> undo;
    };

    QLabel* text_;
    QToolButton* undo_;
    std::vector<Step> steps_;
};

} // namespace asge
