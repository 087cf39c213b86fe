// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QPoint>

#include <functional>

class QWidget;

namespace asge {

/// Calls a function when the user clicks a widget with the left button. A drag, which pans a plot,
/// is not a click, nor is one with a modifier.
class ClickWatch : public QObject {
    Q_OBJECT

  public:
    /// `clicked` gets the place in the widget's pixels. The widget owns the watch.
    ClickWatch(QWidget* widget, std::function<void(QPoint)> clicked);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    std::function<void(QPoint)> clicked_;
    QPoint pressed_;
    bool isPressed_ = false;
};

} // namespace asge
