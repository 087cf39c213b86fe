// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/maps/map_painter.h"

#include <QAbstractScrollArea>

#include <memory>

namespace asge {

class HandledKeys;

/// A scrolling viewport of a picture of maps. It reads out the value under the pointer and paints
/// the whole picture for exports.
class MapCanvas : public QAbstractScrollArea {
    Q_OBJECT

  public:
    /// Shows the present scene.
    void sceneChanged();
    /// Shows a text in place of the picture; an empty text shows the picture.
    void setSentence(const QString& text);
    const QString& sentence() const { return sentence_; }
    bool isEmpty() const { return !sentence_.isEmpty(); }

    /// Viewport coordinates differ from those of the layout by this offset, except in the header,
    /// the footer and the first column.
    QPoint scrollOffset() const;
    /// Of an export that is laid out for a window of that size.
    QSize pictureSize(const QSize& window) const;
    void paintPicture(QPainter& painter, const QSize& window, bool vector) const;
    static constexpr int kLeastHeight = 280; ///< has the header, the legend and a part of a row
    /// Whether the picture has all of its height, since what is around it scrolls. One that is too
    /// wide is scrolled sideways alone, so that controls stay in sight.
    void setWhole(bool whole);
    /// Whether the text is all that the view shows: then it needs no room of a picture.
    void setBare(bool bare);
    QSize minimumSizeHint() const override;

  signals:
    void readout(const QString& text); ///< for the place under the pointer; empty for none

  protected:
    explicit MapCanvas(QWidget* parent);
    /// For a viewport of that size. The texts below maps get at least `leastText` pixels.
    virtual std::unique_ptr<MapLayout> makeLayout(const QSize& window, int leastText) const = 0;
    virtual std::unique_ptr<MapPainter> makePainter(const MapLayout& layout, bool vector) const = 0;
    /// A description of the spot in one line; empty for Kind::nothing.
    virtual QString textOf(const MapSpot& spot) const = 0;
    virtual bool reactsTo(const MapSpot&) const { return false; } ///< to a click
    virtual void click(const MapSpot&) {}

    HandledKeys& keys() { return *keys_; }
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    std::unique_ptr<MapLayout> shownLayout() const;
    std::unique_ptr<MapLayout> exportedLayout(const QSize& window) const;
    void updateScrollBars();
    void hover(const std::optional<QPoint>& pointer);
    void updateOutline();
    MapSpot spotAt(const QPoint& point) const;
    void paintHover(QPainter& painter, const MapLayout& layout) const;
    QRect bodyRect(const MapLayout& layout) const;

    HandledKeys* keys_;
    QString sentence_;
    bool isBare_ = false;
    bool whole_ = false;
    int least_ = kLeastHeight;
    std::optional<QPoint> pointer_; ///< in the viewport
    MapSpot spot_;
    MapSpot pressed_;
    QString readout_;
};

} // namespace asge
