// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/outcomes.h"
#include "widgets/common/inspection.h"
#include "widgets/common/run_page.h"

#include <QPointer>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace asge {

class ImageGallery;

/// What a network makes of all images of a split.
struct SplitReading {
    Split split = Split::test;
    int epoch = 0;
    int bestLayer = -1; ///< 0-based; -1 if it is not known
    ImageOutcomes outcomes;
};

/// The images that a layer, Last, Fusion or Best gets wrong or right, as a gallery. They are
/// computed from a checkpoint on demand.
class ImagesPage : public RunPage {
    Q_OBJECT

  public:
    explicit ImagesPage(QWidget* parent = nullptr);
    ~ImagesPage() override;

    QString title() const override;
    void setInspection(Inspection* inspection) override;
    /// Writes the listed images with label, predicted class and confidence as .csv, or a picture of
    /// the page.
    bool exportTo(const QString& file, QString* reason = nullptr) const override;
    bool showImages(const ImageQuery& query) override;
    bool isSettled() const override { return !waits_ && pixelsAwaited_ == 0; }
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;
    void showEvent(QShowEvent* event) override;

  private:
    QWidget* makeTools();
    void fillScorers();
    Split split() const;
    /// The number of the chosen scorer; see core/run/outcomes.h.
    std::size_t scorer() const;
    void compute();     ///< shows all images of the split to the network
    void computeSoon(); ///< the same, if that costs no training time, once the page is visible
    void stop();
    void showReading(std::shared_ptr<const SplitReading> reading);
    void list();
    void readPixels(const std::vector<std::int64_t>& positions);
    void fail(const QString& problem);
    void setWaiting(bool waits);

    QPointer<Inspection> inspection_;
    QComboBox* split_;
    QComboBox* scorer_;
    QSpinBox* epoch_;
    QPushButton* compute_;
    QPushButton* stop_;
    QProgressBar* progress_;
    QLabel* problem_;
    QLabel* shown_; ///< what is listed
    ImageGallery* gallery_;
    std::shared_ptr<const SplitReading> reading_; ///< null until it is computed
    std::optional<int> marginBin_;                ///< only images with such margins are listed
    bool waits_ = false;
    bool isStale_ = false;
    int pixelRequests_ = 0;
    int pixelsAwaited_ = 0; ///< requests that have not been answered
};

} // namespace asge
