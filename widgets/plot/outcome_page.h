// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

#include <map>

class QComboBox;
class QLabel;
class QLayout;
class QStackedLayout;
class QVBoxLayout;

namespace asge {

class EpochTimeline;
class PlotPacer;

/// A page that shows the outcomes of one epoch (core/run/outcomes.h): an empty state, a row of
/// controls with the choice of the split, the epoch's slider, and the reading of confusions, which
/// are only kept for the epochs that were looked at last. While a run trains, the slider follows
/// its newest epoch unless the user has moved it.
class OutcomePage : public RunPage {
    Q_OBJECT

  public:
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;
    int epoch() const; ///< that of the slider; 0 if there is none

  protected:
    /// What a page shows of an epoch.
    enum class Reads { counts, confusions };

    /// The object names of the page's controls begin with `name`; `split` is the first choice.
    OutcomePage(const QString& name, Reads reads, Split split, QWidget* parent);
    ~OutcomePage() override;

    /// Says what appears in the page, for its empty state, as one or two sentences.
    virtual QString promise() const = 0;
    /// Draws the shown epoch. It is called at the pace that the page's pacer allows.
    virtual void draw() = 0;

    QLayout* tools() const { return tools_; }
    QVBoxLayout* body() const { return body_; }
    /// The split that is shown: the chosen one, or the other if the epoch lacks it.
    Split split() const;
    QString splitText() const; ///< "validation images"
    QComboBox* splitBox() const { return split_; }
    void showEpoch(int epoch); ///< moves the slider
    /// The outcomes of the slider's epoch, without confusions; null if there are none.
    const EpochOutcomes* counts() const;
    const SplitOutcomes* counts(Split split) const;
    /// The same with confusions; null while they are read and if the store has none.
    const EpochOutcomes* confusions() const;
    bool isReading() const { return reading_; } ///< the slider's epoch is being read
    void drawSoon();                            ///< data have changed
    void drawNow();                             ///< the user has changed something
    /// Draws what is pending. Returns false and says why if there is nothing to export.
    bool prepareExport(QString* reason) const;

    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    void addEpoch(const EpochOutcomes& epoch);
    void keep(const EpochOutcomes& epoch);
    void showState();
    void showSplits();
    void showCaption();
    bool drawPending();

    QString name_;
    Reads reads_;
    RunId id_ = 0; ///< the run that the slider belongs to
    QStackedLayout* stack_;
    QLabel* empty_;
    QLayout* tools_;
    QVBoxLayout* body_;
    QComboBox* split_;
    EpochTimeline* timeline_;
    PlotPacer* pacer_;
    bool reading_ = false;
    int asked_ = 0;                     ///< the epoch that was asked for last
    std::map<int, EpochOutcomes> kept_; ///< with confusions, of the epochs that were read last
};

} // namespace asge
