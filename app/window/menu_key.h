// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

class QGuiApplication;

namespace asge {

/// Shift+F10 asks for the context menu of the widget with the focus, as the Menu key does, which
/// many keyboards lack. Qt knows only the Menu key on X11 and Wayland. A box with choices shows the
/// menu of what it belongs to.
class MenuKey : public QObject {
  public:
    explicit MenuKey(QGuiApplication& application, QObject* parent = nullptr);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace asge
