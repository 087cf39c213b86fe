// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_scene.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/probe_picture.h"
#include "widgets/goodness/goodness_text.h"

#include <QLocale>
#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace asge {
namespace {

/// A grey, darkened copy: colours of the image would mix with those of the scale.
QImage dimmed(const QImage& picture) {
    QImage dim =
        picture.convertToFormat(QImage::Format_Grayscale8).convertToFormat(QImage::Format_RGB32);
    QPainter painter(&dim);
    painter.fillRect(dim.rect(), QColor::fromRgbF(0, 0, 0, 1 - GoodnessScene::kDimming));
    return dim;
}

QString span(PatchSpan pixels) {
    return pixels.end - pixels.begin == 1
               ? QString::number(pixels.begin)
               : QStringLiteral("%1–%2").arg(pixels.begin).arg(pixels.end - 1);
}

QString describeValue(const GoodnessValues& values, int layer, double goodness) {
    if (!std::isfinite(goodness)) {
        return GoodnessText::tr("goodness is not a finite number");
    }
    return GoodnessText::tr("goodness %1 · %2 × layer mean")
        .arg(shortNumber(goodness),
             shortNumber(values.scaled(GoodnessScale::relative, layer, goodness)));
}

QString describePrediction(const GoodnessScene& scene, int layer, int sample) {
    const std::vector<ClassProbability> predictions = scene.values()->predictions(layer, sample, 3);
    if (predictions.empty()) {
        return GoodnessText::tr("no prediction");
    }
    QStringList parts;
    for (const ClassProbability& prediction : predictions) {
        parts << QStringLiteral("%1 %2").arg(
            scene.className(prediction.label),
            QLocale().toString(prediction.probability * 100, 'f', 1) + '%');
    }
    return GoodnessText::tr("predicts %1").arg(parts.join(QStringLiteral(", ")));
}

} // namespace

void GoodnessScene::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                           const std::vector<LayerInfo>& layers) {
    images_ = images;
    classNames_ = classNames;
    layers_ = layers;
    values_.reset();
    picked_.clear();
    pictures_.clear();
    for (int sample = 0; sample < images.count; ++sample) {
        pictures_.push_back(pictureOf(images, sample));
    }
    dimmedPictures_.assign(pictures_.size(), {});
    update();
}

const QImage& GoodnessScene::dimmedPicture(int sample) const {
    QImage& picture = dimmedPictures_[sample];
    if (picture.isNull()) {
        picture = dimmed(pictures_[sample]);
    }
    return picture;
}

void GoodnessScene::clear() {
    setRun({}, {}, {});
}

void GoodnessScene::setValues(std::shared_ptr<const GoodnessValues> values) {
    values_ = std::move(values);
    update();
}

void GoodnessScene::setPicked(std::vector<int> samples) {
    picked_ = std::move(samples);
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

QString GoodnessScene::className(int label) const {
    if (label >= 0 && label < static_cast<int>(classNames_.size())) {
        return plain::line(classNames_[label]);
    }
    return GoodnessText::tr("class %1").arg(label);
}

const std::vector<int>& GoodnessScene::shownChannels(int row, int layer) const {
    return shown_[static_cast<std::size_t>(row) * layers_.size() + layer];
}

void GoodnessScene::update() {
    ranges_.assign(layers_.size(), {});
    channelRanges_.assign(layers_.size(), {0, 0});
    shown_.assign(picked_.size() * layers_.size(), {});
    hasNonFinite_ = false;
    if (!values_) {
        return;
    }
    ranges_ = values_->ranges(scale_, picked_);
    for (int layer = 0; layer < layerCount(); ++layer) {
        updateLayer(layer);
    }
}

void GoodnessScene::updateLayer(int layer) {
    const int patches = values_->patches(layer);
    std::vector<float> finite; // values of the shown channels
    for (std::size_t row = 0; row < picked_.size(); ++row) {
        const int sample = picked_[row];
        std::vector<int>& shown = shown_[row * layers_.size() + layer];
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

QString describe(const GoodnessScene& scene, const GoodnessSpot& spot) {
    using Kind = GoodnessSpot::Kind;
    if (spot.kind == Kind::nothing) {
        return {};
    }
    const int sample = scene.picked()[spot.row];
    const QString image = GoodnessText::tr("%1, test image %2")
                              .arg(scene.className(scene.images().labels[sample]),
                                   QString::number(scene.images().indices[sample]));
    if (spot.kind == Kind::image || !scene.values()) {
        return image;
    }
    const GoodnessValues& values = *scene.values();
    const LayerInfo& layer = scene.layers()[spot.layer];
    QStringList parts{image, GoodnessText::tr("layer %1").arg(spot.layer + 1)};
    if (spot.kind == Kind::prediction) {
        parts << describePrediction(scene, spot.layer, sample);
    } else if (spot.kind == Kind::patch) {
        parts << patchText(layer, spot.i, spot.j)
              << describeValue(values, spot.layer, values.sum(spot.layer, sample, spot.i, spot.j));
    } else {
        const int channel = scene.shownChannels(spot.row, spot.layer)[spot.channel];
        const double share = values.share(spot.layer, sample, channel);
        parts << GoodnessText::tr("channel %1, %2% of the layer's goodness for this image")
                     .arg(channel)
                     .arg(std::isfinite(share) ? QLocale().toString(share * 100, 'f', 1)
                                               : QStringLiteral("–"))
              << patchText(layer, spot.i, spot.j)
              << describeValue(values, spot.layer,
                               values.channel(spot.layer, sample, channel, spot.i, spot.j));
    }
    return parts.join(QStringLiteral(" · "));
}

QString patchText(const LayerInfo& layer, int i, int j) {
    return GoodnessText::tr("patch (%1, %2): rows %3, columns %4 of %5 × %6")
        .arg(i)
        .arg(j)
        .arg(span(patchSpan(i, layer.patches, layer.height)),
             span(patchSpan(j, layer.patches, layer.width)))
        .arg(layer.height)
        .arg(layer.width);
}

std::vector<double> roundTicks(double high, int most) {
    if (!(high > 0) || !std::isfinite(high)) {
        return {};
    }
    const double least = high / most;
    const double power = std::pow(10, std::floor(std::log10(least)));
    double step = 10 * power;
    for (const double factor : {5.0, 2.0, 1.0}) {
        // The tolerance keeps a step that divides `high` from failing by rounding.
        step = factor * power >= least * (1 - 1e-9) ? factor * power : step;
    }
    std::vector<double> ticks;
    for (int i = 0; i * step <= high * (1 + 1e-9); ++i) {
        ticks.push_back(i * step);
    }
    return ticks;
}

QString shortNumber(double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    const double size = std::abs(value);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
        return locale.toString(value, 'g', 3);
    }
    const int digits = size > 0 ? 2 - static_cast<int>(std::floor(std::log10(size))) : 0;
    const QString text = QString::number(value, 'f', std::max(digits, 0));
    // 'g' omits trailing zeros, but would write 5880 as 5.88e+03.
    return digits > 0 ? locale.toString(text.toDouble(), 'g', 6) : locale.toString(value, 'f', 0);
}

QString percent(double part) {
    return std::isfinite(part) ? QLocale().toString(part * 100, 'f', 0) + '%' : QStringLiteral("–");
}

} // namespace asge
