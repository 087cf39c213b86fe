// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/evidence/evidence_layout.h"

#include <QAbstractScrollArea>

namespace asge {

/// A scrolling viewport of the evidence. It reads out the value under the pointer and paints the
/// whole picture for exports.
class EvidenceCanvas : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit EvidenceCanvas(QWidget* parent = nullptr);

    /// The scene must outlive the canvas. Call sceneChanged after each change of it.
    void setScene(const EvidenceScene* scene);
    void sceneChanged();
    /// Shows a text in place of the picture; an empty text shows the picture.
    void setSentence(const QString& text);
    const QString& sentence() const { return sentence_; }

    /// The current layout, in coordinates of the whole picture. Viewport coordinates differ from
    /// them by scrollOffset(), except in the header, the footer and the first column.
    EvidenceLayout layoutNow() const;
    QPoint scrollOffset() const;

    QSize pictureSize() const { return layoutNow().size(); }
    void paintPicture(QPainter& painter, bool vector) const;

  signals:
    void readout(const QString& text);          ///< for the place under the pointer; empty for none
    void imageStepRequested(int direction);     ///< Left (-1) or Right (+1)
    void classStepRequested(int direction);     ///< Up (-1) or Down (+1)
    void layerChosen(int layer);                ///< a click on a map or Enter; -1 for all layers
    void channelChosen(int layer, int channel); ///< a click on a small map; -1 for the sum
    void nextChannelRequested();                ///< Space

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    bool isEmpty() const { return scene_ == nullptr || !sentence_.isEmpty(); }
    void updateScrollBars();
    void hover(const std::optional<QPoint>& pointer);
    void updateOutline();
    void click(const EvidenceSpot& spot);
    void goBack();
    EvidenceSpot spotAt(const QPoint& point) const;
    void paintHover(QPainter& painter, const EvidenceLayout& layout) const;
    QRect bodyRect(const EvidenceLayout& layout) const;

    const EvidenceScene* scene_ = nullptr;
    QString sentence_;
    std::optional<QPoint> pointer_; ///< in the viewport
    EvidenceSpot spot_;
    EvidenceSpot pressed_;
    QString readout_;
};

} // namespace asge
