// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "widgets/common/inspection.h"
#include "widgets/common/run_page.h"
#include "widgets/inspector/reading_view.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPointer>

#include <cstdint>
#include <functional>
#include <vector>

class QComboBox;
class QLabel;
class QSpinBox;

namespace asge {

class ImageFitter;
class ImageSource;
class LearnedStrip;

/// Shows one image to the network of the run: a test or validation image, a file, or what the user
/// draws; and what every layer makes of it.
class InspectorPage : public RunPage {
    Q_OBJECT

  public:
    explicit InspectorPage(QWidget* parent = nullptr);

    QString title() const override;
    void setInspection(Inspection* inspection) override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;
    bool showImage(Split split, std::int64_t position) override;
    bool isSettled() const override { return !waits_; }
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;
    /// Milliseconds from the last change of the image until what the layers make of it was shown.
    qint64 latency() const { return latency_; }

  signals:
    void answered(); ///< the page shows what the layers make of the image

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QWidget* makeChoices();
    void fillClasses();
    void choose();
    void look();     ///< asks for what the layers make of the image
    void lookSoon(); ///< the same, once the page is visible
    ProbeImages drawnImage() const;
    /// A probe image of the run; the last one if there are fewer.
    ProbeImages probeImage(int position) const;
    void open(const QString& file);
    void useImage(const QImage& image);
    void useImage(const std::function<void(ImageFitter& fitter, std::uint8_t* pixels)>& convert);
    Experiment::Data dataSettings() const;
    void paste();
    void showReading(ImageReading reading);
    void fail(const QString& problem);
    /// Shows the probe image over the epochs; nothing for other images.
    void showHistory();

    QPointer<Inspection> inspection_;
    ImageSource* source_;
    QSpinBox* epoch_;
    QComboBox* label_;
    QComboBox* other_;
    ReadingView* view_;
    LearnedStrip* history_;
    QLabel* readout_;
    QLabel* problem_;
    std::vector<EpochProbabilities> epochs_; ///< of the probe images
    bool waits_ = false;                     ///< for an answer
    bool isStale_ = false;                   ///< the image has changed while the page was hidden
    QElapsedTimer since_;
    qint64 latency_ = -1;
};

} // namespace asge
