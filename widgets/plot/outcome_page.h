// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"
#include "widgets/plot/plot_export.h"

#include <functional>
#include <map>
#include <utility>
#include <vector>

class QComboBox;
class QLabel;
class QLayout;
class QStackedLayout;
class QVBoxLayout;

namespace asge {

class EpochTimeline;
class OutcomeCompute;
class PlotCanvas;
class PlotPacer;

/// A page that shows the outcomes of one epoch (core/run/outcomes.h): an empty state, a row of
/// controls with the choice of the split, the epoch's slider, and the reading of confusions, which
/// are only kept for the epochs that were looked at last. While a run trains, the slider follows
/// its newest epoch unless the user has moved it. Outcomes that a run of an old version lacks are
/// computed on demand. B's outcomes of the slider's epoch, or of its last one, are read too.
class OutcomePage : public RunPage {
    Q_OBJECT

  public:
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;
    void setInspection(Inspection* inspection) override;
    int epoch() const; ///< that of the slider; 0 if there is none

  protected:
    /// What a page shows of an epoch.
    enum class Reads { counts, confusions };
    /// What a page with a second run shows.
    enum class Compared { both, own, other };

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

    /// Adds the choice of what is shown of two runs to the tools; it is hidden without B. The first
    /// choice is `both`.
    void addComparison(const std::vector<std::pair<QString, Compared>>& choices);
    /// The user's choice; `own` without B.
    Compared compared() const;
    /// The same as counts() and confusions() of B, at its epoch that is compared; null if there is
    /// no B, or if B has none.
    const EpochOutcomes* otherCounts() const { return otherCounts(epoch()); }
    const EpochOutcomes* otherCounts(int epoch) const; ///< for that epoch of the page's run
    const EpochOutcomes* otherConfusions() const;
    /// Why B's outcomes can't be shown; empty if they can, or without B.
    QString otherProblem() const;
    QString otherText() const;  ///< otherName(), shortened if it is long
    QString ownPlace() const;   ///< "A: run 7, narrow layers, epoch 3"
    QString otherPlace() const; ///< "B: run 12, wide layers, epoch 3"
    /// Shows a line about the comparison below the tools; empty: none.
    void setNote(const QString& text);

    void drawSoon(); ///< data have changed
    void drawNow();  ///< the user has changed something
    /// Writes what is shown as a picture or a table (exportPlot). `plots` are painted for the
    /// picture, and then drawn anew. Returns false and says why if there is nothing to export.
    bool exportShown(const ExportTarget& target,
                     const std::function<PlotPicture(const ExportTarget&)>& picture,
                     const std::function<QByteArray()>& csv, const std::vector<PlotCanvas*>& plots,
                     QString* reason) const;

    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;
    void followOther(RunState& other) override;
    void showOther() override;

  private:
    /// The outcomes with confusions of the epochs that were looked at last, and the one that was
    /// asked for.
    class Kept {
      public:
        void keep(const EpochOutcomes& epoch);
        const EpochOutcomes* find(int epoch) const; ///< null if it has no confusions
        /// Asks for an epoch unless it is kept or was asked for; true if it is not there yet.
        bool waitsFor(RunState& run, int epoch);
        void clear();

      private:
        std::map<int, EpochOutcomes> epochs_;
        int asked_ = 0;
    };

    QWidget* makeEmpty();
    QWidget* makePage();
    void addEpoch(const EpochOutcomes& epoch);
    bool readPending();
    void placeCompute(bool inPage);
    void showState();
    void showSplits();
    void showCaption();
    bool drawPending();
    bool prepareExport(QString* reason) const;

    QString name_;
    Reads reads_;
    RunId id_ = 0;                 ///< the run that the slider belongs to
    OutcomeCompute* compute_;      ///< of the page's run; in the empty page or below the slider
    OutcomeCompute* otherCompute_; ///< of B
    QStackedLayout* stack_;
    QLabel* empty_;
    QVBoxLayout* emptyColumn_ = nullptr;
    QVBoxLayout* column_ = nullptr; ///< of the page
    QLabel* note_;
    QComboBox* comparison_ = nullptr;
    QWidget* comparisonField_ = nullptr;
    QLayout* tools_;
    QVBoxLayout* body_;
    QComboBox* split_;
    EpochTimeline* timeline_;
    PlotPacer* pacer_;
    bool reading_ = false;
    Kept kept_, otherKept_;
};

} // namespace asge
