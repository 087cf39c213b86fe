// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/reading_block.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/probe_picture.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/reading_ink.h"
#include "widgets/maps/map_drawing.h"
#include "widgets/maps/map_values.h"

#include <QFontMetrics>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr int kMostGroups = 6;        ///< rows of the matrix of agreement
constexpr int kLeastSide = 72;        ///< of an image or a map
constexpr int kMostTextSide = 160;    ///< that names of classes ask for; longer ones are shortened
constexpr std::size_t kUsualNear = 6; ///< neighbours of a layer
constexpr int kMostListLines = 15;    ///< width of a list of classes, in heights of a line
constexpr int kMeasuredSlack = 2;     ///< files and screens measure texts differently

} // namespace

QString percentText(double part, int decimals) {
    return InspectorText::tr("%1 %").arg(QLocale().toString(100 * part, 'f', decimals));
}

QString signedNats(double value) {
    QString text = QLocale().toString(std::abs(value), 'f', 2);
    return (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + text;
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
    return choice_.label && *choice_.label < reading_.maps.classes ? *choice_.label
                                                                   : mostProbable(reading_.main());
}

int ReadingBlock::comparedLabel() const {
    return reading_.label().value_or(mostProbable(reading_.main()));
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
    const int bands = (layers + perBand() - 1) / perBand();
    const int matrix = 2 * kMargin + agreementColumnsIn(metrics, side).width;
    const int column = side + extra_;
    return {std::max(2 * kMargin + column + std::min(layers, perBand()) * (kGap + column), matrix),
            rows.header + bands * bandHeight(metrics, side)};
}

/// The height of the layers that are beside each other, with the first column.
int ReadingBlock::bandHeight(const QFontMetrics& metrics, int side) const {
    const Rows rows = this->rows(metrics, side);
    int bottom = rows.bars + kBarCount * rows.bar;
    if (nearRows() > 0) {
        bottom = rows.firstNear + static_cast<int>(nearRows()) * (rows.near + kNearGap);
    } else if (!nearText_.isEmpty()) {
        bottom = rows.neighbours + 2 * rows.line;
    }
    return bottom + kMargin - rows.header;
}

int ReadingBlock::perBand() const {
    return perBand_ > 0 ? perBand_ : std::max(static_cast<int>(columns_.size()), 1);
}

/// How far the layers of the same band are below their places in the first one.
int ReadingBlock::bandTop(std::size_t layer, const QFontMetrics& metrics, int side) const {
    return static_cast<int>(layer) / perBand() * bandHeight(metrics, side);
}

int ReadingBlock::fullHeight(const QFontMetrics& metrics, int side) const {
    const Rows rows = this->rows(metrics, side);
    const int near = static_cast<int>(std::max(nearRows(), kUsualNear));
    return rows.firstNear + near * (rows.near + kNearGap) + kMargin;
}

AgreementColumns ReadingBlock::agreementColumnsIn(const QFontMetrics& metrics, int side) const {
    return agreementColumns(reading_, agreement_, metrics, side + extra_ + kGap,
                            room_ > 0 ? std::max(room_ - 2 * kMargin, 1) : 0);
}

/// The channels and patches of a layer.
QString ReadingBlock::headOf(std::size_t layer, const QString& separator) const {
    const LayerMaps& maps = reading_.maps.layers[layer];
    return countedText(maps.channels, "channel") + separator +
           InspectorText::tr("P %1").arg(maps.patches);
}

ReadingBlock::Rows ReadingBlock::rows(const QFontMetrics& metrics, int side) const {
    bool fits = true;
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        fits = fits && metrics.horizontalAdvance(headOf(layer, kHeadGap)) <= side + extra_;
    }
    return {metrics,      side,          static_cast<int>(agreement_.size()),
            fits ? 2 : 3, hasEvidence(), isNarrow_ ? 2 : 1};
}

/// The pixels of the widest name of a class, but not many more than a column may have.
int ReadingBlock::widestName(const QFontMetrics& metrics) const {
    int widest = 0;
    for (int label = 0; label < reading_.maps.classes && widest < kMostTextSide; ++label) {
        widest = std::max(widest, metrics.horizontalAdvance(reading_.className(label)));
    }
    return widest;
}

int ReadingBlock::wholeColumn(const QFont& font) const {
    const QFontMetrics metrics(font);
    const int name = widestName(metrics);
    const int bar = widestBar(font);
    const int near = 2 * metrics.height() + kNearTextGap +
                     metrics.horizontalAdvance(QStringLiteral("✗ ")) + name;
    const int against =
        metrics.horizontalAdvance(InspectorText::tr("against %1").arg(QString())) + name;
    const int names = std::min(std::max({bar, near, against}), kMostTextSide);
    const int margin = metrics.horizontalAdvance(InspectorText::tr("margin") + u' ') +
                       widestMargin(metrics); // a number is never cut
    return std::max({names, margin, leastColumn(font)});
}

int ReadingBlock::leastColumn(const QFont& font) const {
    QFont bold = font;
    bold.setBold(true);
    const QFontMetrics metrics(font);
    const int bar = kBarTextLeft + widestName(QFontMetrics(bold));
    const int near = metrics.horizontalAdvance(QStringLiteral("✗ ")) + widestName(metrics);
    const int numbers =
        std::max(widestMargin(metrics), maps::ScaleBar{evidenceScale_, true}.endsWidth(metrics));
    return std::max(
        {std::min(std::max(bar, near), kMostTextSide), numbers, widestHead(metrics), kLeastSide});
}

/// The pixels of the widest name of a class with a number behind it.
int ReadingBlock::widestBar(const QFont& font) const {
    QFont bold = font;
    bold.setBold(true);
    return kBarTextLeft + widestName(QFontMetrics(bold)) + kBarTextGap +
           QFontMetrics(font).horizontalAdvance(percentText(1));
}

/// The pixels of the widest line of a head whose parts are below each other.
int ReadingBlock::widestHead(const QFontMetrics& metrics) const {
    int widest = 0;
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        for (const QString& line : headOf(layer, QStringLiteral("\n")).split(u'\n')) {
            widest = std::max(widest, metrics.horizontalAdvance(line) + kMeasuredSlack);
        }
    }
    return widest;
}

int ReadingBlock::listWidth(const QFont& font, int column) const {
    return std::min(column,
                    std::max(kMostListLines * QFontMetrics(font).height(), widestBar(font)));
}

/// The pixels of the widest number of a margin.
int ReadingBlock::widestMargin(const QFontMetrics& metrics) const {
    int widest = 0;
    for (const ReadingColumn& column : columns_) {
        if (column.evidence) {
            widest = std::max(
                widest, metrics.horizontalAdvance(signedNats(column.logit - column.againstLogit)));
        }
    }
    return widest;
}

QRect ReadingBlock::columnRect(std::size_t layer, int side) const {
    const int column = side + extra_;
    return {kMargin + (static_cast<int>(layer) % perBand() + 1) * (column + kGap), kMargin, column,
            0};
}

QString ReadingBlock::describe(const QPoint& point, const QFontMetrics& metrics, int side) const {
    if (const auto found = nearAt(point, metrics, side)) {
        return describeNear(found->first, found->second);
    }
    const Rows rows = this->rows(metrics, side);
    for (std::size_t layer = 0; layer < columns_.size(); ++layer) {
        const ReadingColumn& column = columns_[layer];
        const int left = columnRect(layer, side).left();
        const int below = bandTop(layer, metrics, side);
        const LayerInfo info =
            layer < reading_.layers.size() ? reading_.layers[layer] : LayerInfo();
        const auto patchIn = [&](int top, int patches) -> std::optional<std::pair<int, int>> {
            const QRect map(left, top + below, side, side);
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
                .arg(signedNats(column.evidence->map[patch]), reading_.className(shownLabel()),
                     reading_.className(column.against));
        }
    }
    return {};
}

} // namespace asge
