// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/margins/margins_plot.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/outcome_page.h"

#include <set>
#include <utility>
#include <vector>

class QGridLayout;
class QLabel;

namespace asge {

class ResetButton;
class UntrainedNote;
class ViewRoom;

/// The margins of all layers: their distribution over the epochs and in one epoch, side by side
/// with one y axis, and the share of negative margins as a line per layer. While a run trains in
/// this window, the margins of the probe images are drawn over the histograms. With B, its
/// histograms and shares are drawn beside.
class MarginsPage : public OutcomePage {
    Q_OBJECT

  public:
    explicit MarginsPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;

  protected:
    QString promise() const override;
    void draw() override;
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showOther() override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    /// A layer's headline and plot.
    struct Panel {
        QWidget* widget;
        QLabel* headline;
        MarginsPlot* plot;
    };

    void makeTools();
    void makePanels(std::size_t layers);
    Panel makePanel(int layer);
    void arrangePanels();
    void fitRoom();
    MarginsPlot::Frame frameOf() const;
    /// B's outcomes that are shown; null if there are none, with the reason in `note`.
    const SplitOutcomes* otherMargins(QString& note) const;
    std::vector<MarginsPlot::Outline> outlinesOf(const SplitOutcomes* other) const;
    void showHeadlines(const SplitOutcomes& shown, const SplitOutcomes* other);
    void showKey(const MarginsPlot::Frame& frame, const SplitOutcomes& shown,
                 const std::vector<MarginsPlot::Outline>& outlines);
    bool describe(PlotScene& scene) const;
    void addShares(PlotScene& scene, PlotPanel& panel, std::size_t layer) const;
    QByteArray csv() const;
    std::pair<int, QSize> gridOf(const ExportTarget& target) const;
    PlotPicture picture(const ExportTarget& target) const;

    UntrainedNote* untrained_;
    ColorKey* key_;
    QLabel* lines_;
    QGridLayout* grid_;
    std::vector<Panel> panels_;
    int columns_ = 0;                                         ///< of the panels
    std::vector<std::vector<margins::EpochMargins>> history_; ///< by layer
    std::set<int> hiddenShares_; ///< layers whose lines the user has hidden
    std::vector<std::vector<margins::EpochMargins>> otherHistory_; ///< of B; empty without it
    std::size_t otherUntrained_ =
        0; ///< that many first layers of B have readouts that never learned
    LinePlot* shares_;
    ViewRoom* room_;
    int lower_ = 0; ///< pixels by which the plots are lower than usual
    ResetButton* reset_ = nullptr;
};

} // namespace asge
