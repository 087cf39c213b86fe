// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>
#include <QString>

#include <functional>
#include <vector>

class QLineEdit;
class QTreeWidget;

namespace asge {

/// A searchable list of commands. Typing narrows it, the arrow keys choose, and Enter runs the
/// chosen command. The list closes with Escape and when a command runs.
class CommandPalette : public QDialog {
    Q_OBJECT

  public:
    struct Command {
        QString path;     ///< "Training › Pause"
        QString shortcut; ///< may be empty
        bool enabled = true;
        std::function<void()> run;
    };

    CommandPalette(std::vector<Command> commands, QWidget* parent);

    /// How well a command answers what was typed: each word must occur in its path. Smaller is
    /// better; -1 if it does not. A command whose last part begins with the text comes first, then
    /// those with words that begin with the typed ones.
    static int rankOf(const QString& path, const QString& typed);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void showMatches();
    void runChosen();

    std::vector<Command> commands_;
    QLineEdit* search_;
    QTreeWidget* list_;
};

} // namespace asge
