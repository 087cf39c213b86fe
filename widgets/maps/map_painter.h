// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/theme.h"
#include "widgets/maps/map_layout.h"

#include <QPainter>
#include <QPalette>

#include <functional>
#include <optional>

namespace asge {

/// Fills with a hatching that is used only for values that are not finite.
void fillHatched(QPainter& painter, const QRect& rect);

/// Draws a picture enlarged without smoothing. In vector files its pixels are drawn larger, since
/// viewers smooth small images.
void drawEnlarged(QPainter& painter, const QRect& rect, const QImage& picture, bool vector);
/// Fills with a colour, inside an outline if the ground needs one.
void paintSwatch(QPainter& painter, const QRect& place, const QColor& color, const QColor& ground);
/// Draws one line of text, elided if it does not fit. Returns how many pixels are missing; 0 if it
/// fits.
int drawLineOfText(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
                   const QColor& color, Qt::Alignment alignment = Qt::AlignLeft);

/// Paints a picture of maps, or a part of it.
class MapPainter {
  public:
    virtual ~MapPainter() = default;

    /// Paints the picture, scrolled by `offset`, into a viewport of size `window` at (0, 0). Only
    /// what intersects `dirty` is painted. Header, footer and first column are not scrolled.
    void paint(QPainter& painter, const QSize& window, const QPoint& offset,
               const QRect& dirty) const;

    /// How many pixels wider the texts below a map (MapLayout::textWidth) would have to be, so that
    /// no text of the picture is shortened; 0 if none is.
    int missingWidth() const;

  protected:
    /// `vector`: for vector files. Viewers smooth small images, so pixels are drawn larger.
    MapPainter(const MapLayout& layout, const QPalette& palette, bool vector);

    virtual void paintImage(QPainter& painter, int row) const = 0;
    virtual void paintCell(QPainter& painter, int row, int layer) const = 0;
    virtual void paintHeader(QPainter& painter, int layer) const = 0;
    virtual void paintFooter(QPainter& painter, const QRect& footer) const = 0;
    /// The line above a row, unless it is the first.
    virtual void paintRule(QPainter& painter, int row, int left, int right) const;

    /// The colour of a patch; none if its value is not finite.
    using PatchColor = std::function<std::optional<QColor>(int i, int j)>;
    void paintPatches(QPainter& painter, const QRect& map, const LayerInfo& layer,
                      const PatchColor& colorAt, double opacity) const;
    /// The name of a layer with its colour, at the top of its header. Returns the line below it.
    QRect paintName(QPainter& painter, int layer, int layers, const QString& name) const;
    /// A colour scale over the darkest (upper half) and the brightest (lower half) background, so
    /// that its colours match those of the maps, which are drawn over an image. `colorAt` takes the
    /// position, 0 to 1.
    void paintBar(QPainter& painter, const QRect& bar, const QColor& darkest,
                  const QColor& brightest, const std::function<QColor(double)>& colorAt,
                  double opacity) const;
    /// A tick at a position of the bar (0 to 1) with its number. At the ends, the number stays
    /// within the bar.
    void paintTick(QPainter& painter, const QRect& bar, double place, const QString& text) const;
    /// The title of the scale at the left, and what is shown at the right unless there is no room
    /// beside the title; the slider below says it too.
    void paintTitle(QPainter& painter, const QRect& footer, const QString& title,
                    const QString& caption) const;
    /// As drawLineOfText, for a text that grows with its column.
    void write(QPainter& painter, const QRect& place, const QString& text, const QFont& font,
               const QColor& color, Qt::Alignment alignment = Qt::AlignLeft) const;
    void reportMissing(int pixels) const; ///< see missingWidth
    void paintNotes(QPainter& painter, const QRect& footer, const QString& text,
                    bool hasNonFinite) const;

    theme::PlotColors colors_;
    bool dark_ = false;
    bool vector_ = false;

  private:
    void paintRows(QPainter& painter, const QRect& visible) const;

    const MapLayout& layout_;
    mutable int missing_ = 0;
};

} // namespace asge
