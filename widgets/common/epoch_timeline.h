// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/snapshot.h"
#include "widgets/common/epoch_marks.h"

#include <QTimer>
#include <QWidget>

#include <vector>

class QLabel;
class QToolButton;

namespace asge {

class MarkedSlider;

/// The epoch slider. It has a stop for each stored epoch and, while a run trains, 'live' as the
/// last.
class EpochTimeline : public QWidget {
    Q_OBJECT

  public:
    /// A position of the slider.
    struct Stop {
        enum class Kind { none, epoch, live };
        Kind kind = Kind::none;
        int epoch = 0; ///< used for Kind::epoch

        bool operator==(const Stop&) const = default;
    };

    /// The object names of the child widgets begin with `name`.
    explicit EpochTimeline(QWidget* parent = nullptr,
                           const QString& name = QStringLiteral("goodness"));

    /// If the slider is at its last stop, it stays at the last stop when epochs are added and when
    /// training begins or ends. Otherwise it stays at its epoch.
    void setEpochs(std::vector<int> epochs);
    void addEpoch(int epoch);
    void setLive(bool live);
    /// Marks interventions at the first stop at which their effect can be seen. `layers` is the
    /// number of layers, on which colours depend.
    void setMarks(std::vector<EpochMark> marks, int layers);
    void clear();

    const std::vector<int>& epochs() const { return epochs_; }
    Stop stop() const;
    void step(int direction);
    /// Moves to an epoch, if it is a stop.
    void showEpoch(int epoch);
    /// Whether the current stop is on the screen, which the play button waits for.
    void setShown(bool shown) { shown_ = shown; }
    void setCaption(const QString& text);

  signals:
    void stopChanged();

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    int stops() const { return static_cast<int>(epochs_.size()) + (live_ ? 1 : 0); }
    bool atEnd() const;
    void rebuild(std::vector<int> epochs, bool live);
    void placeMarks();
    void showKey();
    void reserve(QString caption);
    void reserveStops();
    void sliderMoved();
    void setPlaying(bool playing);
    void playOn();

    std::vector<int> epochs_; ///< ascending
    bool live_ = false;
    bool shown_ = false;
    std::vector<EpochMark> marks_;
    int layers_ = 0;
    Stop last_; ///< the stop of the last stopChanged
    QTimer playTimer_;
    QToolButton* play_;
    MarkedSlider* slider_;
    QLabel* caption_;
    QLabel* key_; ///< of the marks
};

/// What is known about the maps of the current stop.
struct ShownMaps {
    int finished = 0;                    ///< the run's last finished epoch
    std::int64_t finishedStep = 0;       ///< its last step
    bool waits = false;                  ///< the maps have been requested
    bool hasNone = false;                ///< the stop has no maps
    const ProbeSnapshot* live = nullptr; ///< the newest maps of the training
};

/// "epoch 3 of 12", "live · epoch 4, step 1,200"; empty if there is no stop.
QString stopCaption(const EpochTimeline& timeline, const ShownMaps& shown);

} // namespace asge
