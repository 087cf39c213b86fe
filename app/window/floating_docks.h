// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QPointer>

#include <vector>

class QDockWidget;
class QMainWindow;

namespace asge {

/// Shows docks in separate windows after the window that they belong to. A window manager keeps
/// them above that window only if it appeared first; otherwise the next click would hide them.
class FloatingDocks : public QObject {
    Q_OBJECT

  public:
    /// The window owns the object.
    explicit FloatingDocks(QMainWindow& window);

    /// Hides the floating docks until the window is shown.
    void hold();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    QMainWindow& window_;
    std::vector<QPointer<QDockWidget>> held_;
};

} // namespace asge
