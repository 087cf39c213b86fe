// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QActionGroup;
class QMenu;
class QTabBar;
class QToolButton;

namespace asge {

/// Shows only whole tabs in a bar: as many as have room, always with the current one. If some have
/// none, a button at the end has a menu of all. A bar that scrolls would cut the names at its ends.
class TabFit : public QObject {
    Q_OBJECT

  public:
    /// `bar` owns the object.
    explicit TabFit(QTabBar& bar);

    /// To be called when tabs were renamed, and to fit those that were added or removed at once.
    void fit();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    int neededBy(int tab) const;
    void placeButton(bool used);
    void fillMenu();

    QTabBar& bar_;
    QToolButton* button_; ///< "tabsMenuButton"
    QMenu* menu_;
    QActionGroup* choice_ = nullptr; ///< of the menu: one tab is the current one
    int fitted_ = 0;                 ///< number of tabs that were fitted last
    bool fits_ = false;              ///< while the object itself changes the bar
};

} // namespace asge
