// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/inspector/image_intake.h"

#include "core/base/error.h"
#include "core/data/image_fitter.h"
#include "core/experiment/experiment_json.h"
#include "widgets/inspector/inspector_question.h"
#include "widgets/inspector/inspector_text.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMimeData>
#include <QUrl>

#include <vector>

namespace asge {

ImageIntake::ImageIntake(QObject* parent) : QObject(parent) {}

void ImageIntake::setInspection(Inspection* inspection) {
    inspection_ = inspection;
}

void ImageIntake::use(
    const std::function<void(ImageFitter& fitter, std::uint8_t* pixels)>& convert) {
    if (inspection_ == nullptr || run_ == nullptr) {
        return;
    }
    const ProbeImages& format = run_->images();
    inspection_->ask(
        this, QStringLiteral("inspector/file"), Inspection::Hurry::now, {run_->id(), 0},
        [this, convert, channels = format.channels, height = format.height, width = format.width,
         data = dataSettings()](Inspector&, LoadWatch&) {
            ImageFitter fitter(channels, height, width, data);
            std::vector<std::uint8_t> pixels(fitter.imageBytes());
            convert(fitter, pixels.data());
            return [this, pixels, channels, height, width] {
                emit imageReady(imageOfPixels(pixels, channels, height, width));
            };
        },
        [this](const QString& problem) { emit failed(problem); });
}

void ImageIntake::open(const QString& file) {
    use([name = file.toStdString()](ImageFitter& fitter, std::uint8_t* pixels) {
        fitter.read(name, pixels);
    });
}

void ImageIntake::use(const QImage& image) {
    use([image](ImageFitter& fitter, std::uint8_t* pixels) {
        fitter.fit(pictureFrom(image), pixels);
    });
}

void ImageIntake::paste() {
    const QImage image = QGuiApplication::clipboard()->image();
    if (image.isNull()) {
        emit failed(InspectorText::tr("The clipboard holds no image."));
        return;
    }
    use(image);
}

void ImageIntake::take(const QMimeData& data) {
    if (data.hasUrls() && !data.urls().isEmpty()) {
        open(data.urls().first().toLocalFile());
    } else if (const QImage image = qvariant_cast<QImage>(data.imageData()); !image.isNull()) {
        use(image);
    }
}

/// The data settings of the run's experiment; the default ones if it can't be read.
Experiment::Data ImageIntake::dataSettings() const {
    try {
        return parseExperiment(run_->experimentJson(), "run").data;
    } catch (const BadInput&) {
        return {};
    }
}

} // namespace asge
