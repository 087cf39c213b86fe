// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QString>

#include <cstddef>
#include <functional>
#include <vector>

namespace asge {

/// What the user changed, in the order of the changes, so that it can be undone and done again. The
/// window has one history, to which its parts add. Unlike a QUndoStack, it can drop the steps of a
/// part: those that steer a training end with it, also if later steps of other parts stay.
class UndoHistory : public QObject {
    Q_OBJECT

  public:
    /// Does or undoes a change; false if that is not possible any more, which drops the step.
    using Change = std::function<bool()>;

    using QObject::QObject;

    /// Adds a change that has been made. Changes that were undone are dropped. `part` names who
    /// adds it, for drop(). A step whose `key` is that of the last one replaces how that one is
    /// done again, so that typing a number is one step; an empty key never does.
    void add(const QObject* part, const QString& text, Change undo, Change redo,
             const QString& key = {});
    /// Drops all steps of a part.
    void drop(const QObject* part);

    bool canUndo() const { return done_ > 0; }
    bool canRedo() const { return done_ < steps_.size(); }
    QString undoText() const; ///< of the step that undo() undoes; empty if there is none
    QString redoText() const;
    void undo();
    void redo();

  signals:
    void changed();

  private:
    struct Step {
        const QObject* part = nullptr; ///< only compared
        QString text;
        Change undo;
        Change redo;
        QString key;
    };

    std::vector<Step> steps_;
    std::size_t done_ = 0; ///< steps before this one are done, the others undone
    bool busy_ = false;    ///< what happens now comes from undo() or redo(), and is no new change
};

} // namespace asge
