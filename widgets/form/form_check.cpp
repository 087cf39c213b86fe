// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/form_check.h"

#include "core/base/error.h"
#include "core/data/catalogue.h"
#include "core/experiment/layers.h"
#include "core/experiment/problems.h"
#include "core/experiment/settings.h"
#include "widgets/form/form_text.h"

#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <limits>
#include <set>

namespace asge {
namespace {

constexpr int kKernelArea = 9; ///< 3 × 3

/// Resets all settings of the section of `path` to their defaults.
void resetSection(Experiment& experiment, const std::string& path) {
    const std::string section = splitPath(path).section;
    for (const Setting& setting : settings()) {
        if (splitPath(setting.path).section == section && !setting.required) {
            setSetting(experiment, setting.path, defaultOf(setting));
        }
    }
}

/// The first layer (from 1) whose input pooling has reduced to no pixels; 0 if there is none or the
/// image size is unknown.
int firstWithoutPixels(const std::vector<LayerSpec>& layers, const ImageSize& images) {
    int side = std::min(images.height, images.width);
    const bool known = side > 0;
    for (std::size_t l = 0; l < layers.size() && known; ++l) {
        if (side == 0) {
            return static_cast<int>(l) + 1;
        }
        side /= layers[l].pools ? 2 : 1;
    }
    return 0;
}

/// "P = 8, 4, 2, 1". If the image size is unknown, it sets no upper bound.
QString patchesText(const Experiment::Network& network, const ImageSize& images) {
    const bool known = images.height > 0;
    int height = known ? images.height : std::numeric_limits<int>::max();
    int width = known ? images.width : std::numeric_limits<int>::max();
    QStringList patches;
    for (const LayerSpec& layer : network.layers) {
        patches << QString::number(patchesPerSide(network, layer.channels, height, width));
        height /= known && layer.pools ? 2 : 1;
        width /= known && layer.pools ? 2 : 1;
    }
    const QString list = patches.join(QStringLiteral(", "));
    return known ? FormText::tr("P = %1").arg(list)
                 : FormText::tr("P = %1, at most the side of the activations").arg(list);
}

/// The number of parameters of the convolutions: weights and biases. The first layer's depends on
/// the images' channels.
QString weightsText(const std::vector<LayerSpec>& layers, const ImageSize& images) {
    std::int64_t weights = 0;
    int inputs = images.channels;
    for (const LayerSpec& layer : layers) {
        weights += (static_cast<std::int64_t>(kKernelArea) * inputs + 1) * layer.channels;
        inputs = layer.channels;
    }
    const QString number = QLocale().toString(qlonglong{weights});
    return images.channels > 0
               ? FormText::tr("%1 convolution parameters").arg(number)
               : FormText::tr("%1 convolution parameters, plus %2 per image channel")
                     .arg(number, QLocale().toString(kKernelArea * layers.front().channels));
}

/// "for 28 × 28 grey images"; empty if the size is unknown.
QString imagesText(const ImageSize& images) {
    if (images.height == 0) {
        return {};
    }
    // Non-breaking spaces keep the size on one line.
    const QString size = FormText::tr("%1\u00a0×\u00a0%2").arg(images.height).arg(images.width);
    return images.channels == 1   ? FormText::tr(" (for %1 grey images)").arg(size)
           : images.channels == 3 ? FormText::tr(" (for %1 colour images)").arg(size)
                                  : FormText::tr(" (for %1 images)").arg(size);
}

} // namespace

CheckedForm checkForm(const FormTexts& texts) {
    CheckedForm checked;
    std::set<std::string> faultySections;
    for (const auto& [path, text] : texts) {
        if (const auto wrong = setSetting(checked.experiment, path, text.toStdString())) {
            checked.wrong[path] = QString::fromStdString(*wrong);
            faultySections.insert(splitPath(path).section);
        }
    }
    // Once a value has been replaced by its default, conflicts within its section mean nothing.
    for (const Problem& problem : crossProblems(checked.experiment)) {
        if (!faultySections.contains(splitPath(problem.field).section)) {
            checked.wrong[problem.field] = QString::fromStdString(problem.what);
        }
        resetSection(checked.experiment, problem.field);
    }
    return checked;
}

FormTexts formTexts(const Experiment& experiment) {
    FormTexts texts;
    for (const Setting& setting : settings()) {
        texts[setting.path] = QString::fromStdString(settingText(experiment, setting.path));
    }
    return texts;
}

std::vector<LayerCost> networkCosts(const Experiment& experiment) {
    try {
        return layerCosts(experiment, imageSize(experiment.data), classCount(experiment.data));
    } catch (const BadInput&) {
        return {}; // the form says elsewhere what is wrong
    }
}

QString networkSummary(const Experiment& experiment) {
    const std::vector<LayerSpec>& layers = experiment.network.layers;
    if (layers.empty()) {
        return {};
    }
    const ImageSize images = imageSize(experiment.data);
    if (const int lost = firstWithoutPixels(layers, images)) {
        return FormText::tr("A %1 × %2 image has no pixels left at layer %3: too many layers pool")
            .arg(images.height)
            .arg(images.width)
            .arg(lost);
    }
    return patchesText(experiment.network, images) + QStringLiteral(" · ") +
           weightsText(layers, images) + imagesText(images);
}

} // namespace asge
