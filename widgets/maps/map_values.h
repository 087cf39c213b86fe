// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QString>

#include <vector>

namespace asge {

/// The pixels [begin, end) that a patch covers along one side of a layer's activations.
struct PatchSpan {
    int begin = 0;
    int end = 0;

    bool operator==(const PatchSpan&) const = default;
};

/// The bounds of adaptive average pooling: ⌊i·size/P⌋ to ⌈(i+1)·size/P⌉. Neighbouring patches share
/// a pixel if `patches` does not divide `size`.
PatchSpan patchSpan(int patch, int patches, int size);
/// The left edge of a drawn patch, as a fraction of the side (`patches` gives 1). A pixel
/// that two patches share is split between them, so that drawn cells do not overlap.
double patchEdge(int patch, int patches, int size);
/// The patch that is drawn at a fraction (0 to 1) of the side.
int patchAt(double fraction, int patches, int size);

/// The values at both ends of a colour scale.
struct ColorRange {
    double low = 0;
    double high = 1;
    bool clipped = false; ///< some values are above `high`

    /// The position of a value on the scale, 0 to 1; NaN if the value is not finite.
    double fraction(double value) const;
    bool operator==(const ColorRange&) const = default;
};

/// The range of the finite values. Its upper end is their maximum or, if that is far above the 99th
/// percentile, the percentile, so that a few outliers do not make all others dark. `low` is above
/// `high` if no value is finite. Reorders the values.
ColorRange robustRange(std::vector<float>& values);

/// The least of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 times a power of ten that is at least `value`; 1
/// if `value` is not positive. It keeps a live scale from changing with every snapshot.
double niceCeiling(double value);

/// Why a snapshot can't belong to a run with these images and layers; empty if it can.
QString invalidReason(const ProbeSnapshot& snapshot, const ProbeImages& images,
                      const std::vector<LayerInfo>& layers);
/// Why probe images can't be shown; empty if they can.
QString invalidReason(const ProbeImages& images);

/// "patch (1, 0): rows 3–6, columns 0–3 of 7 × 7", with the pixels that the patch covers.
QString patchText(const LayerInfo& layer, int i, int j);
/// A value with three significant digits; '–' if it isn't finite.
QString shortNumber(double value);
/// Round numbers from 0 to at most `high`, with at most `most` steps: 0, 0.5, 1, 1.5, 2, 2.5 for
/// 2.5. Empty if `high` is not positive.
std::vector<double> roundTicks(double high, int most);
/// A fraction as a whole percentage; '–' if it isn't finite.
QString percent(double part);

} // namespace asge
