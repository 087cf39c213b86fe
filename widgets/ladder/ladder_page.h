// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/ladder/ladder_plot.h"
#include "widgets/plot/outcome_page.h"
#include "widgets/plot/plot_export.h"

#include <vector>

class QLabel;
class QTableWidget;

namespace asge {

class LeastSplitter;
class LinearProbeControl;
class ViewRoom;

/// The accuracies of all fused ranges of layers, and what Last, Fusion, the best layer and the best
/// range need: everything after the end of a range is dropped. With B, the differences of the
/// accuracies, or either run's; the table has both runs' predictions.
class LadderPage : public OutcomePage {
    Q_OBJECT

  public:
    explicit LadderPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    QString promise() const override;
    void draw() override;
    void showAll(const RunState& run) override;
    void showOther() override;
    void follow(RunState& run) override;
    void followOther(RunState& other) override;

  private:
    /// The costs of a run's layers.
    struct Costs {
        std::vector<LayerCost> layers; ///< empty if they are not known
        QString problem;               ///< why
    };
    /// The outcomes of a run at its shown epoch.
    struct Shown {
        const EpochOutcomes* outcomes = nullptr;
        const Costs* costs = nullptr;
        std::size_t untrained = 0; ///< that many first layers have readouts that never learned
        const MetricValues* values = nullptr; ///< of the epoch, if the run's history has it
        QString mark;                         ///< "A", "B"; empty without B
    };

    void makeTools();
    QTableWidget* makeTable();
    int tableHeight() const; ///< that shows all rows
    int leastTableHeight() const;
    void fitRoom();
    void divide();
    void dropNeedlessBar();
    static Costs costsOf(const RunState& run);
    /// B's outcomes; `outcomes` is null if there are none, with the reason in `note`.
    Shown otherShown(QString& note) const;
    LadderPlot::Content contentOf(const Shown& shown) const;
    LadderPlot::Content differenceOf(const Shown& own, const Shown& other) const;
    void showKey();
    void showNotes(const Shown& shown, const LadderPlot::Content& content);
    void fillTable(const std::vector<Shown>& runs);
    QStringList rowOf(const Shown& shown, const ladder::Choice& choice) const;
    QStringList costsTexts(const Shown& shown, ladder::Range range) const;
    QStringList probeRowOf(const Shown& shown, std::size_t layer) const;
    /// Says where the linear probes of a run are, if not at the shown epoch.
    QString probeNote(const Shown& shown) const;
    QByteArray csv() const;
    PlotPicture picture(const ExportTarget& target) const;
    /// Some columns of the table, and their pixels.
    struct TablePart {
        std::vector<int> columns;
        int width = 0;
    };
    void paintTable(QPainter& painter, QPoint at, int line, const TablePart& part) const;
    std::vector<int> tableWidths() const;
    std::vector<TablePart> tableParts(int width) const;
    QSize plotSize(const ExportTarget& target) const;

    QLabel* headline_;
    LadderPlot* plot_;
    ColorKey* key_;
    LinearProbeControl* probes_;
    QLabel* note_;
    QTableWidget* table_;
    QWidget* top_;            ///< the plot and its texts
    LeastSplitter* splitter_; ///< the plot and the table
    ViewRoom* room_;
    bool isSplitByUser_ = false; ///< else the table gets the height of its rows
    Costs costs_, otherCosts_;
};

} // namespace asge
