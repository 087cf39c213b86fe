// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

#include <vector>

namespace asge {

/// One layer as the texts of network.layers and optimizer.layer_rates write it. The texts may be
/// wrong; each problem belongs to one of them.
struct LayerText {
    QString channels;
    bool pools = false;
    QString rate = QStringLiteral("1"); ///< factor of the learning rate; empty if the list is short
    QString channelsProblem = {};       ///< empty if the text is valid
    QString rateProblem = {};

    bool isFrozen() const; ///< its factor is 0, so that its weights never change
    bool operator==(const LayerText&) const = default;
};

/// Most layers that a network may have.
int mostLayers();

/// The layers that the two settings' texts describe, also if they are wrong. Factors without a
/// layer are left out. Empty if there are more than mostLayers().
std::vector<LayerText> readLayerTexts(const QString& layers, const QString& rates);

/// The texts of the two settings.
struct LayerSettings {
    QString layers;
    QString rates; ///< empty if all factors are 1

    bool operator==(const LayerSettings&) const = default;
};
LayerSettings layerSettings(const std::vector<LayerText>& layers);

} // namespace asge
