// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/compare/map_compare_canvas.h"
#include "widgets/compare/map_run.h"

#include <memory>
#include <set>

namespace asge {

class GoodnessScene;

/// What of which runs a comparison of maps shows.
struct MapsShown {
    struct Side {
        const MapRun* run = nullptr;
        std::shared_ptr<const GoodnessValues> values;
        int sample = 0; ///< the image's position in this run's probe batch
    };
    Side a, b;
    const GoodnessScene* scene = nullptr; ///< of A: pictures and names of the images
    int epoch = 0;
    GoodnessScale scale = GoodnessScale::relative; ///< relative or absolute
    bool oneScale = true;                          ///< for all layers
    maps::Part part;
    const std::set<int>* hiddenLayers = nullptr;
};

/// As many columns as the run with more layers has, without those that are hidden.
MapCompareCanvas::Content mapsContent(const MapsShown& shown);

} // namespace asge
