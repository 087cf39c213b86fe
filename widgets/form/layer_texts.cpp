// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/layer_texts.h"

#include "core/experiment/layers.h"
#include "core/experiment/settings.h"
#include "widgets/form/form_text.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace asge {
namespace {

QStringList wordsOfList(const QString& text) {
    static const QRegularExpression gaps(QStringLiteral("[ \\t,]+")); // as core reads the lists
    return text.split(gaps, Qt::SkipEmptyParts);
}

/// The factor that a text says; nothing if it is none.
std::optional<double> factorIn(const QString& text) {
    const ReadFactors read = readFactors(text.toStdString());
    return read.wrong.empty() && read.factors.size() == 1 ? std::optional(read.factors.front())
                                                          : std::nullopt;
}

} // namespace

bool LayerText::isFrozen() const {
    return factorIn(rate) == 0.0;
}

int mostLayers() {
    return static_cast<int>(findSetting("network.layers")->max);
}

std::vector<LayerText> readLayerTexts(const QString& layers, const QString& rates) {
    const QStringList words = wordsOfList(layers);
    const QStringList factors = wordsOfList(rates);
    std::vector<LayerText> found;
    if (words.size() > mostLayers()) {
        return found;
    }
    for (qsizetype i = 0; i < words.size(); ++i) {
        LayerText layer;
        layer.pools = words[i].endsWith(u'M');
        layer.channels = layer.pools ? words[i].chopped(1) : words[i];
        layer.channelsProblem = QString::fromStdString(readLayers(words[i].toStdString()).wrong);
        if (!factors.isEmpty()) {
            layer.rate = factors.value(i);
            layer.rateProblem =
                layer.rate.isEmpty()
                    ? FormText::tr("the list of factors is shorter than that of the layers")
                    : QString::fromStdString(readFactors(layer.rate.toStdString()).wrong);
        }
        found.push_back(layer);
    }
    return found;
}

LayerSettings layerSettings(const std::vector<LayerText>& layers) {
    QStringList words;
    QStringList rates;
    for (const LayerText& layer : layers) {
        words << (layer.pools ? layer.channels + u'M' : layer.channels);
        rates << (layer.rate.isEmpty() ? QStringLiteral("1") : layer.rate);
    }
    const bool isPlain = std::all_of(rates.begin(), rates.end(),
                                     [](const QString& rate) { return factorIn(rate) == 1.0; });
    return {words.join(u' '), isPlain ? QString() : rates.join(u' ')};
}

} // namespace asge
