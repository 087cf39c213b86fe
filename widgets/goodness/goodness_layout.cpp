// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_layout.h"

#include "widgets/goodness/goodness_text.h"
#include "widgets/maps/map_values.h"

#include <QFontMetrics>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

// Four layers fit beside the docks of a window of 1366 pixels; with more, the picture scrolls.
constexpr int kLeastTile = 72;
constexpr int kNarrowestTile = 56; ///< pixels, in a window of kNarrowWindow pixels or less
constexpr int kNarrowWindow = 320;
constexpr int kUsualTile = 260; ///< pixels; larger ones leave kSeenRows visible
constexpr int kSeenRows = 2;
constexpr int kLeastChannelTile = 24;
constexpr int kUsualChannelTile = 56; ///< below a map of usual size; they grow with it
constexpr int kLeastFooter = 640;     ///< pixels, if there are so many

} // namespace

GoodnessLayout::GoodnessLayout(const GoodnessScene& scene, const QFont& font, const QSize& window,
                               int leastText)
    : MapLayout(font), scene_(&scene) {
    rows_ = static_cast<int>(scene.picked().size());
    layers_.resize(static_cast<std::size_t>(scene.layerCount()));
    std::iota(layers_.begin(), layers_.end(), 0);
    hasBar_ = scene.scale() != GoodnessScale::eachLayer;
    const int widest = widestSide(window.width());
    arrange(widest, window, leastText);
    const int seen = std::clamp(rows_, 1, kSeenRows);
    const int body = (window.height() - headerHeight_ - footerHeight_) / seen;
    if (rowHeight_ > body && widest > kUsualTile) {
        // The map and the channels in rows below it grow with the side.
        const int growing = tile_.height() + channelRows_ * channelTile_.height();
        const int fixed = rowHeight_ - growing;
        const int side = tile_.width() * std::max(body - fixed, 0) / std::max(growing, 1);
        arrange(std::clamp(side, kUsualTile, widest), window, leastText);
    }
}

/// The side of a map with which all layers fit the width, unless it is too small.
int GoodnessLayout::widestSide(int width) const {
    const int columns = static_cast<int>(layers_.size()) + 1;
    const int column = std::max(width / columns, textWidths().least + kGap);
    return std::max(column - 2 * kGap, width <= kNarrowWindow ? kNarrowestTile : kLeastTile);
}

void GoodnessLayout::arrange(int side, const QSize& window, int leastText) {
    fitTile(side, window.width(), leastText);
    placeHeader();
    const int columns =
        imageColumnWidth_ + static_cast<int>(layers_.size()) * columnWidth_ + rightMargin_;
    placeFooter(std::min(window.width(), std::max(columns, kLeastFooter)), titleText(), noteText(),
                (scene_->hasNonFinite() ? smallLine_ + 1 : 0) + kGap);
    placeChannels(scene_->channelCount());
    placeRows();
}

void GoodnessLayout::placeRows() {
    const int count = scene_->channelCount();
    channelRows_ = count > 0 ? (count + channelColumns_ - 1) / channelColumns_ : 0;
    const int channelBlock = channelTile_.height() + 2 * smallLine_ + 6;
    const int below = prediction(0, 0).height() + 6 + channelRows_ * channelBlock;
    rowHeight_ = kGap + tile_.height() + 6 + std::max(below, imageCaption(0).height()) + kGap;
}

void GoodnessLayout::fitTile(int side, int width, int leastText) {
    const QSize image(scene_->images().width, scene_->images().height);
    // At whole multiples of the image's size, all pixels have the same size on the screen.
    if (image.width() > 0 && side >= 3 * image.width()) {
        side -= side % image.width();
    }
    const double aspect =
        image.width() > 0 ? static_cast<double>(image.height()) / image.width() : 1.0;
    tile_ = {side,
             std::clamp(static_cast<int>(std::lround(side * aspect)), 16, std::max(4 * side, 16))};
    TextWidths texts = textWidths();
    texts.least = std::max(texts.least, leastText);
    fitColumns(width / (static_cast<int>(layers_.size()) + 1), texts);
    splitsPredictions_ = texts.whole > textWidth();
    hasSmallCaptions_ = scene_->widestName(boldFont()) > textWidth();
}

/// The pixels of the widest name of a class behind a sign.
int GoodnessLayout::markedName(const QFont& font) const {
    const QFontMetrics metrics(font);
    return std::max(metrics.horizontalAdvance(mark(true)), metrics.horizontalAdvance(mark(false))) +
           scene_->widestName(font);
}

MapLayout::TextWidths GoodnessLayout::textWidths() const {
    const QFontMetrics small(smallFont());
    int least = std::max(markedName(smallFont()), scene_->widestName(smallBoldFont()));
    for (const LayerInfo& layer : scene_->layers()) {
        least = std::max({least, small.horizontalAdvance(channelsText(layer)),
                          small.horizontalAdvance(mapText(layer))});
    }
    const int number = QFontMetrics(font()).horizontalAdvance(u' ' + percent(1));
    return {std::max({markedName(font()) + number, scene_->widestName(boldFont()), least}), least};
}

void GoodnessLayout::placeHeader() {
    const QFontMetrics metrics(smallFont());
    for (const LayerInfo& layer : scene_->layers()) {
        const QString whole = channelsText(layer) + QStringLiteral(" · ") + mapText(layer);
        splitsHeader_ = splitsHeader_ || metrics.horizontalAdvance(whole) > textWidth();
    }
    // The name of a layer, its shape, its own colour bar or its mean, and the numbers of the bar.
    headerHeight_ = kGap + line_ + (splitsHeader_ ? 3 : 2) * smallLine_ + 12 + kGap / 2;
}

QString GoodnessLayout::meanText(double mean) const {
    const QString text = GoodnessText::tr("layer mean %1");
    const int longest =
        QFontMetrics(smallFont()).horizontalAdvance(text.arg(QStringLiteral("0000.0")));
    return (longest < textWidth() ? text : GoodnessText::tr("mean %1")).arg(shortNumber(mean));
}

QString GoodnessLayout::noteText() const {
    const QString small = GoodnessText::tr(
        "Small maps: strongest channels and their share of the layer's goodness; from 0 (dark) to "
        "the layer's greatest value (bright), without outliers");
    QStringList notes;
    if (hasBar_ && layers_.size() > 1) {
        notes << GoodnessText::tr("One scale for all layers.");
    }
    if (scene_->channelCount() > 0) {
        notes << small;
    }
    QStringList lines{scene_->shownToNetwork(), notes.join(u' ')};
    lines.removeAll(QString());
    return lines.join(u'\n');
}

QString GoodnessLayout::titleText() const {
    switch (scene_->scale()) {
    case GoodnessScale::eachLayer:
        return GoodnessText::tr("Goodness: each layer has its own scale, below its name");
    case GoodnessScale::relative:
        return GoodnessText::tr("Goodness divided by the layer's mean over all probe images");
    default:
        return GoodnessText::tr("Goodness (from Y² per patch, summed over channels)");
    }
}

void GoodnessLayout::placeChannels(int count) {
    int most = 1;
    for (const LayerInfo& layer : scene_->layers()) {
        most = std::max(most, layer.channels);
    }
    const int number =
        QFontMetrics(smallFont()).horizontalAdvance(QStringLiteral("#%1").arg(most - 1));
    const int least = std::max(number, kLeastChannelTile) + 4;
    const int greatest = std::max(kUsualChannelTile, tile_.width() / 4 - 8);
    channelColumns_ = std::clamp(tile_.width() / least, 1, std::max(count, 1));
    // Rows have equal lengths: four maps are two by two, not three and one.
    const int rows = (count + channelColumns_ - 1) / channelColumns_;
    channelColumns_ = rows > 0 ? (count + rows - 1) / rows : 1;
    channelPitch_ = std::min(tile_.width() / channelColumns_, greatest + 8);
    const int side = std::min(channelPitch_ - 4, greatest);
    channelTile_ = {side, std::max(side * tile_.height() / tile_.width(), 8)};
}

QRect GoodnessLayout::image(int row) const {
    return {{kGap, rowTop(row) + kGap}, tile_};
}

QRect GoodnessLayout::imageCaption(int row) const {
    const QRect above = image(row);
    return {above.left(), above.bottom() + 7, textWidth(), line_ + 3 * smallLine_};
}

QRect GoodnessLayout::prediction(int row, int layer) const {
    const QRect above = map(row, layer);
    return {above.left(), above.bottom() + 7, textWidth(),
            splitsPredictions_ ? 2 * smallLine_ : line_};
}

QRect GoodnessLayout::channel(int row, int layer, int index) const {
    const QRect above = prediction(row, layer);
    const int block = channelTile_.height() + 2 * smallLine_ + 6;
    return {{above.left() + index % channelColumns_ * channelPitch_,
             above.bottom() + 7 + index / channelColumns_ * block},
            channelTile_};
}

QRect GoodnessLayout::channelCaption(int row, int layer, int index) const {
    const QRect tile = channel(row, layer, index);
    return {tile.left(), tile.bottom() + 2, channelPitch_ - 2, 2 * smallLine_};
}

int GoodnessLayout::smallMaps(int row, int layer) const {
    return static_cast<int>(scene_->shownChannels(row, layer).size());
}

const LayerInfo* GoodnessLayout::info(int, int layer) const {
    return &scene_->layers()[static_cast<std::size_t>(layer)];
}

} // namespace asge
