// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_layout.h"

#include "widgets/evidence/evidence_text.h"
#include "widgets/goodness/goodness_layout.h"

#include <QFontMetrics>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

constexpr int kLeastEvidenceTile = 88; // four layers fit a window of 1440 pixels with its docks
constexpr int kMostEvidenceTile = 260;
constexpr int kMostEnlargedTile = 460;
constexpr int kLeastEnlargedTile = 220;
constexpr int kImageTile = 150;   ///< of the image beside an enlarged map
constexpr int kLeastBeside = 220; ///< room for channels to the right of an enlarged map
constexpr int kLeastSmallMap = 30;
constexpr int kMostSmallMap = 56;
constexpr int kMostEnlargedSmallMap = 84;
constexpr int kHeaderBar = 8;

QFont withSize(QFont font, double factor, bool bold) {
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * factor);
    } else {
        font.setPixelSize(static_cast<int>(std::lround(font.pixelSize() * factor)));
    }
    font.setBold(bold);
    return font;
}

} // namespace

EvidenceLayout::EvidenceLayout(const EvidenceScene& scene, const QFont& font, const QSize& window)
    : scene_(&scene), font_(font), smallFont_(withSize(font, 0.85, false)),
      boldFont_(withSize(font, 1, true)), smallBoldFont_(withSize(font, 0.85, true)),
      rows_(static_cast<int>(scene.picked().size())) {
    if (isEnlarged()) {
        layers_ = {scene.enlarged()};
    } else {
        layers_.resize(static_cast<std::size_t>(scene.layerCount()));
        std::iota(layers_.begin(), layers_.end(), 0);
    }
    line_ = QFontMetrics(boldFont_).height();
    smallLine_ = QFontMetrics(smallFont_).height();
    // The name of a layer, its shape in two lines, and its own colour bar with numbers.
    headerHeight_ = kGap + line_ + 2 * smallLine_ + kGap / 2 +
                    (scene.oneScale() || isEnlarged() ? 0 : kHeaderBar + 6 + smallLine_);
    placeFooter(window.width());
    fitTile(window);
    placeChannels();
    const int sums = tile_.height() + 8 + sumLines() * smallLine_ + 8;
    const int channels = channelRows_ > 0 ? 2 * groupHeight() + 6 : 0;
    rowHeight_ = 2 * kGap + (channelsBeside_ ? std::max(sums, channels) : sums + channels);
}

void EvidenceLayout::fitTile(const QSize& window) {
    const ProbeImages& images = scene_->images().images();
    const int columns = static_cast<int>(layers_.size());
    const double aspect =
        images.width > 0 ? std::clamp(static_cast<double>(images.height) / images.width, 0.25, 4.0)
                         : 1.0;
    int side = 0;
    if (isEnlarged()) {
        const int room = window.height() - headerHeight_ - footerHeight_ - 2 * kGap -
                         (sumLines() * smallLine_ + 16);
        side = std::min(static_cast<int>(room / aspect), window.width() - kImageTile - 4 * kGap);
        side = std::clamp(side, kLeastEnlargedTile, kMostEnlargedTile);
    } else {
        side = std::clamp((window.width() - 12) / (columns + 1) - 2 * kGap, kLeastEvidenceTile,
                          kMostEvidenceTile);
    }
    // At whole multiples of the image's size, all pixels have the same size on the screen.
    if (images.width > 0 && side >= 3 * images.width) {
        side -= side % images.width;
    }
    tile_ = {side, std::max(static_cast<int>(std::lround(side * aspect)), 16)};
    imageColumnWidth_ = (isEnlarged() ? kImageTile : side) + 2 * kGap;
    const int free = columns > 0 ? (window.width() - imageColumnWidth_ - kGap) / columns : 0;
    columnWidth_ = isEnlarged() ? std::max(free, side + 2 * kGap)
                                : std::clamp(free, side + 2 * kGap, side + 5 * kGap);
}

void EvidenceLayout::placeChannels() {
    const int count = scene_->question().channels;
    if (count <= 0) {
        return;
    }
    int most = 1;
    for (const LayerInfo& layer : scene_->layers()) {
        most = std::max(most, layer.channels);
    }
    const QFontMetrics metrics(smallFont_);
    const int beside = columnWidth_ - tile_.width() - 4 * kGap;
    channelsBeside_ = isEnlarged() && beside >= kLeastBeside;
    const int room = channelsBeside_ ? beside : textWidth();
    const int greatest = isEnlarged() ? kMostEnlargedSmallMap : kMostSmallMap;
    const int least =
        std::max({kLeastSmallMap, metrics.horizontalAdvance(QStringLiteral("#%1").arg(most)),
                  metrics.horizontalAdvance(QStringLiteral("−0.0000"))}) +
        6;
    channelColumns_ = std::clamp(room / (isEnlarged() ? greatest + 6 : least), 1, count);
    // Lines have equal lengths: four maps are two by two, not three and one.
    channelRows_ = (count + channelColumns_ - 1) / channelColumns_;
    channelColumns_ = (count + channelRows_ - 1) / channelRows_;
    channelPitch_ = std::min(room / channelColumns_, greatest + 6);
    const int side = channelPitch_ - 6;
    channelTile_ = {side, std::max(side * tile_.height() / tile_.width(), 8)};
}

void EvidenceLayout::placeFooter(int width) {
    const int least = kGap + line_ + 14 + smallLine_ + kGap + 2;
    const QRect room = notes({0, 0, width, 0});
    const int tall =
        QFontMetrics(smallFont_)
            .boundingRect(QRect(0, 0, room.width(), 1000), Qt::TextWordWrap, noteText())
            .height();
    // There is always room for the key of values that are not finite, so that a live picture keeps
    // its place.
    footerHeight_ = std::max(least, room.top() + tall + smallLine_ + 1 + kGap / 2);
}

QRect EvidenceLayout::bar(const QRect& footer) const {
    return {kGap, footer.top() + kGap + line_ + 1, std::min(380, footer.width() / 2), 14};
}

QRect EvidenceLayout::notes(const QRect& footer) const {
    const bool beside = scene_->oneScale() || isEnlarged();
    const int left = beside ? bar(footer).right() + 25 : kGap;
    const int top = footer.top() + kGap + line_ + 1;
    return {left, top, std::max(footer.width() - kGap - left, 60), footer.bottom() - top};
}

QString EvidenceLayout::noteText() const {
    const QString map =
        scene_->channel() >= 0
            ? EvidenceText::tr("The patches of this map sum to what the channel adds to the "
                               "evidence.")
        : scene_->question().against == EvidenceQuestion::kNothing
            ? EvidenceText::tr("The patches of a map and the bias sum to the logit of the class.")
            : EvidenceText::tr("The patches of a map and the bias sum to the margin: the "
                               "difference of the two logits.");
    return scene_->question().channels > 0
               ? map + u' ' +
                     EvidenceText::tr("Small maps: the channels that add and take most, each "
                                      "layer on its own scale.")
               : map;
}

QSize EvidenceLayout::size() const {
    return {imageColumnWidth_ + static_cast<int>(layers_.size()) * columnWidth_ + kGap,
            headerHeight_ + rows_ * rowHeight_ + footerHeight_};
}

int EvidenceLayout::columnLeft(int layer) const {
    return imageColumnWidth_ + (isEnlarged() ? 0 : layer) * columnWidth_;
}

int EvidenceLayout::textWidth() const {
    return isEnlarged() ? tile_.width() : std::max(tile_.width(), columnWidth_ - kGap + 2);
}

QRect EvidenceLayout::header(int layer) const {
    return {columnLeft(layer) + kGap, kGap, columnWidth_ - 2 * kGap, headerHeight_ - kGap};
}

QRect EvidenceLayout::image(int row) const {
    const int width = imageColumnWidth_ - 2 * kGap;
    return {kGap, rowTop(row) + kGap, width, width * tile_.height() / tile_.width()};
}

QRect EvidenceLayout::imageCaption(int row) const {
    const QRect place = image(row);
    return {place.left(), place.bottom() + 5, place.width(), line_ + 2 * smallLine_};
}

QRect EvidenceLayout::map(int row, int layer) const {
    return {QPoint(columnLeft(layer) + kGap, rowTop(row) + kGap), tile_};
}

QRect EvidenceLayout::sumLine(int row, int layer, int line) const {
    const QRect place = map(row, layer);
    // Numbers far from their names are hard to read.
    const int width = std::min(textWidth(), 15 * smallLine_);
    return {place.left(),
            place.bottom() + 6 + line * smallLine_ + (line > 3 ? 4 : 0) + (line > 6 ? 4 : 0), width,
            smallLine_};
}

QRect EvidenceLayout::sum(int row, int layer) const {
    return sumLine(row, layer, 0) | sumLine(row, layer, sumLines() - 1);
}

int EvidenceLayout::groupHeight() const {
    return smallLine_ + 3 + channelRows_ * (channelTile_.height() + 2 * smallLine_ + 6);
}

QPoint EvidenceLayout::groupCorner(int row, int layer, int group) const {
    const QRect place = map(row, layer);
    const int below = group * groupHeight();
    return channelsBeside_ ? QPoint(place.right() + 1 + 2 * kGap, place.top() + below)
                           : QPoint(place.left(), sum(row, layer).bottom() + 9 + below);
}

QRect EvidenceLayout::groupTitle(int row, int layer, int group) const {
    const int width = channelsBeside_ ? columnWidth_ - tile_.width() - 4 * kGap : textWidth();
    return {groupCorner(row, layer, group), QSize(width, smallLine_)};
}

QRect EvidenceLayout::channel(int row, int layer, int group, int place) const {
    const int line = place / channelColumns_;
    return {groupCorner(row, layer, group) +
                QPoint(place % channelColumns_ * channelPitch_,
                       smallLine_ + 3 + line * (channelTile_.height() + 2 * smallLine_ + 6)),
            channelTile_};
}

QRect EvidenceLayout::channelCaption(int row, int layer, int group, int place) const {
    const QRect tile = channel(row, layer, group, place);
    return {tile.left(), tile.bottom() + 3, channelPitch_ - 2, 2 * smallLine_};
}

std::pair<int, int> EvidenceLayout::groupAndPlace(const EvidenceAnswer& answer, int index) const {
    const auto adds = static_cast<int>(answer.adds.size());
    return index < adds ? std::pair(0, index) : std::pair(1, index - adds);
}

bool EvidenceLayout::findPatch(const QRect& map, const QPoint& point, EvidenceSpot& spot) const {
    if (!map.contains(point)) {
        return false;
    }
    const LayerInfo& layer = scene_->layers()[static_cast<std::size_t>(spot.layer)];
    spot.j = patchAt((point.x() - map.left() + 0.5) / map.width(), layer.patches, layer.width);
    spot.i = patchAt((point.y() - map.top() + 0.5) / map.height(), layer.patches, layer.height);
    return true;
}

EvidenceSpot EvidenceLayout::spotAt(const QPoint& point) const {
    EvidenceSpot spot;
    spot.row = (point.y() - headerHeight_) / std::max(rowHeight_, 1);
    if (point.y() < headerHeight_ || point.x() < 0 || spot.row >= rows_ || layers_.empty()) {
        return {};
    }
    if (point.x() < imageColumnWidth_) {
        spot.kind = EvidenceSpot::Kind::image;
        return image(spot.row).contains(point) ? spot : EvidenceSpot{};
    }
    const int column = (point.x() - imageColumnWidth_) / columnWidth_;
    if (column >= static_cast<int>(layers_.size())) {
        return {};
    }
    spot.layer = layers_[static_cast<std::size_t>(column)];
    if (findPatch(map(spot.row, spot.layer), point, spot)) {
        spot.kind = EvidenceSpot::Kind::patch;
        return spot;
    }
    if (sum(spot.row, spot.layer).contains(point)) {
        spot.kind = EvidenceSpot::Kind::sum;
        return spot;
    }
    const EvidenceAnswer* answer = scene_->answer(spot.row, spot.layer);
    for (; answer != nullptr && channelAt(*answer, spot.channel) != nullptr; ++spot.channel) {
        const auto [group, place] = groupAndPlace(*answer, spot.channel);
        if (findPatch(channel(spot.row, spot.layer, group, place), point, spot)) {
            spot.kind = EvidenceSpot::Kind::channel;
            return spot;
        }
    }
    return {};
}

std::optional<QRect> EvidenceLayout::rectOf(const EvidenceSpot& spot) const {
    const bool hasColumn = std::find(layers_.begin(), layers_.end(), spot.layer) != layers_.end();
    if (spot.row >= rows_ || (!hasColumn && spot.kind != EvidenceSpot::Kind::image)) {
        return std::nullopt;
    }
    switch (spot.kind) {
    case EvidenceSpot::Kind::nothing:
        return std::nullopt;
    case EvidenceSpot::Kind::image:
        return image(spot.row);
    case EvidenceSpot::Kind::sum:
        return sum(spot.row, spot.layer);
    case EvidenceSpot::Kind::patch:
        return GoodnessLayout::exactPatch(map(spot.row, spot.layer),
                                          scene_->layers()[static_cast<std::size_t>(spot.layer)],
                                          spot.i, spot.j);
    case EvidenceSpot::Kind::channel:
        break;
    }
    const EvidenceAnswer* answer = scene_->answer(spot.row, spot.layer);
    if (answer == nullptr) {
        return std::nullopt;
    }
    const auto [group, place] = groupAndPlace(*answer, spot.channel);
    return GoodnessLayout::exactPatch(channel(spot.row, spot.layer, group, place),
                                      scene_->layers()[static_cast<std::size_t>(spot.layer)],
                                      spot.i, spot.j);
}

} // namespace asge
