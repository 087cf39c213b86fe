// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/inspector_question.h"

#include "core/base/error.h"
#include "widgets/inspector/inspector_text.h"

#include <algorithm>

namespace asge {

namespace {

/// What other views call the image, and its place among those that can be chosen here.
QString nameOfImage(ImageSource::Kind kind, std::int64_t position, std::int64_t index) {
    switch (kind) {
    case ImageSource::Kind::probe:
        return InspectorText::tr("Test image %1 (probe image %2)").arg(index).arg(position);
    case ImageSource::Kind::test: // of a part of the test images, the positions are other ones
        return index == position
                   ? InspectorText::tr("Test image %1").arg(index)
                   : InspectorText::tr("Test image %1 (position %2)").arg(index).arg(position);
    case ImageSource::Kind::validation:
        return InspectorText::tr("Validation image %1").arg(position);
    case ImageSource::Kind::drawing:
        break;
    }
    return InspectorText::tr("Drawing or file");
}

ImageReading readingIn(Inspector& inspector, const ProbeImages& image) {
    ImageReading reading;
    reading.image = image;
    reading.maps = inspector.read(image);
    reading.evidenceMaps = inspector.evidenceMaps(image);
    reading.readouts = inspector.readouts();
    reading.classNames = inspector.network().classNames;
    reading.run = inspector.network().run;
    reading.epoch = inspector.network().epoch;
    return reading;
}

QString formatText(int channels, int height, int width) {
    return (channels == 1 ? InspectorText::tr("grey images of %1 × %2 pixels")
                          : InspectorText::tr("colour images of %1 × %2 pixels"))
        .arg(height)
        .arg(width);
}

} // namespace

InspectorAnswer answerOf(const InspectorQuestion& question, Inspector& inspector,
                         LoadWatch& watch) {
    InspectorAnswer answer;
    answer.position = question.position;
    ProbeImages image = question.image;
    if (image.count == 0) {
        const Split split =
            question.kind == ImageSource::Kind::test ? Split::test : Split::validation;
        answer.images = inspector.count(split, watch);
        answer.position = std::clamp<std::int64_t>(question.position, 0,
                                                   std::max<std::int64_t>(answer.images - 1, 0));
        image = inspector.images(split, {answer.position}, watch);
    }
    answer.reading = readingIn(inspector, image);
    answer.reading.hasLabel = question.kind != ImageSource::Kind::drawing;
    const std::int64_t index = image.indices.empty() ? answer.position : image.indices.front();
    answer.reading.title = InspectorText::tr("%1, epoch %2")
                               .arg(nameOfImage(question.kind, answer.position, index))
                               .arg(inspector.network().epoch);
    return answer;
}

ImageReading readingOfOther(const ImageReading& reading, const QString& name,
                            Inspector& inspector) {
    const InspectedNetwork& network = inspector.network();
    const ProbeImages& image = reading.image;
    if (network.channels != image.channels || network.height != image.height ||
        network.width != image.width) {
        throw BadInput(InspectorText::tr("%1 can't be shown this image: its network expects %2, "
                                         "the network of A %3.")
                           .arg(name, formatText(network.channels, network.height, network.width),
                                formatText(image.channels, image.height, image.width))
                           .toStdString());
    }
    ImageReading other = readingIn(inspector, image);
    other.hasLabel = false;
    if (const auto label = reading.label()) {
        // Its classes may have another order.
        const auto wanted = static_cast<std::size_t>(*label);
        const auto& names = other.classNames;
        const auto found = wanted < reading.classNames.size()
                               ? std::find(names.begin(), names.end(), reading.classNames[wanted])
                               : names.end();
        if (found != names.end()) {
            other.image.labels = {static_cast<int>(found - names.begin())};
            other.hasLabel = true;
        }
    }
    return other;
}

NearImages nearImagesOf(const ProbeImages& image, int count, Inspector& inspector,
                        LoadWatch& watch) {
    NearImages near;
    near.layers = inspector.neighbours(image, count, watch);
    std::vector<std::int64_t> positions;
    for (const auto& layer : near.layers) {
        for (const Neighbour& each : layer) {
            positions.push_back(each.position);
        }
    }
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    if (!positions.empty()) {
        near.images = inspector.images(Split::validation, positions, watch);
        near.images.indices.assign(positions.begin(), positions.end());
    }
    return near;
}

ProbeImages imageOfDrawing(const QImage& drawing, int channels) {
    ProbeImages image{1, channels, drawing.height(), drawing.width(), {}, {0}, {0}};
    for (int c = 0; c < channels; ++c) {
        for (int y = 0; y < drawing.height(); ++y) {
            for (int x = 0; x < drawing.width(); ++x) {
                const QRgb pixel = drawing.pixel(x, y);
                image.pixels.push_back(static_cast<std::uint8_t>(c == 0   ? qRed(pixel)
                                                                 : c == 1 ? qGreen(pixel)
                                                                          : qBlue(pixel)));
            }
        }
    }
    return image;
}

ProbeImages imageOfProbe(const ProbeImages& all, int position) {
    ProbeImages image{0, all.channels, all.height, all.width, {}, {}, {}};
    if (all.count == 0) {
        return image;
    }
    const int chosen = std::clamp(position, 0, all.count - 1);
    const auto size = all.pixels.size() / static_cast<std::size_t>(all.count);
    const auto first = all.pixels.begin() + static_cast<std::ptrdiff_t>(size) * chosen;
    image.count = 1;
    image.pixels.assign(first, first + static_cast<std::ptrdiff_t>(size));
    image.labels = {all.labels[static_cast<std::size_t>(chosen)]};
    image.indices = {all.indices[static_cast<std::size_t>(chosen)]};
    return image;
}

QImage imageOfPixels(const std::vector<std::uint8_t>& pixels, int channels, int height, int width) {
    QImage image(width, height, QImage::Format_RGB888);
    const auto plane = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    for (int y = 0; y < height; ++y) {
        uchar* line = image.scanLine(y);
        for (int x = 0; x < width; ++x) {
            const std::size_t at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                   static_cast<std::size_t>(x);
            for (std::size_t c = 0; c < 3; ++c) {
                *line++ = pixels[channels == 3 ? c * plane + at : at];
            }
        }
    }
    return image;
}

Picture pictureFrom(const QImage& image) {
    const QImage rgb = image.convertToFormat(QImage::Format_RGB888);
    Picture picture{3, rgb.width(), rgb.height(), {}, {}};
    for (int y = 0; y < rgb.height(); ++y) {
        const uchar* line = rgb.constScanLine(y);
        picture.pixels.insert(picture.pixels.end(), line, line + 3 * std::ptrdiff_t{rgb.width()});
    }
    return picture;
}

} // namespace asge
