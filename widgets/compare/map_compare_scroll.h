// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QScrollArea;

namespace asge {

class MapCompareCanvas;

/// Scrolls the maps of two runs to the side where not even one layer fits. It asks for the height
/// of the smallest maps, so that only the page scrolls down.
class MapCompareScroll : public QWidget {
  public:
    explicit MapCompareScroll(MapCompareCanvas* canvas, QWidget* parent = nullptr);

    /// Gives the maps the room that there is. A hidden part of a page does not make the others
    /// high.
    void fit(bool isShown);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    MapCompareCanvas* canvas_;
    QScrollArea* scroll_;
    bool isShown_ = false;
};

} // namespace asge
