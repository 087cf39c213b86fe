// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_scene.h"

#include "widgets/evidence/evidence_text.h"

#include <QElapsedTimer>
#include <QLocale>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace asge {
namespace {

/// Adds the sizes of the finite values; returns whether all are finite.
bool addSizes(std::vector<float>& sizes, const std::vector<double>& values) {
    bool finite = true;
    for (const double value : values) {
        const auto size = static_cast<float>(std::abs(value));
        if (std::isfinite(size)) {
            sizes.push_back(size);
        } else {
            finite = false;
        }
    }
    return finite;
}

ColorRange symmetricRange(double usual, double most) {
    const double high = niceCeiling(usual);
    return {-high, high, most > high * (1 + 1e-6)};
}

/// The usual size of the values, without outliers, and the largest.
std::pair<double, double> sizesOf(std::vector<float>& sizes) {
    if (sizes.empty()) {
        return {0, 0};
    }
    const double most = *std::max_element(sizes.begin(), sizes.end());
    return {robustRange(sizes).high, most};
}

QString effect(double value) {
    const int decimals = decimalsFor(value, 0, value);
    if (!std::isfinite(value)) {
        return EvidenceText::tr("evidence is not a finite number");
    }
    return value < 0 ? EvidenceText::tr("takes %1 nats").arg(signedText(value, decimals))
                     : EvidenceText::tr("adds %1 nats").arg(signedText(value, decimals));
}

QString shareText(double part, double whole) {
    const double share = part / whole;
    return std::isfinite(share)
               ? EvidenceText::tr("%1% of the sum").arg(QLocale().toString(share * 100, 'f', 1))
               : EvidenceText::tr("the sum is 0");
}

QString describeSum(const EvidenceScene& scene, const EvidenceAnswer& answer) {
    const GoodnessScene& images = scene.images();
    const double evidence = answer.evidence.sum();
    const int decimals = decimalsFor(evidence, answer.evidence.bias, answer.total());
    const auto number = [decimals](double value) { return signedText(value, decimals); };
    const QString rival = images.className(answer.rival);
    const QString sum = EvidenceText::tr("evidence %1 + bias %2")
                            .arg(number(evidence), number(answer.evidence.bias));
    return images.className(answer.label) +
           (answer.against >= 0 ? EvidenceText::tr(" against %1: %2 = margin %3 (logit %4, %1: %5)")
                                      .arg(rival, sum, number(answer.margin()),
                                           number(answer.logit), number(answer.rivalLogit))
                                : EvidenceText::tr(": %1 = logit %2 (rival %3: %4, margin %5)")
                                      .arg(sum, number(answer.logit), rival,
                                           number(answer.rivalLogit), number(answer.margin())));
}

} // namespace

void EvidenceScene::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                           const std::vector<LayerInfo>& layers) {
    images_.setRun(images, classNames, layers);
    picked_.clear();
    enlarged_ = -1;
    question_.channel = -1;
    faded_.assign(static_cast<std::size_t>(std::max(images.count, 0)), {});
    setMaps(nullptr, nullptr);
}

void EvidenceScene::setMaps(ProbeSnapshotPtr maps, ReadoutsPtr readouts) {
    maps_ = std::move(maps);
    readouts_ = std::move(readouts);
    invalidate(true);
}

void EvidenceScene::setPicked(std::vector<int> samples) {
    picked_ = std::move(samples);
    invalidate(false);
}

void EvidenceScene::setQuestion(const EvidenceQuestion& question) {
    if (question != question_) {
        question_ = question;
        invalidate(true);
    }
}

void EvidenceScene::setOneScale(bool one) {
    oneScale_ = one;
    updateRanges();
}

void EvidenceScene::invalidate(bool keep) {
    const std::size_t count = maps_ && readouts_ ? picked_.size() * layers().size() : 0;
    pending_.clear();
    missing_ = count;
    if (!keep || answers_.size() != count) {
        answers_.clear();
        updateRanges();
    }
}

bool EvidenceScene::computeSome(double milliseconds) {
    QElapsedTimer time;
    time.start();
    if (missing_ == 0) {
        return false;
    }
    const auto layers = static_cast<std::size_t>(layerCount());
    while (missing_ > 0) {
        const int sample = picked_[pending_.size() / layers];
        pending_.push_back(
            asge::answer(*maps_, *readouts_, static_cast<int>(pending_.size() % layers), sample,
                         images_.images().labels[static_cast<std::size_t>(sample)], question_));
        --missing_;
        if (missing_ > 0 && static_cast<double>(time.nsecsElapsed()) > milliseconds * 1e6) {
            return true;
        }
    }
    answers_ = std::move(pending_);
    pending_.clear();
    updateRanges();
    return false;
}

void EvidenceScene::updateRanges() {
    hasNonFinite_ = false;
    ranges_.assign(layers().size(), {-1, 1});
    channelRanges_.assign(layers().size(), {-1, 1});
    double usualOfAll = 0;
    double mostOfAll = 0;
    for (int layer = 0; layer < layerCount(); ++layer) {
        std::vector<float> sizes, channelSizes;
        for (int row = 0; row < static_cast<int>(picked_.size()); ++row) {
            const EvidenceAnswer* found = answer(row, layer);
            if (found == nullptr || found->label < 0 || !found->belongs()) {
                continue;
            }
            hasNonFinite_ = !addSizes(sizes, found->evidence.map) || hasNonFinite_;
            addSizes(channelSizes, found->wanted.map);
            for (const auto* list : {&found->adds, &found->takes}) {
                for (const ChannelEvidence& channel : *list) {
                    addSizes(channelSizes, channel.map);
                }
            }
        }
        const auto [usual, most] = sizesOf(sizes);
        usualOfAll = std::max(usualOfAll, usual);
        mostOfAll = std::max(mostOfAll, most);
        ranges_[static_cast<std::size_t>(layer)] = symmetricRange(usual, most);
        const auto [usualChannel, mostChannel] = sizesOf(channelSizes);
        channelRanges_[static_cast<std::size_t>(layer)] = symmetricRange(usualChannel, mostChannel);
    }
    if (oneScale_) {
        std::fill(ranges_.begin(), ranges_.end(), symmetricRange(usualOfAll, mostOfAll));
    }
}

const EvidenceAnswer* EvidenceScene::answer(int row, int layer) const {
    const std::size_t place =
        static_cast<std::size_t>(row) * layers().size() + static_cast<std::size_t>(layer);
    return place < answers_.size() ? &answers_[place] : nullptr;
}

const std::vector<double>& EvidenceScene::map(const EvidenceAnswer& answer) const {
    return channel() >= 0 ? answer.wanted.map : answer.evidence.map;
}

double EvidenceScene::mapSum(const EvidenceAnswer& answer) const {
    return channel() >= 0 ? answer.wanted.total : answer.evidence.sum();
}

double EvidenceScene::goodness(int row, int layer, int channel, int i, int j) const {
    const LayerMaps& maps = maps_->layers[static_cast<std::size_t>(layer)];
    const auto side = static_cast<std::size_t>(maps.patches);
    const auto sample = static_cast<std::size_t>(picked_[static_cast<std::size_t>(row)]);
    const int first = channel >= 0 ? channel : 0;
    const int end = channel >= 0 ? channel + 1 : maps.channels;
    double sum = 0;
    for (int c = first; c < end; ++c) {
        const std::size_t map =
            sample * static_cast<std::size_t>(maps.channels) + static_cast<std::size_t>(c);
        sum += static_cast<double>(maps.goodness[(map * side + static_cast<std::size_t>(i)) * side +
                                                 static_cast<std::size_t>(j)]);
    }
    return sum;
}

const QImage& EvidenceScene::fadedPicture(int sample, bool dark) const {
    if (dark) {
        return images_.dimmedPicture(sample);
    }
    QImage& picture = faded_[static_cast<std::size_t>(sample)];
    if (picture.isNull()) {
        picture = images_.picture(sample)
                      .convertToFormat(QImage::Format_Grayscale8)
                      .convertToFormat(QImage::Format_RGB32);
        QPainter painter(&picture);
        painter.fillRect(picture.rect(), QColor::fromRgbF(1, 1, 1, 1 - kFading));
    }
    return picture;
}

const ChannelEvidence* channelAt(const EvidenceAnswer& answer, int index) {
    const auto adds = static_cast<int>(answer.adds.size());
    const auto takes = static_cast<int>(answer.takes.size());
    return index < 0              ? nullptr
           : index < adds         ? &answer.adds[static_cast<std::size_t>(index)]
           : index - adds < takes ? &answer.takes[static_cast<std::size_t>(index - adds)]
                                  : nullptr;
}

QString describe(const EvidenceScene& scene, const EvidenceSpot& spot) {
    using Kind = EvidenceSpot::Kind;
    if (spot.kind == Kind::nothing) {
        return {};
    }
    const GoodnessScene& images = scene.images();
    const auto sample =
        static_cast<std::size_t>(scene.picked()[static_cast<std::size_t>(spot.row)]);
    QStringList parts{EvidenceText::tr("%1, test image %2")
                          .arg(images.className(images.images().labels[sample]),
                               QString::number(images.images().indices[sample]))};
    const EvidenceAnswer* answer =
        spot.kind == Kind::image ? nullptr : scene.answer(spot.row, spot.layer);
    if (answer == nullptr || answer->label < 0 || !answer->belongs()) {
        return parts.front();
    }
    parts << EvidenceText::tr("layer %1").arg(spot.layer + 1);
    if (spot.kind == Kind::sum) {
        return (parts << describeSum(scene, *answer)).join(QStringLiteral(" · "));
    }
    const LayerInfo& layer = scene.layers()[static_cast<std::size_t>(spot.layer)];
    const bool isSmall = spot.kind == Kind::channel;
    const ChannelEvidence* channel = isSmall                ? channelAt(*answer, spot.channel)
                                     : scene.channel() >= 0 ? &answer->wanted
                                                            : nullptr;
    const std::vector<double>& map = channel != nullptr ? channel->map : answer->evidence.map;
    const auto place = static_cast<std::size_t>(spot.i) * static_cast<std::size_t>(layer.patches) +
                       static_cast<std::size_t>(spot.j);
    if (place >= map.size()) {
        return parts.join(QStringLiteral(" · "));
    }
    if (channel != nullptr) {
        parts << EvidenceText::tr("channel %1, %2 (%3)")
                     .arg(QString::number(channel->channel), effect(channel->total),
                          shareText(channel->total, answer->evidence.sum()));
    }
    parts << patchText(layer, spot.i, spot.j) << effect(map[place])
          << shareText(map[place], answer->evidence.sum())
          << EvidenceText::tr("goodness %1")
                 .arg(shortNumber(scene.goodness(spot.row, spot.layer,
                                                 channel != nullptr ? channel->channel : -1, spot.i,
                                                 spot.j)));
    return parts.join(QStringLiteral(" · "));
}

} // namespace asge
