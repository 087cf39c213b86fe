// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

#include <utility>
#include <vector>

class QLabel;
class QLineEdit;
class QListWidget;
class QTextBrowser;

namespace asge {

/// The program's help: topics at the left, the text at the right, and a search over all topics.
class HelpWindow : public QDialog {
    Q_OBJECT

  public:
    /// An action and its keys.
    using Shortcut = std::pair<QString, QString>;

    HelpWindow(const std::vector<Shortcut>& shortcuts, QWidget* parent);

    static QStringList topics(); ///< "method", "plots", "filters", "shortcuts"
    void showTopic(const QString& topic);
    QString shownText() const;

  private:
    void showChosen();
    void search();
    void findNext();

    QStringList texts_; ///< Markdown, in the order of topics()
    QLineEdit* search_;
    QLabel* found_;
    QListWidget* list_;
    QTextBrowser* text_;
};

} // namespace asge
