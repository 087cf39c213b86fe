// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QEvent>
#include <QLayout>
#include <QWidget>

#include <algorithm>

namespace asge {

/// A part of a splitter with texts that are broken into lines: its least height follows from its
/// width. Splitters ignore heightForWidth, and would lay such texts over their neighbours.
class WrappingPart : public QWidget {
  public:
    using QWidget::QWidget;

    QSize minimumSizeHint() const override {
        const QSize least = QWidget::minimumSizeHint();
        return layout() == nullptr || !layout()->hasHeightForWidth()
                   ? least
                   : QSize(least.width(),
                           std::max(least.height(), layout()->minimumHeightForWidth(width())));
    }

  protected:
    bool event(QEvent* event) override {
        if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) {
            updateGeometry();
        }
        return QWidget::event(event);
    }
};

} // namespace asge
