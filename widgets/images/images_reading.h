// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "core/run/records.h"
#include "widgets/images/image_list.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

class RunState;

/// What a network makes of all images of a split.
struct SplitReading {
    Split split = Split::test;
    int epoch = 0;
    int bestLayer = -1; ///< 0-based; -1 if it is not known
    ImageOutcomes outcomes;
};

/// Whose predictions are shown: a layer, from 0, or one of these.
inline constexpr int kLastScorer = -1;
inline constexpr int kFusionScorer = -2;
inline constexpr int kBestScorer = -3;

/// The number of the scorer in the outcomes (see core/run/outcomes.h), which have layers; none if
/// the network does not have that layer. The best layer is the last one if it is not known.
std::optional<std::size_t> scorerOf(const SplitReading& reading, int chosen);

/// The name of a scorer in tables: "fusion", "last", "best" or "layer 2".
QString scorerKey(int chosen);

/// Why the images of B are not those of A, as one sentence; empty if they are: both have as many
/// images, with the same labels.
QString otherImages(const SplitReading& a, const SplitReading& b);

/// Why controls that show images to the run's network have no effect; empty if they have one.
/// `run` may be null.
QString noNetworkReason(const RunState* run);
/// The same of a run in place of its images, with what can be done.
QString noNetworkText(const RunState& run);
/// Why images can't be shown to B's network beside A's, as one sentence; empty if they can.
QString otherNetworkReason(const RunState& a, const RunState& b);

/// What a scorer of B makes of the images.
struct OtherReading {
    const SplitReading* reading =
        nullptr; ///< null if there is no B; else its images are those of A
    std::size_t scorer = 0;
};

/// All images with the predictions of a scorer of A and, if there is B, of B; or only those whose
/// margin in A is in that bin.
std::vector<ListedImage> listImages(const SplitReading& a, std::size_t scorer,
                                    const OtherReading& other, std::optional<int> bin);

/// How many images A and B predict wrongly.
struct ImageCounts {
    int images = 0;
    int wrongInA = 0; ///< and right in B
    int wrongInB = 0; ///< and right in A
    int wrongInBoth = 0;
    int different = 0; ///< other classes are predicted; includes the first two
};
ImageCounts countImages(const std::vector<ListedImage>& images);

/// What a table of images is of.
struct ImagesTable {
    RunId run = 0;
    int epoch = 0;
    Split split = Split::test;
    QString scorer; ///< see scorerKey
    std::vector<std::string> classNames;
    std::optional<std::pair<RunId, int>> other; ///< the run and the epoch of B, if there is one
};
/// run,epoch,split,scorer,position,label,label_name,predicted,predicted_name,confidence and, with
/// B, run_b,epoch_b,predicted_b,predicted_b_name,confidence_b; positions and classes count from 0.
QByteArray imagesCsv(const ImagesTable& table, const std::vector<ListedImage>& images);

} // namespace asge
