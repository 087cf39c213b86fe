// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/reading_block.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/probe_picture.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/agreement_painter.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/maps/map_layout.h"
#include "widgets/maps/map_painter.h"
#include "widgets/maps/map_values.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/seamless.h"

#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {

namespace {

// Lengths in logical pixels.
const QString kHeadComma = QStringLiteral(", ");
constexpr int kBarCount = 5;
constexpr int kMostGroups = 6;     ///< rows of the matrix of agreement
constexpr int kNearGap = 5;        ///< between the rows of neighbours
constexpr int kLeastSide = 96;     ///< of an image or a map
constexpr int kMostTextSide = 160; ///< that names of classes ask for; longer ones are shortened
constexpr int kBarTextGap = 6;     ///< between the name and the number of a bar
constexpr int kBarTextLeft = 2;
constexpr int kNearTextGap = 7; ///< between the image and the text of a neighbour
constexpr double kMapOpacity = 0.8;
constexpr std::size_t kUsualNear = 6; ///< neighbours of a layer

std::vector<int> byProbability(const std::vector<double>& probabilities) {
    std::vector<int> order(probabilities.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int one, int other) {
        return probabilities[static_cast<std::size_t>(one)] >
               probabilities[static_cast<std::size_t>(other)];
    });
    return order;
}

QString percentText(double part, int decimals = 1) {
    return InspectorText::tr("%1 %").arg(QLocale().toString(100 * part, 'f', decimals));
}

QString signedText(double value) {
    QString text = QLocale().toString(std::abs(value), 'f', 2);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
}

QString distanceText(double distance) {
    return std::isnan(distance) ? InspectorText::tr("no distance")
                                : QLocale().toString(distance, 'f', 3);
}

} // namespace

/// What all parts of a block are painted with.
struct ReadingBlock::Ink {
    QPainter& painter;
    const QPalette& palette;
    theme::PlotColors colors;
    bool dark;
    QFontMetrics metrics;
    const Rows& rows;
    int side;

    /// Writes a line of a column, shortened to its width.
    void line(int left, int top, int width, const QString& text, const QColor& color) const;
};

/// The tops of the rows.
struct ReadingBlock::Rows {
    /// `headLines`: of the name and the size of a layer.
    Rows(const QFontMetrics& metrics, int side, int groups, int headLines)
        : line(metrics.height()), agreement(kMargin + 2 * line + line / 2),
          header(agreement + (groups + 1) * (line + 2) + line / 2),
          goodness(header + headLines * line), evidence(goodness + side + 3 * line),
          bars(evidence + side + 4 * line), neighbours(bars + kBarCount * (line + 2) + line),
          firstNear(neighbours + line + kNearGap), nearSide(2 * line) {}

    int line;
    int agreement; ///< which scorers predict the same
    int header;    ///< the names of the layers
    int goodness;  ///< the goodness maps
    int evidence;
    int bars;       ///< the probabilities
    int neighbours; ///< the nearest validation images
    int firstNear;  ///< the first of them
    int nearSide;   ///< pixels of one
};

void ReadingBlock::Ink::line(int left, int top, int width, const QString& text,
                             const QColor& color) const {
    painter.setPen(color);
    painter.drawText(QRect(left, top, width, rows.line), Qt::AlignLeft,
                     metrics.elidedText(text, Qt::ElideRight, width));
}

ReadingBlock::ReadingBlock(ImageReading reading)
    : reading_(std::move(reading)), image_(pictureOf(reading_.image, 0)),
      grey_(image_.convertToFormat(QImage::Format_Grayscale8)) {
    agreement_ = agreementOf(reading_);
    while (std::ssize(agreement_) > kMostGroups) {
        // The last row has the rest.
        AgreementGroup rest = std::move(agreement_.back());
        agreement_.pop_back();
        AgreementGroup& last = agreement_.back();
        last.label = -1;
        last.layers.insert(last.layers.end(), rest.layers.begin(), rest.layers.end());
        std::sort(last.layers.begin(), last.layers.end());
    }
    setChoice({});
}

void ReadingBlock::setChoice(const EvidenceChoice& choice) {
    choice_ = choice;
    columns_ = readingColumns(reading_, shownLabel(), choice.other);
    std::vector<float> own;
    for (const ReadingColumn& column : columns_) {
        own.push_back(column.mostGoodness);
    }
    setScales(std::move(own), ownEvidenceScale());
}

int ReadingBlock::shownLabel() const {
    return choice_.label && *choice_.label < reading_.maps.classes
               ? *choice_.label
               : mostProbable(reading_.fusion());
}

int ReadingBlock::comparedLabel() const {
    return reading_.label().value_or(mostProbable(reading_.fusion()));
}

double ReadingBlock::ownEvidenceScale() const {
    double most = 0;
    for (const ReadingColumn& column : columns_) {
        if (column.evidence) {
            for (const double each : column.evidence->map) {
                most = std::max(most, std::abs(each));
            }
        }
    }
    return most;
}

void ReadingBlock::setScales(std::vector<float> goodness, double evidence) {
    goodnessScales_ = std::move(goodness);
    goodnessScales_.resize(columns_.size());
    evidenceScale_ = evidence;
}

void ReadingBlock::setNear(const NearImages& images) {
    near_ = images;
    nearText_.clear();
    nearPictures_.clear();
    for (int i = 0; i < images.images.count; ++i) {
        nearPictures_.push_back(pictureOf(images.images, i));
    }
}

void ReadingBlock::setNearText(const QString& text, std::size_t rows) {
    near_.reset();
    nearPictures_.clear();
    nearText_ = text;
    reservedRows_ = rows;
}

std::size_t ReadingBlock::nearRows() const {
    std::size_t most = near_ ? 0 : reservedRows_;
    if (near_) {
        for (const auto& layer : near_->layers) {
            most = std::max(most, layer.size());
        }
    }
    return most;
}

QSize ReadingBlock::size(const QFontMetrics& metrics, int side) const {
    const Rows rows = this->rows(metrics, side);
    const int layers = static_cast<int>(columns_.size());
    int height = rows.bars + kBarCount * (rows.line + 2) + kMargin;
    if (nearRows() > 0) {
        height =
            rows.firstNear + static_cast<int>(nearRows()) * (rows.nearSide + kNearGap) + kMargin;
    } else if (!nearText_.isEmpty()) {
        height = rows.neighbours + 2 * rows.line + kMargin;
    }
    const int matrix = kMargin + side + kGap + agreementColumnsIn(metrics, side).width;
    return {std::max(2 * kMargin + side + layers * (kGap + side), matrix), height};
}

int ReadingBlock::fullHeight(const QFontMetrics& metrics, int side) const {
    const Rows rows = this->rows(metrics, side);
    const int near = static_cast<int>(std::max(nearRows(), kUsualNear));
    return rows.firstNear + near * (rows.nearSide + kNearGap) + kMargin;
}

AgreementColumns ReadingBlock::agreementColumnsIn(const QFontMetrics& metrics, int side) const {
    const int beside = 2 * kMargin + side + kGap;
    return agreementColumns(static_cast<int>(columns_.size()), metrics,
                            room_ > 0 ? std::max(room_ - beside, 1) : 0);
}

/// The channels and patches of a layer.
QString ReadingBlock::headOf(std::size_t layer, const QString& separator) const {
    const LayerMaps& maps = reading_.maps.layers[layer];
    return countedText(maps.channels, "channel") + separator +
           InspectorText::tr("%1 × %1").arg(maps.patches);
}

ReadingBlock::Rows ReadingBlock::rows(const QFontMetrics& metrics, int side) const {
    bool fits = true;
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        fits = fits && metrics.horizontalAdvance(headOf(layer, kHeadComma)) <= side;
    }
    return {metrics, side, static_cast<int>(agreement_.size()), fits ? 2 : 3};
}

int ReadingBlock::leastSide(const QFont& font) const {
    QFont bold = font;
    bold.setBold(true);
    const QFontMetrics metrics(font);
    const QFontMetrics boldMetrics(bold);
    QString widest;
    int nameWidth = 0;
    for (int label = 0; label < reading_.maps.classes && nameWidth < kMostTextSide; ++label) {
        const QString name = reading_.className(label);
        const int width = boldMetrics.horizontalAdvance(name);
        widest = width > nameWidth ? name : widest;
        nameWidth = std::max(nameWidth, width);
    }
    const int bar =
        kBarTextLeft + nameWidth + kBarTextGap + metrics.horizontalAdvance(percentText(1));
    const int near = 2 * metrics.height() + kNearTextGap +
                     metrics.horizontalAdvance(QStringLiteral("✗ ") + widest);
    const int against = metrics.horizontalAdvance(InspectorText::tr("against %1").arg(widest));
    return std::max(std::min(std::max({bar, near, against}), kMostTextSide), kLeastSide);
}

QRect ReadingBlock::columnRect(std::size_t layer, int side) const {
    return {kMargin + (static_cast<int>(layer) + 1) * (side + kGap), kMargin, side, 0};
}

void ReadingBlock::paint(QPainter& painter, const QPalette& palette, int side) const {
    const QFontMetrics metrics = painter.fontMetrics();
    const Rows rows = this->rows(metrics, side);
    const Ink ink{painter, palette, theme::plotColors(palette), theme::isDark(palette), metrics,
                  rows,    side};
    const int width = size(metrics, side).width() - 2 * kMargin;
    ink.line(kMargin, kMargin, width, reading_.title, ink.colors.text);
    ink.line(kMargin, kMargin + rows.line, width, predictionText(), ink.colors.text);
    paintAgreement(painter, palette, {kMargin, rows.agreement}, side + kGap,
                   agreementColumnsIn(metrics, side), reading_, agreement_);
    paintFirstColumn(ink);
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        paintColumn(ink, layer);
        paintNear(ink, layer);
    }
}

QString ReadingBlock::predictionText() const {
    const std::vector<double> fused = reading_.fusion();
    const int predicted = mostProbable(fused);
    const QString percent = percentText(fused[static_cast<std::size_t>(predicted)]);
    const auto label = reading_.label();
    return (!label                ? InspectorText::tr("Fusion predicts %1, %2")
            : *label == predicted ? InspectorText::tr("Fusion predicts %1, %2, right")
                                  : InspectorText::tr("Fusion predicts %1, %2, wrong"))
        .arg(reading_.className(predicted), percent);
}

void ReadingBlock::paintFirstColumn(const Ink& ink) const {
    const Rows& rows = ink.rows;
    const auto text = [&](int top, const QString& line, const QColor& color) {
        ink.line(kMargin, top, ink.side, line, color);
    };
    QRect place({0, 0}, image_.size().scaled(ink.side, ink.side, Qt::KeepAspectRatio));
    place.moveTopLeft({kMargin, rows.goodness});
    ink.painter.drawImage(place, image_);
    ink.painter.setPen(QPen(ink.colors.grid, 1));
    ink.painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5));
    paintGoodnessScale(ink);
    text(rows.goodness - rows.line, InspectorText::tr("Goodness"), ink.colors.faint);
    if (const auto label = reading_.label()) {
        text(rows.goodness + ink.side + 2,
             InspectorText::tr("label: %1").arg(reading_.className(*label)), ink.colors.faint);
    }
    text(rows.evidence, InspectorText::tr("Evidence for"), ink.colors.faint);
    text(rows.evidence + rows.line, reading_.className(shownLabel()), ink.colors.text);
    text(rows.evidence + 2 * rows.line,
         choice_.other && *choice_.other != shownLabel()
             ? InspectorText::tr("against %1").arg(reading_.className(*choice_.other))
             : InspectorText::tr("against the rival"),
         ink.colors.faint);
    paintEvidenceScale(ink);
    text(rows.bars - rows.line, InspectorText::tr("Fusion"), ink.colors.text);
    paintProbabilities(ink, kMargin, reading_.fusion());
    paintNearKey(ink);
}

/// From 0 to the number below each map.
void ReadingBlock::paintGoodnessScale(const Ink& ink) const {
    const int line = ink.rows.line;
    const QRect place(kMargin, ink.rows.goodness + ink.side + 2 + line, ink.side, line);
    const QString most = InspectorText::tr("most");
    ink.painter.setPen(ink.colors.faint);
    ink.painter.drawText(place, Qt::AlignLeft, QStringLiteral("0"));
    ink.painter.drawText(place, Qt::AlignRight, most);
    const int left = place.left() + ink.metrics.horizontalAdvance(QStringLiteral("0 ")) + 2;
    const int right = place.right() - ink.metrics.horizontalAdvance(most) - 4;
    for (int x = left; x < right; ++x) {
        plot::fillSeamless(ink.painter, QRectF(x, place.top() + 2, 1, line - 4),
                           theme::sequential(static_cast<double>(x - left) / (right - left)));
    }
}

void ReadingBlock::paintEvidenceScale(const Ink& ink) const {
    if (!(evidenceScale_ > 0)) {
        return;
    }
    const int line = ink.rows.line;
    const QRect bar(kMargin, ink.rows.evidence + 4 * line, ink.side, line - 2);
    for (int x = 0; x < bar.width(); ++x) {
        const double value = 2.0 * x / (bar.width() - 1) - 1;
        plot::fillSeamless(ink.painter, QRectF(bar.left() + x, bar.top(), 1, bar.height()),
                           theme::diverging(value, ink.dark));
    }
    ink.painter.setPen(ink.colors.faint);
    const QRect below(bar.left(), bar.bottom() + 1, bar.width(), line);
    ink.painter.drawText(below, Qt::AlignLeft, signedText(-evidenceScale_));
    ink.painter.drawText(below, Qt::AlignHCenter, QStringLiteral("0"));
    ink.painter.drawText(below, Qt::AlignRight, signedText(evidenceScale_));
    ink.line(bar.left(), below.top() + line, bar.width(), InspectorText::tr("nats per patch"),
             ink.colors.faint);
}

void ReadingBlock::paintColumn(const Ink& ink, std::size_t layer) const {
    const Rows& rows = ink.rows;
    const ReadingColumn& column = columns_[layer];
    const QRect place = columnRect(layer, ink.side);
    const int patches = reading_.maps.layers[layer].patches;
    ink.line(place.left(), rows.header, ink.side, InspectorText::tr("Layer %1").arg(layer + 1),
             theme::legible(theme::layerColor(static_cast<int>(layer),
                                              static_cast<int>(columns_.size()), ink.dark),
                            ink.colors.background, theme::kTextContrast));
    const bool breaks = rows.goodness > rows.header + 2 * rows.line;
    int top = rows.header;
    for (const QString& line :
         headOf(layer, breaks ? QStringLiteral("\n") : kHeadComma).split(u'\n')) {
        ink.line(place.left(), top += rows.line, ink.side, line, ink.colors.faint);
    }
    std::vector<QColor> shades;
    const float most = goodnessScales_[layer];
    for (const float value : column.goodness) {
        shades.push_back(theme::sequential(most > 0 ? value / most : 0.0F));
    }
    paintMap(ink, {place.left(), rows.goodness, ink.side, ink.side}, layer, shades, patches);
    ink.line(place.left(), rows.goodness + ink.side + 2, ink.side,
             InspectorText::tr("0 to %1").arg(shortNumber(static_cast<double>(most))),
             ink.colors.faint);
    paintEvidence(ink, layer);
    paintProbabilities(ink, place.left(), column.probabilities);
}

void ReadingBlock::paintEvidence(const Ink& ink, std::size_t layer) const {
    const Rows& rows = ink.rows;
    const ReadingColumn& column = columns_[layer];
    const int left = columnRect(layer, ink.side).left();
    if (!column.evidence) {
        ink.painter.setPen(ink.colors.faint);
        ink.painter.drawText(QRect(left, rows.evidence, ink.side, ink.side),
                             Qt::AlignLeft | Qt::TextWordWrap,
                             InspectorText::tr("Evidence is not defined for this method."));
        return;
    }
    std::vector<QColor> shades;
    for (const double value : column.evidence->map) {
        shades.push_back(
            theme::diverging(evidenceScale_ > 0 ? value / evidenceScale_ : 0, ink.dark));
    }
    paintMap(ink, {left, rows.evidence, ink.side, ink.side}, layer, shades,
             column.evidence->patches);
    ink.line(left, rows.evidence + ink.side + 2, ink.side,
             InspectorText::tr("against %1").arg(reading_.className(column.against)),
             ink.colors.faint);
    ink.line(left, rows.evidence + ink.side + 2 + rows.line, ink.side,
             InspectorText::tr("margin %1").arg(signedText(column.logit - column.againstLogit)),
             ink.colors.text);
}

void ReadingBlock::paintMap(const Ink& ink, const QRect& place, std::size_t layer,
                            const std::vector<QColor>& colors, int patches) const {
    ink.painter.drawImage(place, grey_);
    LayerInfo info = layer < reading_.layers.size() ? reading_.layers[layer] : LayerInfo();
    info.patches = patches;
    info.width = std::max(info.width, patches);
    info.height = std::max(info.height, patches);
    QImage map(place.size(), QImage::Format_ARGB32_Premultiplied);
    map.fill(Qt::transparent);
    {
        QPainter cells(&map);
        cells.translate(-place.topLeft());
        for (int i = 0; i < patches; ++i) {
            for (int j = 0; j < patches; ++j) {
                cells.fillRect(MapLayout::drawnPatch(place, info, i, j),
                               colors[static_cast<std::size_t>(i * patches + j)]);
            }
        }
    }
    ink.painter.save();
    ink.painter.setOpacity(kMapOpacity);
    drawEnlarged(ink.painter, place, map, plot::drawsVectors(ink.painter));
    ink.painter.restore();
}

/// No decimal places if a name would be cut otherwise.
int ReadingBlock::barDecimals(const Ink& ink, const std::vector<int>& order,
                              const std::vector<double>& probabilities) const {
    QFont bold = ink.painter.font();
    bold.setBold(true);
    const QFontMetrics boldMetrics(bold);
    for (int i = 0; i < std::min(kBarCount, static_cast<int>(order.size())); ++i) {
        const int label = order[static_cast<std::size_t>(i)];
        const QFontMetrics& metrics = reading_.label() == label ? boldMetrics : ink.metrics;
        const int number = ink.metrics.horizontalAdvance(
            percentText(probabilities[static_cast<std::size_t>(label)]));
        if (kBarTextLeft + metrics.horizontalAdvance(reading_.className(label)) + kBarTextGap +
                number >
            ink.side) {
            return 0;
        }
    }
    return 1;
}

void ReadingBlock::paintProbabilities(const Ink& ink, int left,
                                      const std::vector<double>& probabilities) const {
    const int line = ink.rows.line + 2;
    const std::vector<int> order = byProbability(probabilities);
    const int decimals = barDecimals(ink, order, probabilities);
    for (int i = 0; i < std::min(kBarCount, static_cast<int>(order.size())); ++i) {
        const int label = order[static_cast<std::size_t>(i)];
        const double part = probabilities[static_cast<std::size_t>(label)];
        const QRect row(left, ink.rows.bars + i * line, ink.side, line - 2);
        QColor fill = ink.palette.color(QPalette::Highlight);
        fill.setAlphaF(0.35F);
        ink.painter.fillRect(row.left(), row.top(), static_cast<int>(part * row.width()),
                             row.height(), fill);
        const QString value = percentText(part, decimals);
        const int room =
            row.width() - kBarTextLeft - ink.metrics.horizontalAdvance(value) - kBarTextGap;
        QFont font = ink.painter.font();
        font.setBold(reading_.label() == label);
        ink.painter.save();
        ink.painter.setFont(font);
        ink.painter.setPen(ink.colors.text);
        ink.painter.drawText(
            row.adjusted(kBarTextLeft, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
            QFontMetrics(font).elidedText(reading_.className(label), Qt::ElideRight, room));
        ink.painter.restore();
        ink.painter.setPen(ink.colors.text);
        ink.painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, value);
    }
}

QRect ReadingBlock::neighbourRect(std::size_t layer, std::size_t place, const QFontMetrics& metrics,
                                  int side) const {
    const Rows rows = this->rows(metrics, side);
    return {columnRect(layer, side).left(),
            rows.firstNear + static_cast<int>(place) * (rows.nearSide + kNearGap), side,
            rows.nearSide};
}

void ReadingBlock::paintNear(const Ink& ink, std::size_t layer) const {
    if (!near_ || layer >= near_->layers.size()) {
        return;
    }
    const std::vector<Neighbour>& all = near_->layers[layer];
    const auto same = std::count_if(all.begin(), all.end(), [&](const Neighbour& each) {
        return each.label == comparedLabel();
    });
    ink.line(columnRect(layer, ink.side).left(), ink.rows.neighbours, ink.side,
             InspectorText::tr("%1 of %2: %3")
                 .arg(same)
                 .arg(all.size())
                 .arg(reading_.className(comparedLabel())),
             ink.colors.text);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRect row = neighbourRect(layer, i, ink.metrics, ink.side);
        const QRect frame(row.left(), row.top(), row.height(), row.height());
        const auto& indices = near_->images.indices;
        const auto found = std::find(indices.begin(), indices.end(), all[i].position);
        if (found != indices.end()) {
            const QImage& picture =
                nearPictures_[static_cast<std::size_t>(found - indices.begin())];
            QRect place({0, 0}, picture.size().scaled(frame.size(), Qt::KeepAspectRatio));
            place.moveCenter(frame.center());
            ink.painter.drawImage(place, picture);
        }
        const bool isSame = all[i].label == comparedLabel();
        // The frame's stroke and the mark say it too, for eyes that do not tell the colours apart.
        QPen pen(theme::diverging(isSame ? -1 : 1, ink.dark), 2);
        pen.setStyle(isSame ? Qt::SolidLine : Qt::DotLine);
        pen.setJoinStyle(Qt::MiterJoin);
        ink.painter.setPen(pen);
        ink.painter.drawRect(frame);
        const int left = frame.right() + kNearTextGap;
        const int width = row.right() - left + 1;
        ink.line(left, row.top(), width,
                 (isSame ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) +
                     reading_.className(all[i].label),
                 ink.colors.text);
        ink.line(left, row.top() + ink.rows.line, width, distanceText(all[i].distance),
                 ink.colors.faint);
    }
}

/// What the marks of the neighbours mean, or why there are none.
void ReadingBlock::paintNearKey(const Ink& ink) const {
    if (!near_ && nearText_.isEmpty()) {
        return;
    }
    const Rows& rows = ink.rows;
    if (!near_) {
        const int width = size(ink.metrics, ink.side).width() - 2 * kMargin;
        ink.line(kMargin, rows.neighbours, width, InspectorText::tr("Nearest validation images"),
                 ink.colors.text);
        ink.line(kMargin, rows.neighbours + rows.line, width, nearText_, ink.colors.faint);
        return;
    }
    ink.painter.setPen(ink.colors.text);
    QRect place(kMargin, rows.neighbours, ink.side, 2 * rows.line);
    QRect used;
    ink.painter.drawText(place, Qt::AlignLeft | Qt::TextWordWrap,
                         InspectorText::tr("Nearest validation images"), &used);
    place.moveTop(used.bottom() + kNearGap);
    place.setHeight(10 * rows.line);
    ink.painter.setPen(ink.colors.faint);
    const QString compared = reading_.label() ? InspectorText::tr("the label")
                                              : InspectorText::tr("the predicted class");
    ink.painter.drawText(
        place, Qt::AlignLeft | Qt::TextWordWrap,
        InspectorText::tr("and their Euclidean distance in the layer's goodness, scaled to "
                          "length 1.\n✓ same class as %1\n✗ another class")
            .arg(compared));
}

std::optional<std::pair<std::size_t, std::size_t>>
ReadingBlock::nearAt(const QPoint& point, const QFontMetrics& metrics, int side) const {
    if (!near_) {
        return std::nullopt;
    }
    for (std::size_t layer = 0; layer < std::min(near_->layers.size(), columns_.size()); ++layer) {
        for (std::size_t i = 0; i < near_->layers[layer].size(); ++i) {
            if (neighbourRect(layer, i, metrics, side).contains(point)) {
                return std::pair(layer, i);
            }
        }
    }
    return std::nullopt;
}

std::optional<int> ReadingBlock::neighbourAt(const QPoint& point, const QFontMetrics& metrics,
                                             int side) const {
    const auto found = nearAt(point, metrics, side);
    return found ? std::optional(near_->layers[found->first][found->second].position)
                 : std::nullopt;
}

QString ReadingBlock::describeNear(std::size_t layer, std::size_t place) const {
    const Neighbour& near = near_->layers[layer][place];
    return InspectorText::tr("Layer %1, neighbour %2: validation image %3, %4, distance %5; a "
                             "click opens it")
        .arg(layer + 1)
        .arg(place + 1)
        .arg(near.position)
        .arg(reading_.className(near.label), distanceText(near.distance));
}

QString ReadingBlock::describe(const QPoint& point, const QFontMetrics& metrics, int side) const {
    if (const auto found = nearAt(point, metrics, side)) {
        return describeNear(found->first, found->second);
    }
    const Rows rows = this->rows(metrics, side);
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        const ReadingColumn& column = columns_[layer];
        const int left = columnRect(layer, side).left();
        const LayerInfo info =
            layer < reading_.layers.size() ? reading_.layers[layer] : LayerInfo();
        const auto patchIn = [&](int top, int patches) -> std::optional<std::pair<int, int>> {
            const QRect map(left, top, side, side);
            if (!map.contains(point)) {
                return std::nullopt;
            }
            return std::pair(patchAt((point.y() - map.top() + 0.5) / side, patches,
                                     std::max(info.height, patches)),
                             patchAt((point.x() - map.left() + 0.5) / side, patches,
                                     std::max(info.width, patches)));
        };
        const int patches = reading_.maps.layers[layer].patches;
        if (const auto at = patchIn(rows.goodness, patches)) {
            return InspectorText::tr("Layer %1, patch row %2, column %3: goodness %4")
                .arg(layer + 1)
                .arg(at->first + 1)
                .arg(at->second + 1)
                .arg(shortNumber(static_cast<double>(
                    column.goodness[static_cast<std::size_t>(at->first * patches + at->second)])));
        }
        if (!column.evidence) {
            continue;
        }
        const int own = column.evidence->patches;
        if (const auto at = patchIn(rows.evidence, own)) {
            const auto patch = static_cast<std::size_t>(at->first * own + at->second);
            return InspectorText::tr("Layer %1, patch row %2, column %3: evidence %4 nats for %5 "
                                     "against %6")
                .arg(layer + 1)
                .arg(at->first + 1)
                .arg(at->second + 1)
                .arg(signedText(column.evidence->map[patch]), reading_.className(shownLabel()),
                     reading_.className(column.against));
        }
    }
    return {};
}

} // namespace asge
