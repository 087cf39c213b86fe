// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/load_watch.h"
#include "core/data/picture.h"
#include "widgets/inspector/image_reading.h"
#include "widgets/inspector/image_source.h"

#include <QImage>

#include <cstdint>
#include <vector>

namespace asge {

/// What is asked of a network.
struct InspectorQuestion {
    ImageSource::Kind kind = ImageSource::Kind::probe;
    std::int64_t position = 0;
    ProbeImages image; ///< empty if the position says which one it is
};

/// The answer. A position behind the last image of a split becomes that of the last one.
struct InspectorAnswer {
    ImageReading reading;
    std::int64_t position = 0;
    std::int64_t images = 0; ///< of the split; 0 if the image is of no split
};

/// Shows the image to the network. For the inspection's thread; throws as Inspector.
InspectorAnswer answerOf(const InspectorQuestion& question, Inspector& inspector, LoadWatch& watch);
/// Shows the image of a reading to another network, `name`. If that is impossible, throws BadInput
/// with one line that says why.
ImageReading readingOfOther(const ImageReading& reading, const QString& name, Inspector& inspector);
/// The nearest validation images of each layer, with their pixels.
NearImages nearImagesOf(const ProbeImages& image, int count, Inspector& inspector,
                        LoadWatch& watch);

/// A drawing as one image of 1 (grey) or 3 channels.
ProbeImages imageOfDrawing(const QImage& drawing, int channels);
/// One of a run's probe images; the last one if there are fewer, and none if there are none.
ProbeImages imageOfProbe(const ProbeImages& all, int position);
/// The image with the pixels channels × height × width.
QImage imageOfPixels(const std::vector<std::uint8_t>& pixels, int channels, int height, int width);
/// The image as a picture of three channels.
Picture pictureFrom(const QImage& image);

} // namespace asge
