// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_layout.h"

#include <QAbstractScrollArea>

namespace asge {

/// A scrolling viewport of the goodness maps. It reads out the value under the pointer and paints
/// the whole picture for exports.
class GoodnessCanvas : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit GoodnessCanvas(QWidget* parent = nullptr);

    /// The scene must outlive the canvas. Call sceneChanged after each change of it.
    void setScene(const GoodnessScene* scene);
    void sceneChanged();
    /// Shows the empty text instead of the images, because there are no maps to show.
    void setImagesHidden(bool hidden);
    bool isEmpty() const; ///< whether the empty text is shown
    void setEmptyText(const QString& text);

    /// The current layout, in coordinates of the whole picture. Viewport coordinates differ from
    /// them by scrollOffset(), except in the header, the footer and the first column.
    GoodnessLayout layoutNow() const;
    QPoint scrollOffset() const;

    QSize pictureSize() const;
    void paintPicture(QPainter& painter, bool vector) const;

  signals:
    void readout(const QString& text); ///< for the place under the pointer; empty for none
    void stepRequested(int direction); ///< Left (-1) or Right (+1)

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    void updateScrollBars();
    void hover(const std::optional<QPoint>& pointer);
    void updateOutline();
    QPoint toPicture(const QPoint& point) const;
    void paintHover(QPainter& painter, const GoodnessLayout& layout) const;
    QRect bodyRect(const GoodnessLayout& layout) const;

    const GoodnessScene* scene_ = nullptr;
    bool imagesHidden_ = false;
    QString emptyText_;
    std::optional<QPoint> pointer_; ///< in the viewport
    GoodnessSpot spot_;
    QString readout_;
};

} // namespace asge
