// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/channels/channels_model.h"

#include <QRectF>
#include <QWidget>

class QPainter;

namespace asge {

/// Draws a channel's filters, its goodness by class, and the patches that move it most.
class ChannelSheet : public QWidget {
    Q_OBJECT

  public:
    explicit ChannelSheet(QWidget* parent);

    void present(channels::ChannelFacts facts);
    void setPixels(ProbeImages pixels);
    const channels::ChannelFacts& facts() const { return facts_; }
    /// Paints for an exported picture, with title and correlations; returns the height used. With
    /// a null painter it only measures.
    int paintAll(QPainter* painter, int width);
    /// The text about a cell of the heat map; empty elsewhere.
    QString tip(QPoint pixel) const;
    /// Where the cells of the heat map are drawn.
    QRectF cell(int label, int bin) const;
    /// The patch of a peak as fractions of the image: exact pooling bounds.
    QRectF patchOf(const ChannelPeak& peak) const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Brush; ///< a painter and the place where it paints next

    void paintFilters(Brush& brush);
    void paintClasses(Brush& brush);
    void paintCells(Brush& brush);
    void paintPeaks(Brush& brush);
    void paintPeak(Brush& brush, const ChannelPeak& peak, const QRect& place);
    void paintCorrelations(Brush& brush);
    int paint(QPainter* painter, int width, bool all);
    void fit();

    channels::ChannelFacts facts_;
    QRectF heat_; ///< the place of the heat map's cells
};

} // namespace asge
