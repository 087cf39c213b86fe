// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QToolButton;
class QWidget;

namespace asge {

class MessageBar;
class ViewArea;

/// Exports, copies and prints the current view by pressing what its Export button offers.
class ExportActions : public QObject {
    Q_OBJECT

  public:
    ExportActions(ViewArea& views, MessageBar& messages, QObject* parent = nullptr);

    /// The Export button, with a menu, of the part of a view that is visible; null if there is
    /// none.
    static QToolButton* buttonOf(const QWidget* view);
    /// Does what a click on the current view's Export button does.
    void showMenu();
    /// Presses the entry whose name ends so: "Copy".
    void press(const char* ending);

  private:
    ViewArea& views_;
    MessageBar& messages_;
};

} // namespace asge
