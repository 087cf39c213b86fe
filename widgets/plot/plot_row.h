// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <tuple>
#include <vector>

class QGridLayout;

namespace asge {

/// Places plots in rows of two, or one above the other if there is no room. None gets too small to
/// be read.
class PlotRow : public QWidget {
    Q_OBJECT

  public:
    static constexpr int kColumns = 2;       ///< plots side by side
    static constexpr int kLeastColumn = 270; ///< pixels, of a plot that can be read
    static constexpr int kLeastRow = 175;
    static constexpr int kLeastWidth = 250;

    explicit PlotRow(QWidget* parent);

    void add(QWidget* plot);
    void showFirst(int count); ///< hides all but that many plots
    /// Sets the least height of a plot; returns the one before.
    int setLeastRow(int height);
    /// The least height in which the plots can be read.
    int leastHeight(int width) const;
    int columns() const; ///< in its current size
    QSize minimumSizeHint() const override;
    /// As wide as the plots are best.
    QSize sizeHint() const override;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    int count() const;
    bool isNarrow(int width) const;
    int heightOf(int columns) const;
    bool isTall() const;
    void arrange();

    QGridLayout* grid_;
    std::vector<QWidget*> plots_;
    int shown_ = kColumns;
    int leastRow_ = kLeastRow;
    std::tuple<std::size_t, int, int> arranged_; ///< what arrange() did last
};

} // namespace asge
