// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/inspector.h"
#include "core/run/evidence.h"
#include "core/run/snapshot.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asge::cli {

/// What the patches of one layer say about an image.
struct LayerEvidence {
    Evidence evidence; ///< of a class, or of a class against another
    std::vector<float> probabilities;
};

/// The evidence for a class in one image, in all layers of a network.
struct ImageEvidence {
    std::int64_t run = 0;
    int epoch = 0;
    std::string image;        ///< "test image 3", or a file's name
    ProbeImages pixels;       ///< one image
    std::optional<int> label; ///< the true one, if it is known
    int shown = 0;            ///< the class that the evidence is for
    std::optional<int> against;
    std::vector<std::string> classNames;
    std::vector<LayerEvidence> layers;
    std::vector<std::vector<Neighbour>> neighbours; ///< per layer, by distance; may be empty

    const std::string& className(int index) const {
        return classNames[static_cast<std::size_t>(index)];
    }
    /// "Coat", or "Coat against Shirt".
    std::string subject() const {
        return className(shown) + (against ? " against " + className(*against) : "");
    }
};

} // namespace asge::cli
