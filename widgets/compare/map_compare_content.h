// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/map_compare_canvas.h"
#include "widgets/compare/map_run.h"

#include <memory>
#include <set>

namespace asge {

class GoodnessScene;

/// What a comparison of maps shows.
struct MapsShown {
    struct Side {
        const MapRun* run = nullptr;
        std::shared_ptr<const GoodnessValues> values;
        int sample = 0; ///< index of the image in this run's probe batch
    };
    Side a, b;
    const GoodnessScene* scene = nullptr; ///< of A; has the pictures and class names
    int epoch = 0;
    GoodnessScale scale = GoodnessScale::relative; ///< relative or absolute
    bool oneScale = true;                          ///< one scale for all layers
    maps::Part part;
    const std::set<int>* hiddenLayers = nullptr;
};

/// The content for the canvas. It has a column for each layer of the deeper run, except hidden
/// ones.
MapCompareCanvas::Content mapsContent(const MapsShown& shown);

} // namespace asge
