// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/confusion/confusion_plot.h"
#include "widgets/plot/outcome_page.h"
#include "widgets/plot/plot_export.h"

#include <memory>
#include <optional>

class QComboBox;
class QTableWidget;

namespace asge {

/// The confusion matrix of a layer or of a prediction at the end of an epoch, with the recall of
/// each class and the most frequent confusions.
class ConfusionPage : public OutcomePage {
    Q_OBJECT

  public:
    explicit ConfusionPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;
    /// Shows the difference to the outcomes of an epoch of another run, A − B: A is the page's run.
    /// `other` has confusions and the same classes.
    void setOther(const EpochOutcomes& other, const QString& name);
    void clearOther();

  protected:
    QString promise() const override;
    void draw() override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    void makeTools();
    QTableWidget* makeList();
    QComboBox* addChoice(const QString& name, const QString& label, const QString& tip,
                         const std::vector<std::pair<QString, QString>>& choices);
    void listScorers(std::size_t layers);
    /// The number of the chosen scorer in outcomes, and its name; -1 if they do not have it.
    std::pair<int, QString> scorerOf(const EpochOutcomes& outcomes) const;
    void fillList();
    void showNothing(const QString& text);
    void request(int label, int predicted);
    PlotPicture picture() const;
    QByteArray csv() const;

    QComboBox* scorer_;
    QComboBox* values_;
    QComboBox* order_;
    QComboBox* colors_;
    QLabel* headline_;
    ConfusionPlot* plot_;
    ColorKey* key_;
    QTableWidget* list_;
    QString wantedScorer_; ///< from the last session, until the run's layers are known
    std::optional<EpochOutcomes> other_;
    QString otherName_;
    int shownScorer_ = -1; ///< number in the shown outcomes
    QString shownName_;
};

} // namespace asge
