// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QColor>
#include <QImage>
#include <QWidget>

#include <vector>

namespace asge {

/// A grid of pixels as large as a network's images, to draw on with the mouse: the left button
/// draws, the right one erases. Strokes can be undone.
class DrawingPad : public QWidget {
    Q_OBJECT

  public:
    explicit DrawingPad(QWidget* parent = nullptr);

    /// Begins an empty drawing of width × height pixels, grey or in colours.
    void setFormat(int width, int height, bool grey);
    /// Replaces the drawing; the image is scaled to the pad's pixels. It can be undone.
    void setDrawing(const QImage& image);
    /// Shows an image of the pad's size to draw on, without emitting changed().
    void showImage(const QImage& image);
    const QImage& drawing() const { return drawing_; } ///< Format_RGB888
    void setBrush(double pixels) { brush_ = pixels; }  ///< diameter
    double brush() const { return brush_; }
    void setColor(const QColor& color) { color_ = color; } ///< a grey pad uses its lightness
    const QColor& color() const { return color_; }
    bool canUndo() const { return !past_.empty(); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

  public slots:
    void undo();
    void clear();

  signals:
    void changed(); ///< the drawing, also within a stroke

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

  private:
    QRectF area() const; ///< of the drawing, in the widget
    QPointF pixelAt(const QPointF& point) const;
    void keep();
    void strokeTo(const QPointF& pixel);
    void replace(const QImage& drawing);

    QImage drawing_;
    std::vector<QImage> past_; ///< before each of the latest changes
    QColor color_ = Qt::white;
    double brush_ = 2.5;
    bool grey_ = true;
    bool erases_ = false;
    bool draws_ = false; ///< a button is pressed
    QPointF last_;       ///< the last pixel of the stroke
};

} // namespace asge
