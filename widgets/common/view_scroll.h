// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QScrollArea>

namespace asge {

/// An area that scrolls its widget up and down only if more than a line of text would be out of
/// sight. A widget that is higher by less gives way instead: a scroll bar would take more room than
/// it gives. Its parts say their least heights by minimumSizeHint(), since a layout can't take
/// anything from a minimumHeight().
class ViewScroll : public QScrollArea {
    Q_OBJECT

  public:
    explicit ViewScroll(QWidget* parent = nullptr);

    /// By how many pixels a view may be higher than its room without a scroll bar.
    static int leastScroll(const QWidget& view);

  protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    int neededHeight(int width) const;
    bool givesWay() const;
    void squeeze();
};

} // namespace asge
