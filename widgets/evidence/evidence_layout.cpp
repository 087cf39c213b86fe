// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_layout.h"

#include "widgets/evidence/evidence_text.h"

#include <QFontMetrics>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

constexpr int kLeastEvidenceTile = 82;  // four layers fit a window of 1312 pixels with its docks
constexpr int kShrunkEvidenceTile = 60; // so that all about one image is seen
constexpr double kLeastShrunk = 0.78;   // part of the side that is left then
constexpr int kUsualEvidenceTile = 260; ///< pixels; larger ones leave kSeenEvidence rows visible
constexpr int kSeenEvidence = 2;
constexpr int kLeastEnlargedTile = 220;
constexpr int kImageTile = 150;   ///< of the image beside an enlarged map
constexpr int kLeastBeside = 220; ///< room for channels to the right of an enlarged map
constexpr int kLeastSmallMap = 30;
constexpr int kMostSmallMap = 56;
constexpr int kMostEnlargedSmallMap = 84;
constexpr int kHeaderBar = 8;
constexpr int kClasses = 2;   ///< of a sum: the class, and what it is compared with
constexpr int kSumGap = 4;    ///< pixels between the parts of a sum
constexpr int kNumberGap = 6; ///< pixels between the name of a class and its probability
constexpr int kLeastEvidenceFooter = 640; ///< pixels, if there are so many

} // namespace

EvidenceLayout::EvidenceLayout(const EvidenceScene& scene, const QFont& font, const QSize& window,
                               int leastText)
    : MapLayout(font), scene_(&scene), leastText_(leastText) {
    rows_ = scene.rows();
    rightMargin_ = kGap;
    if (isEnlarged()) {
        layers_ = {scene.enlarged()};
    } else {
        layers_.resize(static_cast<std::size_t>(scene.columns()));
        std::iota(layers_.begin(), layers_.end(), 0);
    }
    hasBar_ = scene.oneScale() || isEnlarged();
    for (const int layer : layers_) {
        showsShapesOfB_ = showsShapesOfB_ || differs(layer);
    }
    // The name of a layer, its shape in two lines, that of B, and its own colour bar with numbers.
    headerHeight_ = kGap + line_ + (showsShapesOfB_ ? 4 : 2) * smallLine_ + kGap / 2 +
                    (hasBar_ ? 0 : kHeaderBar + 6 + smallLine_);
    const int widest = widestSide(window.width());
    arrange(widest, window);
    const int seen = std::clamp(rows_, 1, kSeenEvidence);
    const int body = (window.height() - headerHeight_ - footerHeight_) / seen;
    if (isEnlarged()) {
        arrange(enlargedSide(window), window);
    } else if (rowHeight_ > body && widest > kUsualEvidenceTile) {
        const int fixed = rowHeight_ - tile_.height();
        const int side = static_cast<int>(std::max(body - fixed, 0) / aspect());
        arrange(std::clamp(side, kUsualEvidenceTile, widest), window);
    } else {
        shrink(window);
    }
}

/// Makes maps a little smaller if one row is seen as a whole then.
void EvidenceLayout::shrink(const QSize& window) {
    const int body = window.height() - headerHeight_ - footerHeight_;
    const int tall = tile_.height() - (rowHeight_ - body);
    const int side = static_cast<int>(tall / aspect());
    const int least = std::max(kShrunkEvidenceTile, static_cast<int>(kLeastShrunk * tile_.width()));
    if (rowHeight_ > body && side >= least) {
        arrange(side, window);
    }
}

void EvidenceLayout::arrange(int side, const QSize& window) {
    fitTile(side, window);
    const int columns =
        imageColumnWidth_ + static_cast<int>(layers_.size()) * columnWidth_ + rightMargin_;
    const int footer = std::min(window.width(), std::max(columns, kLeastEvidenceFooter));
    fitCaptions(footer - 2 * kGap);
    placeFooter(footer, titleText(), noteText(),
                (scene_->hasNonFinite() ? smallLine_ + 1 : 0) + kGap / 2);
    placeChannels();
    const int sums = tile_.height() + sumHeight();
    const int channels = channelRows_ > 0 ? 2 * groupHeight() + 6 : 0;
    rowHeight_ = 2 * kGap + (channelsBeside_ ? std::max(sums, channels) : sums + channels);
}

/// The names of A and B share a line if it has room for both.
void EvidenceLayout::fitCaptions(int width) {
    captions_.clear();
    if (scene_->runs() != EvidenceRuns::a) {
        captions_ = scene_->caption().split(u'\n');
        const QString inOne = captions_.join(QStringLiteral(" · "));
        if (QFontMetrics(font()).horizontalAdvance(inOne) <= width) {
            captions_ = {inOne};
        }
    }
    captionLines_ = static_cast<int>(captions_.size());
}

/// Whether the layer is shown for B, and is not like that of A.
bool EvidenceLayout::differs(int layer) const {
    const LayerInfo* a = scene_->layerOf(0, layer);
    const LayerInfo* b = scene_->runs() == EvidenceRuns::a ? nullptr : scene_->layerOf(1, layer);
    return b != nullptr && a != nullptr &&
           (a->channels != b->channels || a->patches != b->patches || a->height != b->height ||
            a->width != b->width);
}

double EvidenceLayout::aspect() const {
    const ProbeImages& images = scene_->images();
    return images.width > 0
               ? std::clamp(static_cast<double>(images.height) / images.width, 0.25, 4.0)
               : 1.0;
}

/// The side of a map with which all layers fit the width, unless it is too small.
int EvidenceLayout::widestSide(int width) const {
    const int columns = static_cast<int>(layers_.size()) + 1;
    const int column = std::max((width - rightMargin_) / columns, textWidths().least + kGap);
    return std::max(column - 2 * kGap, kLeastEvidenceTile);
}

/// The side of an enlarged map, which is seen as a whole.
int EvidenceLayout::enlargedSide(const QSize& window) const {
    const int rows = scene_->runs() == EvidenceRuns::both ? 2 : 1; // are seen together
    const int room =
        (window.height() - headerHeight_ - footerHeight_) / rows - 2 * kGap - sumHeight();
    const bool hasChannels =
        scene_->question().channels > 0 && scene_->runs() != EvidenceRuns::difference;
    const int beside = hasChannels ? kLeastBeside + 4 * kGap : 0;
    const int side = std::min(static_cast<int>(room / aspect()),
                              window.width() - kImageTile - 5 * kGap - beside);
    return std::max(side, kLeastEnlargedTile);
}

void EvidenceLayout::fitTile(int side, const QSize& window) {
    const int image = scene_->images().width;
    // At whole multiples of the image's size, all pixels have the same size on the screen.
    if (image > 0 && side >= 3 * image) {
        side -= side % image;
    }
    tile_ = {side, std::max(static_cast<int>(std::lround(side * aspect())), 16)};
    TextWidths texts = textWidths();
    texts.least = std::max(texts.least, leastText_);
    if (isEnlarged()) {
        const int caption = std::max(scene_->widestName(boldFont()), leastText_);
        imageColumnWidth_ = std::max(kImageTile + 2 * kGap, caption + kGap);
        columnWidth_ = std::max({window.width() - imageColumnWidth_ - rightMargin_, side + 2 * kGap,
                                 texts.least + kGap});
    } else {
        const int columns = static_cast<int>(layers_.size()) + 1;
        fitColumns((window.width() - rightMargin_) / columns, texts);
    }
    classWidth_ = texts.whole;
    // A difference has no probabilities.
    splitsClasses_ = scene_->runs() != EvidenceRuns::difference && classWidth_ > textWidth();
    hasSmallCaptions_ = scene_->widestName(boldFont()) > imageColumnWidth_ - kGap;
}

MapLayout::TextWidths EvidenceLayout::textWidths() const {
    const QFontMetrics small(smallFont());
    const bool isMargin = scene_->question().against != EvidenceQuestion::kNothing;
    const int name = std::max(scene_->widestName(smallBoldFont()),
                              small.horizontalAdvance(rivalText(isMargin, {})) +
                                  scene_->widestName(smallFont()));
    int least = name;
    for (const int layer : layers_) {
        for (const int run : {0, 1}) {
            if (const LayerInfo* info = scene_->layerOf(run, layer)) {
                const QString channels = channelsText(*info);
                const QString named = scene_->runs() == EvidenceRuns::a
                                          ? channels
                                          : EvidenceText::tr("B: %1").arg(channels);
                least = std::max({least, small.horizontalAdvance(named),
                                  small.horizontalAdvance(mapText(*info))});
            }
        }
    }
    // A difference has no probabilities.
    const int number =
        scene_->runs() == EvidenceRuns::difference
            ? 0
            : small.horizontalAdvance(EvidenceText::tr("p %1").arg(probabilityText(0))) +
                  kNumberGap;
    return {std::max({name + number, scene_->widestName(boldFont()), least}), least};
}

QString EvidenceLayout::rivalText(bool isMargin, const QString& name) {
    return (isMargin ? EvidenceText::tr("− %1") : EvidenceText::tr("rival %1")).arg(name);
}

QString EvidenceLayout::probabilityText(double probability) {
    constexpr double kLeastShown = 0.001;
    return probability < kLeastShown ? QStringLiteral("<") + QLocale().toString(kLeastShown, 'f', 3)
                                     : QLocale().toString(probability, 'f', 3);
}

void EvidenceLayout::placeChannels() {
    const int count = scene_->question().channels;
    if (count <= 0 || scene_->runs() == EvidenceRuns::difference) {
        return; // the channels of different runs do not correspond
    }
    int most = 1;
    for (int layer = 0; layer < scene_->columns(); ++layer) {
        for (const int run : {0, 1}) {
            const LayerInfo* info = scene_->layerOf(run, layer);
            most = info != nullptr ? std::max(most, info->channels) : most;
        }
    }
    const QFontMetrics metrics(smallFont());
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

QString EvidenceLayout::titleText() const {
    const EvidenceQuestion& question = scene_->question();
    const auto name = [this](int label) {
        return QFontMetrics(font()).elidedText(scene_->className(label), Qt::ElideRight,
                                               kTitleName);
    };
    const QString label =
        question.label == EvidenceQuestion::kTrue        ? EvidenceText::tr("the true class")
        : question.label == EvidenceQuestion::kPredicted ? EvidenceText::tr("the predicted class")
                                                         : name(question.label);
    const QString what =
        scene_->channel() >= 0 ? EvidenceText::tr("Evidence of channel %1").arg(scene_->channel())
        : scene_->runs() == EvidenceRuns::difference ? EvidenceText::tr("B − A: evidence")
                                                     : EvidenceText::tr("Evidence");
    const QString against = question.against == EvidenceQuestion::kRival
                                ? EvidenceText::tr("its strongest rival")
                                : name(question.against);
    const QString title =
        question.against == EvidenceQuestion::kNothing
            ? EvidenceText::tr("%1 for %2 (logit, nats)").arg(what, label)
            : EvidenceText::tr("%1 for %2 against %3 (logits, nats)").arg(what, label, against);
    return hasBar_ ? title : EvidenceText::tr("%1; each layer on its own scale").arg(title);
}

QString EvidenceLayout::noteText() const {
    const bool isLogit = scene_->question().against == EvidenceQuestion::kNothing;
    QStringList notes;
    if (scene_->oneScale() && layers_.size() > 1) {
        notes << EvidenceText::tr("One scale for all layers.");
    }
    if (scene_->runs() == EvidenceRuns::difference) {
        notes << (isLogit ? EvidenceText::tr("Orange: more evidence in B, blue: more in A. The "
                                             "patches and the bias sum to the difference of the "
                                             "logits of A and B.")
                          : EvidenceText::tr("Orange: more evidence in B, blue: more in A. The "
                                             "patches and the bias sum to the difference of the "
                                             "margins of A and B."));
        return notes.join(u' ');
    }
    if (scene_->channel() >= 0) {
        notes << EvidenceText::tr("The patches of this map sum to what the channel adds to the "
                                  "evidence.");
    } else if (isLogit) {
        notes << EvidenceText::tr("The patches of a map and the bias sum to the logit of the "
                                  "class.");
    } else {
        notes << EvidenceText::tr("The patches and the bias sum to the margin: the difference "
                                  "of the two logits.");
    }
    if (scene_->runs() == EvidenceRuns::both) {
        notes << EvidenceText::tr("B is asked for the same classes as A.");
    }
    if (scene_->question().channels > 0) {
        notes << EvidenceText::tr("Small maps: the channels that add and take most, each layer on "
                                  "its own scale.");
    }
    return notes.join(u' ');
}

int EvidenceLayout::textWidth() const {
    return isEnlarged() ? std::max(tile_.width(), leastText_) : MapLayout::textWidth();
}

QRect EvidenceLayout::image(int row) const {
    const int width = isEnlarged() ? kImageTile : tile_.width();
    return {kGap, rowTop(row) + kGap, width, width * tile_.height() / tile_.width()};
}

QRect EvidenceLayout::imageCaption(int row) const {
    const QRect place = image(row);
    return {place.left(), place.bottom() + 5, imageColumnWidth_ - kGap, line_ + 2 * smallLine_};
}

QRect EvidenceLayout::sumLine(int row, int layer, int line) const {
    const QRect place = map(row, layer);
    // Numbers far from their names are hard to read.
    const int most = std::max(15 * smallLine_, classWidth_);
    const int width = std::max(std::min(textWidth(), most), leastText_);
    const bool isTerm = line >= kClasses;
    const int probabilities = isTerm && splitsClasses_ ? kClasses * smallLine_ + kSumGap : 0;
    const int gaps = (isTerm ? 1 : 0) + (line > 3 ? 1 : 0) + (line > 6 ? 1 : 0);
    return {place.left(), place.bottom() + 6 + line * smallLine_ + gaps * kSumGap + probabilities,
            width, smallLine_};
}

/// Below the names of both classes, so that what is subtracted is beside what it is subtracted
/// from.
QRect EvidenceLayout::probabilityLine(int row, int layer, int line) const {
    return splitsClasses_ ? sumLine(row, layer, line).translated(0, kClasses * smallLine_ + kSumGap)
                          : sumLine(row, layer, line);
}

/// The pixels below a map, without channels.
int EvidenceLayout::sumHeight() const {
    return (sumLines() + (splitsClasses_ ? kClasses : 0)) * smallLine_ + 16 +
           (splitsClasses_ ? 2 : 1) * kSumGap;
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

std::pair<int, int> EvidenceLayout::groupAndPlace(const EvidenceAnswer& answer, int index) {
    const auto adds = static_cast<int>(answer.adds.size());
    return index < adds ? std::pair(0, index) : std::pair(1, index - adds);
}

QRect EvidenceLayout::smallMap(int row, int layer, int index) const {
    const auto [group, place] = groupAndPlace(*scene_->answer(row, layer), index);
    return channel(row, layer, group, place);
}

int EvidenceLayout::smallMaps(int row, int layer) const {
    const EvidenceAnswer* answer = scene_->answer(row, layer);
    return answer != nullptr ? static_cast<int>(answer->adds.size() + answer->takes.size()) : 0;
}

} // namespace asge
