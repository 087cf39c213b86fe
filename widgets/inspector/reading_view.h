// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/reading_block.h"
#include "widgets/plot/plot_export.h"

#include <QAbstractScrollArea>

#include <functional>
#include <optional>

namespace asge {

/// Draws what each layer makes of an image: its goodness map, its evidence for a class against a
/// rival, its most probable classes and the nearest validation images. A second block below shows
/// what the network of another run makes of the same image, in the same colour scales.
class ReadingView : public QAbstractScrollArea {
    Q_OBJECT

  public:
    explicit ReadingView(QWidget* parent = nullptr);
    ~ReadingView() override;

    /// Shows a reading; what was near the previous image is no longer shown. The other network's
    /// block stays until setOther or clearOther.
    void setReading(const ImageReading& reading);
    void setTitle(const QString& title);
    void clear(const QString& why); ///< shows a sentence
    void setChoice(const EvidenceChoice& choice);
    bool hasReading() const { return block_.has_value(); }
    const ImageReading& reading() const { return block_->reading(); }
    /// The class whose evidence is shown.
    int shownLabel() const { return block_->shownLabel(); }

    void setNear(const NearImages& images);
    void setNearText(const QString& text); ///< in their place
    const std::optional<NearImages>& nearImages() const { return block_->nearImages(); }

    /// Shows what another network makes of the image.
    void setOther(const ImageReading& reading);
    /// Shows a sentence in its place; nothing if it is empty.
    void clearOther(const QString& why);
    bool hasOther() const { return other_.has_value(); }
    const ImageReading& other() const { return other_->reading(); }
    const QString& otherText() const { return otherText_; }

    QSize contentSize() const;
    /// Lays out the blocks for a picture of that width, in bands if the layers need more; none: for
    /// the viewport, as before.
    void setPictureWidth(std::optional<int> width);
    /// Whether all of it is shown at once, since what is around it scrolls.
    void setWhole(bool whole);
    /// Paints everything, without a background.
    void paintAll(QPainter& painter, const QPalette& palette) const;
    /// As readingCsv, with a header: the image's reading, then the other network's.
    QByteArray csv() const;
    /// Where a neighbour is drawn in the viewport; layer and place count from 0.
    QRect neighbourRect(std::size_t layer, std::size_t place) const;

  signals:
    void readout(const QString& text); ///< what is under the cursor; may be empty
    void neighbourClicked(int position);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    void rescale();
    void updateScrollBars();
    EvidenceChoice otherChoice() const;
    int otherTop() const;
    void fit();
    void setForm(bool isNarrow, int extra, int perBand);
    int mostSide() const;
    int roomWidth() const { return pictureWidth_.value_or(viewport()->width()); }
    bool isWhole() const { return whole_ || pictureWidth_; }
    int shownLayers() const;
    QPoint contentPoint(const QPoint& point) const;
    QString describe(const QPoint& point) const;

    std::optional<ReadingBlock> block_;
    std::optional<ReadingBlock> other_;
    EvidenceChoice choice_;
    QString why_;
    QString otherText_;
    int wholeColumn_ = 0; ///< pixels that texts need
    int leastColumn_ = 0; ///< that they need if names and numbers are below each other
    bool whole_ = false;
    std::optional<int> pictureWidth_; ///< while a picture is painted
    int side_ = 132;                  ///< pixels of an image or a map
};

} // namespace asge
