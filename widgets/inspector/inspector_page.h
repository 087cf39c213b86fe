// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/inspection.h"
#include "widgets/common/run_page.h"
#include "widgets/inspector/image_reading.h"

#include <QElapsedTimer>
#include <QImage>
#include <QPointer>
#include <QTimer>

#include <cstdint>
#include <functional>
#include <vector>

class QBoxLayout;
class QLabel;

namespace asge {

class HistoryPanel;
class ImageIntake;
class ImageSource;
class InspectorFields;
class PatientTask;
class ReadingView;
class UntrainedNote;
class ViewRoom;
struct InspectorAnswer;
struct PlotPicture;

/// Shows one image to the network of the run: a test or validation image, a file, or what the user
/// draws; what every layer makes of it, the nearest validation images, the image's history over the
/// epochs, and what the network of a second run makes of it.
class InspectorPage : public RunPage {
    Q_OBJECT

  public:
    explicit InspectorPage(QWidget* parent = nullptr);

    QString title() const override;
    void setInspection(Inspection* inspection) override;
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    bool showImage(Split split, std::int64_t position) override;
    bool isSettled() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;
    QVariantMap saveRunState() const override;
    void restoreRunState(const QVariantMap& state) override;
    /// Milliseconds from the last change of the image until what the layers make of it was shown.
    qint64 latency() const { return latency_; }

  signals:
    void answered(); ///< the page shows what the layers make of the image

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;
    void followOther(RunState& other) override;
    void showOther() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void fillFields();
    void choose();
    void look();     ///< asks for what the layers make of the image
    void lookSoon(); ///< the same, once the page is visible
    void showAnswer(const InspectorAnswer& answer);
    void fail(const QString& problem);
    void updateUsable();
    QString nothingToExport() const;
    void fitRoom();
    void setTasksIdle(const QString& why);
    bool isProbe() const; ///< whether a probe image is shown
    bool asksByItself(const PatientTask& task) const;
    void followUp(); ///< asks for what takes long, once the image is no longer changing
    void askNear();
    /// Asks for the history over the checkpoints; if `always` is false, only if they are few.
    void askHistory(bool always);
    void askOther();
    void updateTitle();
    /// Shows the image over the epochs.
    void showHistory();
    void keepSeen(const ImageReading& reading);
    PlotPicture picture(const ExportTarget& target) const;
    QByteArray csv() const;

    QPointer<Inspection> inspection_;
    ImageSource* source_;
    ImageIntake* intake_;
    InspectorFields* fields_;
    PatientTask* nearTask_;
    PatientTask* historyTask_;
    ReadingView* view_;
    HistoryPanel* history_;
    QLabel* readout_;
    UntrainedNote* untrained_;
    QLabel* problem_;
    QWidget* side_ = nullptr; ///< the fields
    QWidget* export_ = nullptr;
    QBoxLayout* parts_ = nullptr; ///< the fields, and what the layers make of the image
    ViewRoom* room_;
    QString title_;                          ///< of the image, without that of the run
    std::vector<EpochProbabilities> epochs_; ///< of the probe images
    ProbeImages seenImage_;                  ///< the probe image that was shown last
    std::vector<EpochProbabilities> seen_;   ///< what the networks of epochs made of it
    std::vector<EpochProbabilities> past_;   ///< of the shown image, if it is no probe image
    QTimer followUp_;
    int question_ = 0;   ///< counts what is asked
    bool waits_ = false; ///< for an answer
    bool waitsForOther_ = false;
    bool isStale_ = false; ///< the image has changed while the page was hidden
    QElapsedTimer since_;
    qint64 latency_ = -1;
    QImage keptDrawing_; ///< of an earlier session, until a run with images is shown
};

} // namespace asge
