// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/ladder/ladder_plot.h"
#include "widgets/plot/outcome_page.h"
#include "widgets/plot/plot_export.h"

#include <vector>

class QLabel;
class QTableWidget;

namespace asge {

/// The accuracies of all fused ranges of layers, and what Last, Fusion, the best layer and the best
/// range need: everything after the end of a range is dropped.
class LadderPage : public OutcomePage {
    Q_OBJECT

  public:
    explicit LadderPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;

  protected:
    QString promise() const override;
    void draw() override;
    void showAll(const RunState& run) override;

  private:
    void makeTools();
    QTableWidget* makeTable();
    void computeCosts(const RunState& run);
    void fillTable(const EpochOutcomes& outcomes);
    QString detailOf(const EpochOutcomes& outcomes, ladder::Range range) const;
    PlotPicture picture() const;
    void paintTable(QPainter& painter, QPoint at, int line) const;
    std::vector<int> tableWidths() const;

    QLabel* headline_;
    LadderPlot* plot_;
    ColorKey* key_;
    QLabel* note_;
    QTableWidget* table_;
    std::vector<LayerCost> costs_; ///< empty if they are not known
    QString costProblem_;
};

} // namespace asge
