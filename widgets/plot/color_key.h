// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QList>
#include <QPen>
#include <QString>
#include <QWidget>

#include <vector>

class QPainter;

namespace asge {

/// The pen of an outline and of its mark in a key.
QPen outlinePen(const QColor& color, double width, const QList<qreal>& dashes);

/// The colour scales of a heat map, side by side or, without room, below each other: a title, and a
/// bar between its least and its largest value. Marks of single cells, which have an outline, are
/// explained beside them.
class ColorKey : public QWidget {
    Q_OBJECT

  public:
    struct Bar {
        QString title;
        QString least, most;        ///< formatted values at the ends
        std::vector<QColor> colors; ///< from the least to the largest value
        /// If valid, the bar is a square with this outline in front of the title instead.
        QColor outline = {};
        QList<qreal> dashes = {}; ///< of the outline, in widths of its pen; empty: a solid one
    };

    explicit ColorKey(QWidget* parent = nullptr);

    void setBars(std::vector<Bar> bars);
    const std::vector<Bar>& bars() const { return bars_; }
    /// Paints the bars from the left of a rectangle, in lines if its width needs them.
    void paint(QPainter& painter, const QRect& rect) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    /// Widths of parts that bars below each other share.
    struct Columns {
        int title = 0, least = 0, bar = 0;
    };

    int textsOf(const Bar& bar) const;
    int widthOf(const Bar& bar) const;
    bool isBroken(const Bar& bar, int width) const;
    Columns columnsFor(int width) const;
    int layOut(QPainter* painter, const QRect& rect) const;

    std::vector<Bar> bars_;
};

} // namespace asge
