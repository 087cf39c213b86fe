// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QMainWindow;

namespace asge {

/// Arranges the titles of a window's docks: a tab names its dock, so a title bar below it would
/// only take space. A dock without a tab has a title bar, by which it is dragged; docks with tabs
/// are dragged by these.
class DockTitles : public QObject {
    Q_OBJECT

  public:
    /// Also allows docks to be tabs and to be beside each other. The window owns it.
    explicit DockTitles(QMainWindow& window);

  signals:
    void arranged();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void arrangeLater();
    void arrange();

    QMainWindow& window_;
    bool waiting_ = false; ///< arrange() follows
};

} // namespace asge
