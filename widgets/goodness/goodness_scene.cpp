// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_scene.h"

#include "widgets/goodness/goodness_text.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

QString describeValue(const GoodnessValues& values, int layer, double goodness) {
    if (!std::isfinite(goodness)) {
        return GoodnessText::tr("goodness is not a finite number");
    }
    return GoodnessText::tr("goodness %1 · %2 × layer mean")
        .arg(shortNumber(goodness),
             shortNumber(values.scaled(GoodnessScale::relative, layer, goodness)));
}

QString describePrediction(const GoodnessScene& scene, int layer, int sample) {
    if (!scene.isTrained(static_cast<Place>(layer))) {
        return GoodnessText::tr("untrained readout: its prediction is no result");
    }
    const std::vector<ClassProbability> predictions = scene.values()->predictions(layer, sample, 3);
    if (predictions.empty()) {
        return GoodnessText::tr("no prediction");
    }
    QStringList parts;
    for (const ClassProbability& prediction : predictions) {
        parts << QStringLiteral("%1 %2").arg(
            scene.className(prediction.label),
            QLocale().toString(prediction.probability * 100, 'f', 1) + QStringLiteral(" %"));
    }
    return GoodnessText::tr("predicts %1").arg(parts.join(QStringLiteral(", ")));
}

} // namespace

void GoodnessScene::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                           const std::vector<LayerInfo>& layers) {
    ProbeScene::setRun(images, classNames, layers);
    values_.reset();
    update();
}

void GoodnessScene::setValues(std::shared_ptr<const GoodnessValues> values) {
    values_ = std::move(values);
    update();
}

void GoodnessScene::setPicked(std::vector<int> samples) {
    ProbeScene::setPicked(std::move(samples));
    update();
}

void GoodnessScene::setScale(GoodnessScale scale) {
    scale_ = scale;
    update();
}

void GoodnessScene::setChannelCount(int count) {
    channelCount_ = count;
    update();
}

QString GoodnessScene::shownToNetwork() const {
    return scores_.method == nullptr || scores_.method->shownToNetwork.empty()
               ? QString()
               : GoodnessText::tr(std::string(scores_.method->shownToNetwork).c_str());
}

QString GoodnessScene::shownName(int sample, bool numbered) const {
    const QString name = imageName(sample) + (numbered ? probeNumber(sample) : QString());
    if (scores_.method == nullptr || scores_.method->shownLabel.empty()) {
        return name;
    }
    const QString label = GoodnessText::tr(std::string(scores_.method->shownLabel).c_str())
                              .arg(className(images().labels[static_cast<std::size_t>(sample)]));
    return QStringLiteral("%1 · %2").arg(name, label);
}

const std::vector<int>& GoodnessScene::shownChannels(int row, int layer) const {
    return shown_[static_cast<std::size_t>(row) * layers().size() + layer];
}

void GoodnessScene::update() {
    ranges_.assign(layers().size(), {});
    channelRanges_.assign(layers().size(), {0, 0});
    shown_.assign(picked().size() * layers().size(), {});
    hasNonFinite_ = false;
    if (!values_) {
        return;
    }
    ranges_ = values_->ranges(scale_, picked());
    for (int layer = 0; layer < layerCount(); ++layer) {
        updateLayer(layer);
    }
}

void GoodnessScene::updateLayer(int layer) {
    const int patches = values_->patches(layer);
    std::vector<float> finite; // values of the shown channels
    for (std::size_t row = 0; row < picked().size(); ++row) {
        const int sample = picked()[row];
        std::vector<int>& shown = shown_[row * layers().size() + layer];
        shown = values_->strongest(layer, sample, channelCount_);
        for (int place = 0; place < patches * patches; ++place) {
            const int i = place / patches;
            const int j = place % patches;
            hasNonFinite_ |= !std::isfinite(values_->sum(layer, sample, i, j));
            for (const int channel : shown) {
                const float value = values_->channel(layer, sample, channel, i, j);
                if (std::isfinite(value)) {
                    finite.push_back(value);
                }
            }
        }
    }
    const ColorRange usual = robustRange(finite);
    channelRanges_[layer] = {0, std::max(usual.high, 0.0), usual.clipped};
}

QString describe(const GoodnessScene& scene, const MapSpot& spot) {
    using Kind = MapSpot::Kind;
    if (spot.kind == Kind::nothing) {
        return {};
    }
    const int sample = scene.picked()[spot.row];
    const QString image = scene.shownName(sample, spot.kind == Kind::image);
    if (spot.kind == Kind::image || !scene.values()) {
        return image;
    }
    const GoodnessValues& values = *scene.values();
    const LayerInfo& layer = scene.layers()[spot.layer];
    QStringList parts{image, GoodnessText::tr("layer %1").arg(spot.layer + 1)};
    if (spot.kind == Kind::caption) {
        parts << describePrediction(scene, spot.layer, sample);
    } else if (spot.kind == Kind::patch) {
        parts << patchText(layer, spot.i, spot.j)
              << describeValue(values, spot.layer, values.sum(spot.layer, sample, spot.i, spot.j));
    } else {
        const int channel = scene.shownChannels(spot.row, spot.layer)[spot.channel];
        const double share = values.share(spot.layer, sample, channel);
        parts << GoodnessText::tr("channel %1, %2 % of the layer's goodness for this image")
                     .arg(channel)
                     .arg(std::isfinite(share) ? QLocale().toString(share * 100, 'f', 1)
                                               : QStringLiteral("–"))
              << patchText(layer, spot.i, spot.j)
              << describeValue(values, spot.layer,
                               values.channel(spot.layer, sample, channel, spot.i, spot.j));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace asge
