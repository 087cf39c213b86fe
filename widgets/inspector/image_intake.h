// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "widgets/common/inspection.h"
#include "widgets/common/run_state.h"

#include <QImage>
#include <QObject>
#include <QPointer>
#include <QString>

#include <cstdint>
#include <functional>

class QMimeData;

namespace asge {

class ImageFitter;

/// Images from files, the clipboard and drag and drop, converted as `asge predict` would show them
/// to the network of a run.
class ImageIntake : public QObject {
    Q_OBJECT

  public:
    explicit ImageIntake(QObject* parent = nullptr);

    void setInspection(Inspection* inspection);
    void setRun(const RunState* run) { run_ = run; }
    void open(const QString& file);
    void paste(); ///< the image of the clipboard
    void take(const QMimeData& data);

  signals:
    void imageReady(const QImage& image); ///< of the size of the network's images
    void failed(const QString& problem);  ///< one line

  private:
    /// `convert` writes the pixels. It is called on the inspection's thread.
    void use(const std::function<void(ImageFitter& fitter, std::uint8_t* pixels)>& convert);
    void use(const QImage& image);
    Experiment::Data dataSettings() const;

    QPointer<Inspection> inspection_;
    QPointer<const RunState> run_;
};

} // namespace asge
