// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_scene.h"

#include "widgets/common/untrained_note.h"
#include "widgets/evidence/evidence_text.h"
#include "widgets/maps/map_layout.h"

#include <QElapsedTimer>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace asge {
namespace {

constexpr double kFading = 0.55; ///< part of the image that is left
/// The grey that images are faded into in the dark theme, where black would make weak colours hard
/// to tell from each other.
constexpr double kDarkGround = 0.25;

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

/// Whether neighbouring patches share pixels.
bool overlaps(const LayerInfo& layer) {
    return layer.patches > 0 &&
           (layer.height % layer.patches != 0 || layer.width % layer.patches != 0);
}

} // namespace

void EvidenceScene::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                           const std::vector<LayerInfo>& layers) {
    ProbeScene::setRun(images, classNames, layers);
    enlarged_ = -1;
    question_.channel = -1;
    const auto count = static_cast<std::size_t>(std::max(images.count, 0));
    for (std::vector<QImage>& pictures : faded_) {
        pictures.assign(count, {});
    }
    sides_[0] = {layers, std::vector<int>(count), {}};
    std::iota(sides_[0].samples.begin(), sides_[0].samples.end(), 0);
    setOther({}, {});
}

void EvidenceScene::setPicked(std::vector<int> samples) {
    ProbeScene::setPicked(std::move(samples));
    invalidate(false);
}

void EvidenceScene::setMaps(EvidenceMaps maps) {
    sides_[0].of = std::move(maps);
    invalidate(true);
}

void EvidenceScene::setOther(std::vector<LayerInfo> layers, std::vector<int> samples) {
    sides_[1] = {std::move(layers), std::move(samples), {}};
    invalidate(false);
}

void EvidenceScene::setOtherMaps(EvidenceMaps maps) {
    const EvidenceRuns before = runs();
    sides_[1].of = std::move(maps);
    invalidate(runs() == before);
}

void EvidenceScene::setRuns(EvidenceRuns wanted) {
    const EvidenceRuns before = runs();
    runs_ = wanted;
    invalidate(runs() == before);
}

void EvidenceScene::setQuestion(const EvidenceQuestion& question) {
    if (question != question_) {
        question_ = question;
        invalidate(true);
    }
}

void EvidenceScene::setUntrained(std::size_t ofA, std::size_t ofB) {
    if (untrained_[0] != ofA || untrained_[1] != ofB) {
        untrained_[0] = ofA;
        untrained_[1] = ofB;
        invalidate(true);
    }
}

void EvidenceScene::setOneScale(bool one) {
    oneScale_ = one;
    updateRanges();
}

EvidenceRuns EvidenceScene::runs() const {
    return sides_[1].of.isWhole() ? runs_ : EvidenceRuns::a;
}

int EvidenceScene::channel() const {
    return enlarged() >= 0 && runs() != EvidenceRuns::difference ? question_.channel : -1;
}

int EvidenceScene::rows() const {
    return static_cast<int>(picked().size()) * (runs() == EvidenceRuns::both ? 2 : 1);
}

int EvidenceScene::columns() const {
    const std::size_t ofB = runs() == EvidenceRuns::a ? 0 : sides_[1].layers.size();
    return static_cast<int>(std::max(layers().size(), ofB));
}

int EvidenceScene::sample(int row) const {
    return picked()[static_cast<std::size_t>(runs() == EvidenceRuns::both ? row / 2 : row)];
}

bool EvidenceScene::isOther(int row) const {
    return runs() == EvidenceRuns::both && row % 2 == 1;
}

const LayerInfo* EvidenceScene::layerOf(int run, int layer) const {
    const std::vector<LayerInfo>& layers = sides_[run].layers;
    return layer >= 0 && layer < static_cast<int>(layers.size())
               ? &layers[static_cast<std::size_t>(layer)]
               : nullptr;
}

const LayerInfo* EvidenceScene::info(int row, int layer) const {
    return layerOf(isOther(row) ? 1 : 0, layer);
}

void EvidenceScene::invalidate(bool keep) {
    const std::size_t count =
        maps().isWhole() ? static_cast<std::size_t>(rows()) * static_cast<std::size_t>(columns())
                         : 0;
    pending_.clear();
    missing_ = count;
    if (!keep || cells_.size() != count || ranges_.size() != static_cast<std::size_t>(columns())) {
        cells_.clear();
        updateRanges();
    }
}

bool EvidenceScene::computeSome(double milliseconds) {
    QElapsedTimer time;
    time.start();
    if (missing_ == 0) {
        return false;
    }
    const int each = columns();
    while (missing_ > 0) {
        const auto place = static_cast<int>(pending_.size());
        pending_.push_back(computeNext(place / each, place % each));
        --missing_;
        if (missing_ > 0 && static_cast<double>(time.nsecsElapsed()) > milliseconds * 1e6) {
            return true;
        }
    }
    cells_ = std::move(pending_);
    pending_.clear();
    updateRanges();
    return false;
}

EvidenceCell EvidenceScene::computeNext(int row, int layer) const {
    const int image = sample(row);
    if (runs() == EvidenceRuns::difference) {
        return difference(image, layer);
    }
    if (!isOther(row)) {
        return answerOf(0, image, layer, question_);
    }
    if (channel() >= 0) {
        return {{},
                EvidenceText::tr("Channel %1 is one of A. The channels of different runs do not "
                                 "correspond.")
                    .arg(channel()),
                {}};
    }
    // The cell of A is in the row above, and has been computed.
    const EvidenceCell& ofA = pending_[pending_.size() - static_cast<std::size_t>(columns())];
    return answerOf(1, image, layer, sameQuestion(ofA));
}

/// The question that asks B for the classes that A has been asked for.
EvidenceQuestion EvidenceScene::sameQuestion(const EvidenceCell& ofA) const {
    EvidenceQuestion question = question_;
    question.channel = -1;
    if (ofA.sentence.isEmpty()) {
        question.label = ofA.answer.label;
        question.against =
            ofA.answer.against >= 0 ? ofA.answer.against : EvidenceQuestion::kNothing;
    }
    return question;
}

EvidenceCell EvidenceScene::answerOf(int run, int sample, int layer,
                                     const EvidenceQuestion& question) const {
    const Side& side = sides_[run];
    const QString name = run == 0 ? QStringLiteral("A") : QStringLiteral("B");
    EvidenceCell cell;
    if (layerOf(run, layer) == nullptr) {
        cell.sentence = EvidenceText::tr("%1 has no layer %2.").arg(name).arg(layer + 1);
        return cell;
    }
    if (static_cast<std::size_t>(layer) < untrained_[run]) {
        cell.sentence = untrainedReadout();
        return cell;
    }
    const int place = side.samples[static_cast<std::size_t>(sample)];
    if (place < 0) {
        cell.sentence = EvidenceText::tr("The probe images of B do not include this one.");
        return cell;
    }
    cell.answer = asge::answer(*side.of.maps, *side.of.readouts, layer, place,
                               images().labels[static_cast<std::size_t>(sample)], question);
    if (cell.answer.label < 0) {
        cell.sentence = EvidenceText::tr("The label of this image is not one of the classes.");
    } else if (!cell.answer.belongs() && overlaps(*layerOf(run, layer)) &&
               side.of.readouts->layers[static_cast<std::size_t>(layer)].patches == 1) {
        const LayerInfo& info = *layerOf(run, layer);
        cell.sentence = EvidenceText::tr("The %1 × %1 patches of %2 × %3 pixels overlap, so their "
                                         "evidence does not sum to the logit.")
                            .arg(info.patches)
                            .arg(info.height)
                            .arg(info.width);
    } else if (!cell.answer.belongs()) {
        cell.sentence = EvidenceText::tr("The readout does not belong to these maps: its logits "
                                         "differ by %1 nats from the layer's probabilities.")
                            .arg(shortNumber(cell.answer.mismatch));
    }
    return cell;
}

EvidenceCell EvidenceScene::difference(int sample, int layer) const {
    EvidenceQuestion question = question_;
    question.channels = 0;
    question.channel = -1;
    EvidenceCell cell = answerOf(0, sample, layer, question);
    if (!cell.sentence.isEmpty()) {
        return cell;
    }
    EvidenceQuestion same = sameQuestion(cell);
    same.channels = 0;
    const EvidenceCell other = answerOf(1, sample, layer, same);
    if (!other.sentence.isEmpty()) {
        return other;
    }
    const LayerInfo& a = *layerOf(0, layer);
    const LayerInfo& b = *layerOf(1, layer);
    if (a.patches != b.patches || a.height != b.height || a.width != b.width) {
        cell.sentence = EvidenceText::tr("The patches differ: %1 in A, %2 in B.")
                            .arg(MapLayout::mapText(a), MapLayout::mapText(b));
        return cell;
    }
    cell.totals[0] = cell.answer.total();
    cell.totals[1] = other.answer.total();
    EvidenceAnswer& shown = cell.answer; // the classes are those that A was asked for
    const EvidenceAnswer& ofB = other.answer;
    for (std::size_t i = 0; i < shown.evidence.map.size(); ++i) {
        shown.evidence.map[i] = ofB.evidence.map[i] - shown.evidence.map[i];
    }
    shown.evidence.bias = ofB.evidence.bias - shown.evidence.bias;
    shown.logit = ofB.logit - shown.logit;
    // Against no class, the rivals of A and B may differ.
    shown.rivalLogit = shown.against >= 0 ? ofB.rivalLogit - shown.rivalLogit
                                          : std::numeric_limits<double>::quiet_NaN();
    shown.probability = ofB.probability - shown.probability;
    shown.rivalProbability = ofB.rivalProbability - shown.rivalProbability;
    return cell;
}

void EvidenceScene::updateRanges() {
    updateDecimals();
    hasNonFinite_ = false;
    const int count = columns();
    ranges_.assign(static_cast<std::size_t>(count), {-1, 1});
    channelRanges_ = ranges_;
    double usualOfAll = 0;
    double mostOfAll = 0;
    std::vector<float> sizes;
    std::vector<float> channelSizes;
    for (int layer = 0; layer < count; ++layer) {
        sizes.clear();
        channelSizes.clear();
        for (int row = 0; row < rows(); ++row) {
            const EvidenceAnswer* found = answer(row, layer);
            if (found == nullptr) {
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

void EvidenceScene::updateDecimals() {
    decimals_.clear();
    channelDecimals_.clear();
    std::vector<double> ofAll;
    for (int layer = 0; layer < columns(); ++layer) {
        std::vector<double> values;
        std::vector<double> channels;
        for (int row = 0; row < rows(); ++row) {
            const EvidenceAnswer* found = answer(row, layer);
            if (found == nullptr) {
                continue;
            }
            values.insert(values.end(), {found->evidence.sum(), found->evidence.bias,
                                         found->total(), found->logit, found->rivalLogit});
            values.insert(values.end(), std::begin(cell(row, layer)->totals),
                          std::end(cell(row, layer)->totals));
            for (const auto* list : {&found->adds, &found->takes}) {
                for (const ChannelEvidence& channel : *list) {
                    channels.push_back(channel.total);
                }
            }
        }
        decimals_.push_back(decimalsFor(values));
        channelDecimals_.push_back(decimalsFor(channels));
        ofAll.insert(ofAll.end(), values.begin(), values.end());
    }
    if (oneScale_) {
        decimals_.assign(decimals_.size(), decimalsFor(ofAll));
    }
}

const EvidenceCell* EvidenceScene::cell(int row, int layer) const {
    if (layer >= columns()) {
        return nullptr;
    }
    const std::size_t place = static_cast<std::size_t>(row) * static_cast<std::size_t>(columns()) +
                              static_cast<std::size_t>(layer);
    return place < cells_.size() ? &cells_[place] : nullptr;
}

const EvidenceAnswer* EvidenceScene::answer(int row, int layer) const {
    const EvidenceCell* found = cell(row, layer);
    return found != nullptr && found->sentence.isEmpty() ? &found->answer : nullptr;
}

const std::vector<double>& EvidenceScene::map(const EvidenceAnswer& answer) const {
    return channel() >= 0 ? answer.wanted.map : answer.evidence.map;
}

double EvidenceScene::goodness(int run, int row, int layer, int channel, int i, int j) const {
    const Side& side = sides_[run];
    const LayerMaps& maps = side.of.maps->layers[static_cast<std::size_t>(layer)];
    const auto patches = static_cast<std::size_t>(maps.patches);
    const auto place =
        static_cast<std::size_t>(side.samples[static_cast<std::size_t>(sample(row))]);
    const int first = channel >= 0 ? channel : 0;
    const int end = channel >= 0 ? channel + 1 : maps.channels;
    double sum = 0;
    for (int c = first; c < end; ++c) {
        const std::size_t map =
            place * static_cast<std::size_t>(maps.channels) + static_cast<std::size_t>(c);
        sum += static_cast<double>(
            maps.goodness[(map * patches + static_cast<std::size_t>(i)) * patches +
                          static_cast<std::size_t>(j)]);
    }
    return sum;
}

QColor EvidenceScene::faded(const QColor& grey, bool dark) {
    const double ground = dark ? kDarkGround : 1.0;
    return QColor::fromRgbF(static_cast<float>(kFading * grey.redF() + (1 - kFading) * ground),
                            static_cast<float>(kFading * grey.greenF() + (1 - kFading) * ground),
                            static_cast<float>(kFading * grey.blueF() + (1 - kFading) * ground));
}

const QImage& EvidenceScene::fadedPicture(int sample, bool dark) const {
    QImage& faded = faded_[dark ? 1 : 0][static_cast<std::size_t>(sample)];
    if (faded.isNull()) {
        faded = picture(sample)
                    .convertToFormat(QImage::Format_Grayscale8)
                    .convertToFormat(QImage::Format_RGB32);
        const auto ground = static_cast<float>(dark ? kDarkGround : 1.0);
        QPainter painter(&faded);
        painter.fillRect(faded.rect(),
                         QColor::fromRgbF(ground, ground, ground, static_cast<float>(1 - kFading)));
    }
    return faded;
}

const ChannelEvidence* channelAt(const EvidenceAnswer& answer, int index) {
    const auto adds = static_cast<int>(answer.adds.size());
    const auto takes = static_cast<int>(answer.takes.size());
    return index < 0              ? nullptr
           : index < adds         ? &answer.adds[static_cast<std::size_t>(index)]
           : index - adds < takes ? &answer.takes[static_cast<std::size_t>(index - adds)]
                                  : nullptr;
}

} // namespace asge
