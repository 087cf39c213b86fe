// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <string>
#include <string_view>
#include <vector>

namespace asge {

/// "32 64M 128M" to layers and back; spaces or commas separate the words. Throws BadInput that says
/// which word is wrong, without a field path.
std::vector<LayerSpec> parseLayers(std::string_view text);
std::string layersText(const std::vector<LayerSpec>& layers);

/// Layers, or what is wrong with the text.
struct ReadLayers {
    std::vector<LayerSpec> layers;
    std::string wrong; ///< empty if the text is valid
};
ReadLayers readLayers(std::string_view text);

/// Factors per layer, or what is wrong with the text; an empty text has no factors.
struct ReadFactors {
    std::vector<double> factors;
    std::string wrong; ///< empty if the text is valid
};
ReadFactors readFactors(std::string_view text);
std::string factorsText(const std::vector<double>& factors);

/// P, the number of patches per side of a layer with `channels` channels whose activations are
/// height × width: the patch rule applied to r = C_L / C_l, rounded down, then limited to 1 and the
/// shorter side. The network must have a layer; channels, height and width must be positive.
int patchesPerSide(const Experiment::Network& network, int channels, int height, int width);

} // namespace asge
