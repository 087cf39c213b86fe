// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/map_compare_content.h"

#include "widgets/compare/compare_text.h"
#include "widgets/goodness/goodness_scene.h"

#include <algorithm>

namespace asge {
namespace {

int labelOf(const MapsShown& shown) {
    return shown.a.run->images.labels[static_cast<std::size_t>(shown.a.sample)];
}

QString predictionText(const MapsShown& shown, const std::optional<ClassProbability>& prediction) {
    if (!prediction) {
        return {};
    }
    return QStringLiteral("%1 %2\t%3")
        .arg(prediction->label == labelOf(shown) ? QStringLiteral("✓") : QStringLiteral("✗"),
             shown.scene->className(prediction->label), percent(prediction->probability));
}

QString methodName(const MapsShown::Side& side) {
    const MethodFacts* method = side.run->scores.method;
    return method == nullptr ? CompareText::tr("unknown method")
                             : QString::fromUtf8(method->name.data(),
                                                 static_cast<qsizetype>(method->name.size()));
}

MapCompareCanvas::Side sideOf(const MapsShown& shown, const MapsShown::Side& side) {
    const bool isTrained = side.run->scores.isTrained(kFusionPlace);
    const QString prediction =
        isTrained ? predictionText(shown, side.values->fusion(side.sample)) : QString();
    return {side.run->id, side.run->name,
            prediction.isEmpty() ? QString() : CompareText::tr("Fusion %1").arg(prediction),
            methodName(side)};
}

MapCompareCanvas::LayerSide layerOf(const MapsShown& shown, const MapsShown::Side& side,
                                    int layer) {
    MapCompareCanvas::LayerSide found;
    const auto index = static_cast<std::size_t>(layer);
    if (index >= side.run->layers.size()) {
        return found;
    }
    found.layer = side.run->layers[index];
    found.map = maps::mapOf(*side.values, shown.scale, layer, side.sample, shown.part);
    found.channel = maps::channelOf(*side.values, shown.part, layer, side.sample);
    if (found.channel) {
        found.share = percent(side.values->share(layer, side.sample, *found.channel));
    }
    const std::vector<ClassProbability> predictions =
        side.values->predictions(layer, side.sample, 1);
    if (!side.run->scores.isTrained(layer)) {
        found.prediction = CompareText::tr("untrained");
    } else if (!predictions.empty()) {
        found.prediction = predictionText(shown, predictions.front());
    }
    return found;
}

void setScales(MapCompareCanvas::Content& content, bool one) {
    const bool isShared = !content.hasTwoScales();
    std::vector<const maps::Map*> ofA;
    std::vector<const maps::Map*> ofB;
    std::vector<const maps::Map*> differences;
    for (MapCompareCanvas::Column& column : content.columns) {
        ofA.push_back(&column.a.map);
        ofB.push_back(&column.b.map);
        differences.push_back(&column.difference);
        column.scales =
            maps::scalesOf({&column.a.map}, {&column.b.map}, {&column.difference}, isShared);
    }
    if (one) {
        const maps::Scales all = maps::scalesOf(ofA, ofB, differences, isShared);
        for (MapCompareCanvas::Column& column : content.columns) {
            column.scales = all;
        }
    }
}

} // namespace

MapCompareCanvas::Content mapsContent(const MapsShown& shown) {
    MapCompareCanvas::Content content;
    content.scale = shown.scale;
    content.part = shown.part;
    content.image = shown.scene->picture(shown.a.sample);
    content.dimmed = shown.scene->dimmedPicture(shown.a.sample);
    content.label = shown.scene->className(labelOf(shown));
    content.index = shown.a.run->images.indices[static_cast<std::size_t>(shown.a.sample)];
    content.epoch = shown.epoch;
    content.a = sideOf(shown, shown.a);
    content.b = sideOf(shown, shown.b);
    const auto layers =
        static_cast<int>(std::max(shown.a.run->layers.size(), shown.b.run->layers.size()));
    for (int layer = 0; layer < layers; ++layer) {
        if (!shown.hiddenLayers->contains(layer)) {
            MapCompareCanvas::Column column;
            column.layer = layer;
            column.layers = layers;
            column.a = layerOf(shown, shown.a, layer);
            column.b = layerOf(shown, shown.b, layer);
            // Relative to the layer's mean, methods can be compared, but not what they measure.
            if (!content.hasTwoScales() || shown.scale == GoodnessScale::relative) {
                column.difference = maps::difference(column.a.map, column.b.map);
            }
            content.columns.push_back(std::move(column));
        }
    }
    setScales(content, shown.oneScale);
    return content;
}

} // namespace asge
