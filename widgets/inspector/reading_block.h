// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/inspector/agreement_painter.h"
#include "widgets/inspector/image_reading.h"

#include <QImage>
#include <QPalette>
#include <QPoint>
#include <QRect>
#include <QSize>
#include <QString>

#include <optional>
#include <utility>
#include <vector>

class QFont;
class QFontMetrics;
class QPainter;

namespace asge {

/// Draws what the network of one run makes of an image: which scorers agree; and per layer its
/// goodness map, its evidence, its most probable classes and the nearest validation images.
/// Coordinates are those of the block, whose top left corner is (0, 0).
class ReadingBlock {
  public:
    explicit ReadingBlock(ImageReading reading);

    const ImageReading& reading() const { return reading_; }
    const std::vector<ReadingColumn>& columns() const { return columns_; }
    void setTitle(const QString& title) { reading_.title = title; }
    void setChoice(const EvidenceChoice& choice);
    /// The class whose evidence is shown.
    int shownLabel() const;

    /// Shows the nearest validation images.
    void setNear(const NearImages& images);
    /// Shows a sentence in their place, with room for `rows` neighbours of a layer; nothing if it
    /// is empty.
    void setNearText(const QString& text, std::size_t rows = 0);
    std::size_t nearRows() const; ///< neighbours of a layer that there is room for
    const std::optional<NearImages>& nearImages() const { return near_; }
    /// The class that neighbours are compared with: the label, or what the run predicts.
    int comparedLabel() const;

    /// The largest absolute evidence of a patch in any layer.
    double ownEvidenceScale() const;
    /// What the ends of the colour scales stand for; `goodness` has an entry per layer.
    void setScales(std::vector<float> goodness, double evidence);
    void setScaleNote(const QString& note) {
        scaleNote_ = note;
    } ///< behind the title; may be empty

    /// The width of the view, which the matrix of agreement should fit; 0: any.
    void setRoom(int width) { room_ = width; }
    /// The least width of a column in which the names of classes and all numbers fit, except names
    /// that are very long: beside each other, or below each other.
    int wholeColumn(const QFont& font) const;
    int leastColumn(const QFont& font) const;
    /// The width of the most probable classes in a column: in a wide one, a number far from its
    /// name would be hard to read.
    int listWidth(const QFont& font, int column) const;
    /// Whether names and numbers are below each other, how many pixels columns are wider than maps,
    /// and how many layers are beside each other; further ones are in bands below. 0: all.
    void setForm(bool isNarrow, int extra, int perBand) {
        isNarrow_ = isNarrow;
        extra_ = extra;
        perBand_ = perBand;
    }
    /// `side`: pixels of an image or a map.
    QSize size(const QFontMetrics& metrics, int side) const;
    void paint(QPainter& painter, const QPalette& palette, int side) const;
    /// What is at a point; may be empty.
    QString describe(const QPoint& point, const QFontMetrics& metrics, int side) const;
    /// The position of the validation image at a point.
    std::optional<int> neighbourAt(const QPoint& point, const QFontMetrics& metrics,
                                   int side) const;
    /// Where a neighbour of a layer is drawn; both count from 0.
    QRect neighbourRect(std::size_t layer, std::size_t place, const QFontMetrics& metrics,
                        int side) const;

    /// The most pixels of an image or a map, unless the view is so high that more of them hides
    /// nothing.
    static constexpr int kLargestSide = 240;
    static constexpr int kMapRows = 2; ///< rows of maps, whose height is that of a side
    /// The height with room for the usual number of neighbours, so that maps keep their size when
    /// neighbours appear.
    int fullHeight(const QFontMetrics& metrics, int side) const;
    static constexpr int kMargin = 12;
    static constexpr int kGap = 10; ///< between columns

  private:
    struct Rows;
    struct Ink;

    Rows rows(const QFontMetrics& metrics, int side) const;
    AgreementColumns agreementColumnsIn(const QFontMetrics& metrics, int side) const;
    QString headOf(std::size_t layer, const QString& separator) const;
    int widestName(const QFontMetrics& metrics) const;
    int widestMargin(const QFontMetrics& metrics) const;
    int widestBar(const QFont& font) const;
    int widestHead(const QFontMetrics& metrics) const;
    int perBand() const;
    int bandHeight(const QFontMetrics& metrics, int side) const;
    int bandTop(std::size_t layer, const QFontMetrics& metrics, int side) const;
    QRect nearRect(std::size_t layer, std::size_t place, const Rows& rows, int side) const;
    QRect columnRect(std::size_t layer, int side) const;
    std::optional<std::pair<std::size_t, std::size_t>>
    nearAt(const QPoint& point, const QFontMetrics& metrics, int side) const;
    void paintFirstColumn(const Ink& ink) const;
    void paintGoodnessScale(const Ink& ink) const;
    void paintEvidenceScale(const Ink& ink) const;
    void paintColumn(const Ink& ink, std::size_t layer) const;
    void paintEvidence(const Ink& ink, std::size_t layer) const;
    void paintNoEvidence(const Ink& ink, int left) const;
    void paintFaded(const Ink& ink, const QRect& place) const;
    void paintGoodness(const Ink& ink, std::size_t layer) const;
    void paintMap(const Ink& ink, const QRect& place, std::size_t layer,
                  const std::vector<QColor>& colors, int patches) const;
    int barDecimals(const Ink& ink, const std::vector<int>& order,
                    const std::vector<double>& probabilities) const;
    void paintProbabilities(const Ink& ink, int left, const std::vector<double>& probabilities,
                            bool isTrained) const;
    void paintNear(const Ink& ink, std::size_t layer) const;
    void paintNearKey(const Ink& ink) const;
    QString predictionText() const;
    void paintLabel(const Ink& ink) const;
    bool hasEvidence() const;
    QString describeNear(std::size_t layer, std::size_t place) const;

    ImageReading reading_;
    QImage image_, grey_; ///< the image, and without colours
    EvidenceChoice choice_;
    std::vector<ReadingColumn> columns_;
    std::vector<AgreementGroup> agreement_;
    std::optional<NearImages> near_;
    std::vector<QImage> nearPictures_; ///< of near_->images
    QString nearText_;
    std::size_t reservedRows_ = 0; ///< below nearText_
    int room_ = 0;
    bool isNarrow_ = false;
    int extra_ = 0;
    int perBand_ = 0;
    std::vector<float> goodnessScales_; ///< per layer
    double evidenceScale_ = 1;
    QString scaleNote_;
};

} // namespace asge
