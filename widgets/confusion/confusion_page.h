// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/trained_choice.h"
#include "widgets/confusion/confusion_plot.h"
#include "widgets/plot/outcome_page.h"
#include "widgets/plot/plot_export.h"

#include <memory>

class QComboBox;
class QTableWidget;

namespace asge {

class BoundedBox;
class LeastSplitter;
class UntrainedNote;
class ViewRoom;

/// The confusion matrix of a layer or of a prediction at the end of an epoch, with the recall of
/// each class and the most frequent confusions; or its difference to that of B.
class ConfusionPage : public OutcomePage {
    Q_OBJECT

  public:
    explicit ConfusionPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    QString promise() const override;
    void draw() override;
    void showAll(const RunState& run) override;
    void showNone() override;
    void showOther() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeTools();
    QTableWidget* makeList();
    template <class Box>
    Box* addChoice(const QString& name, const QString& label, const QString& tip,
                   const std::vector<std::pair<QString, QString>>& choices);
    void listScorers(const ScoreFacts& facts, std::size_t layers);
    /// Whether the readouts of the chosen scorer learn in that run: A or B.
    bool isTrained(const RunState& run) const;
    /// The number of the chosen scorer in outcomes, and its name; -1 if they do not have it.
    std::pair<int, QString> scorerOf(const EpochOutcomes& outcomes) const;
    /// The confusions of B that are subtracted; null if there are none, with the reason, if there
    /// is one, in `note`.
    const Confusion* otherConfusion(QString& note) const;
    QString untrainedText() const;
    QString headlineOf(const confusion::Matrix& matrix) const;
    void showHeadline(const QString& text, bool isResult);
    void showKey();
    void limitValues(bool onlyFractions);
    void fillList();
    int neededWidth(int column) const;
    int listWidth() const;
    void fitNames();
    void divide();
    void arrange();
    int listHeight() const; ///< that shows all rows
    int besideHeight() const;
    void showNothing(const QString& text);
    void request(int label, int predicted);
    std::vector<confusion::Matrix::Pair> listedErrors() const;
    TextTable listed() const;
    PlotPicture picture(const ExportTarget& target) const;
    QByteArray csv() const;

    QComboBox* scorer_;
    BoundedBox* values_ = nullptr;
    int chosenValues_ = 0; ///< the row that the user has chosen, also if another one is shown
    QComboBox* order_;
    QComboBox* colors_;
    UntrainedNote* untrained_;
    QLabel* headline_;
    QLabel* merge_; ///< says that classes share cells
    ConfusionPlot* plot_;
    ColorKey* key_;
    QWidget* matrix_;         ///< the plot and its key
    LeastSplitter* splitter_; ///< the matrix and the list
    ViewRoom* room_;
    QTableWidget* list_;
    bool divides_ = true; ///< the room between the matrix and the list, by need
    TrainedChoice choice_;
    QString wantedScorer_; ///< from the last session, until the run's layers are known
    int shownScorer_ = -1; ///< number in the shown outcomes
    QString shownName_;
};

} // namespace asge
