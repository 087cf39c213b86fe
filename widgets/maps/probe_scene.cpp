// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/probe_scene.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/probe_picture.h"
#include "widgets/maps/maps_text.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace asge {
namespace {

/// A grey, darkened copy: colours of the image would mix with those of the scale.
QImage dimmed(const QImage& picture) {
    QImage dim =
        picture.convertToFormat(QImage::Format_Grayscale8).convertToFormat(QImage::Format_RGB32);
    QPainter painter(&dim);
    painter.fillRect(dim.rect(), QColor::fromRgbF(0, 0, 0, 1 - ProbeScene::kDimming));
    return dim;
}

} // namespace

void ProbeScene::setRun(const ProbeImages& images, const std::vector<std::string>& classNames,
                        const std::vector<LayerInfo>& layers) {
    images_ = images;
    classNames_ = classNames;
    nameWidths_.clear();
    layers_ = layers;
    picked_.clear();
    pictures_.clear();
    for (int sample = 0; sample < images.count; ++sample) {
        pictures_.push_back(pictureOf(images, sample));
    }
    dimmedPictures_.assign(pictures_.size(), {});
}

void ProbeScene::setPicked(std::vector<int> samples) {
    picked_ = std::move(samples);
}

const QImage& ProbeScene::dimmedPicture(int sample) const {
    QImage& picture = dimmedPictures_[static_cast<std::size_t>(sample)];
    if (picture.isNull()) {
        picture = dimmed(pictures_[static_cast<std::size_t>(sample)]);
    }
    return picture;
}

QString ProbeScene::className(int label) const {
    if (label >= 0 && label < static_cast<int>(classNames_.size())) {
        return plain::line(classNames_[static_cast<std::size_t>(label)]);
    }
    return MapsText::tr("class %1").arg(label);
}

int ProbeScene::widestName(const QFont& font) const {
    const auto known = std::find_if(nameWidths_.begin(), nameWidths_.end(),
                                    [&](const auto& each) { return each.first == font; });
    if (known != nameWidths_.end()) {
        return known->second;
    }
    const QFontMetrics metrics(font);
    const int classes = std::max(static_cast<int>(classNames_.size()), 1);
    int widest = 0;
    for (int label = 0; label < classes && widest < kMostName; ++label) {
        widest = std::max(widest, metrics.horizontalAdvance(className(label)));
    }
    widest = std::min(widest, kMostName);
    nameWidths_.emplace_back(font, widest);
    return widest;
}

QString ProbeScene::probeNumber(int sample) {
    return MapsText::tr(" (probe image %1)").arg(sample);
}

QString ProbeScene::imageName(int sample) const {
    const auto place = static_cast<std::size_t>(sample);
    return MapsText::tr("%1, test image %2")
        .arg(className(images_.labels[place]), QString::number(images_.indices[place]));
}

} // namespace asge
