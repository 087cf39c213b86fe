// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/inspection.h"
#include "widgets/common/run_page.h"
#include "widgets/common/trained_choice.h"
#include "widgets/images/image_gallery.h"
#include "widgets/images/images_reading.h"

#include <QPointer>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QToolButton;

namespace asge {

class UntrainedNote;

/// The images that a layer, Last, Fusion or Best gets wrong or right, as a gallery. They are
/// computed from a checkpoint on demand. A second run, B, can be compared image by image.
class ImagesPage : public RunPage {
    Q_OBJECT

  public:
    explicit ImagesPage(QWidget* parent = nullptr);
    ~ImagesPage() override;

    QString title() const override;
    void setInspection(Inspection* inspection) override;
    /// Writes the listed images with label, predicted class and confidence as .csv, or a picture of
    /// the page.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    bool showImages(const ImageQuery& query) override;
    bool isSettled() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;
    void followOther(RunState& run) override;
    void showOther() override;
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeTools();
    void fillScorers();
    Split split() const;
    int chosenScorer() const; ///< see scorerOf
    void compute();           ///< shows all images of the split to the networks
    /// Asks a network for its outcomes; `take` gets them.
    void askFor(const QString& topic, const InspectedState& state,
                std::function<void(std::shared_ptr<const SplitReading>)> take,
                Inspection::Failed failed);
    void computeOther();
    int otherEpochWanted() const; ///< of B; 0: its newest checkpoint
    void stopOther();
    void computeSoon(); ///< the same, if that costs no training time, once the page is visible
    void stop();
    void showReading(std::shared_ptr<const SplitReading> reading);
    void list();
    OtherReading otherReading();
    QString headText(const std::vector<ListedImage>& images, bool compares) const;
    QStringList pictureLines() const;
    QString nothingToExport() const; ///< empty if something can be exported
    void showNote();
    void readPixels(const std::vector<std::int64_t>& positions);
    void fail(const QString& problem);
    void setWaiting(bool waits);
    void showBusy();     ///< the buttons and the progress
    void updateUsable(); ///< controls without an effect are disabled

    /// What was in sight of a run's images.
    struct InSight {
        RunId run = 0;
        Split split = Split::none;
        ImageGallery::Sight sight;
    };

    QPointer<Inspection> inspection_;
    QComboBox* split_;
    QComboBox* scorer_;
    TrainedChoice choice_; ///< of the scorer
    QSpinBox* epoch_;
    QPushButton* compute_;
    QPushButton* stop_;
    QProgressBar* progress_;
    QToolButton* export_ = nullptr;
    QWidget* tools_ = nullptr;
    UntrainedNote* untrained_;
    QLabel* problem_;
    QLabel* note_;  ///< why B is not shown
    QLabel* shown_; ///< what is listed
    ImageGallery* gallery_;
    std::shared_ptr<const SplitReading> reading_; ///< null until it is computed
    std::shared_ptr<const SplitReading> other_;   ///< of B; null until it is computed
    QString otherFault_;                          ///< why B is not shown; empty if it is
    bool otherWaits_ = false;
    std::pair<RunId, Split> listed_{0, Split::none}; ///< whose images the gallery has
    std::optional<int> marginBin_;                   ///< only images with such margins are listed
    std::optional<InSight> last_; ///< from the last session, until those images are listed
    bool waits_ = false;
    bool isStale_ = false;
    int pixelRequests_ = 0;
    int pixelsAwaited_ = 0; ///< requests that have not been answered
};

} // namespace asge
