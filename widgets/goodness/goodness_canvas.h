// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/goodness/goodness_layout.h"

#include <QAbstractScrollArea>

namespace asge {

/// The window onto the maps' picture: scrolls, says what lies under the pointer, and draws the
/// picture as a whole for exports.
class GoodnessCanvas : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit GoodnessCanvas(QWidget* parent = nullptr);

    /// The scene must outlive the canvas; call sceneChanged after each change of it.
    void setScene(const GoodnessScene* scene);
    void sceneChanged();
    /// What stands in the middle while there is nothing to draw.
    /// Shows the empty text in place of the images, for which there is nothing to show.
    void setBare(bool bare);
    bool isEmpty() const; ///< the empty text is shown
    void setEmptyText(const QString& text);

    /// The layout now in use, in coordinates of the whole picture; viewport coordinates differ by
    /// scrollOffset() (but in header, footer and first column).
    GoodnessLayout layoutNow() const;
    QPoint scrollOffset() const;

    QSize pictureSize() const;
    void paintPicture(QPainter& painter, bool vector) const;

  signals:
    void readout(const QString& text); ///< of the spot under the pointer; empty for none
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
    bool bare_ = false;
    QString emptyText_;
    std::optional<QPoint> pointer_; ///< in the viewport
    GoodnessSpot spot_;
    QString readout_;
};

} // namespace asge
