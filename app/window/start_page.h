// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace asge {

/// What the window shows while no run is open, or when the user asks for it: three cards, which
/// train the experiment in the form, open a run, and explain what the program shows.
class StartPage : public QWidget {
    Q_OBJECT

  public:
    explicit StartPage(QWidget* parent = nullptr);

    /// The experiment that Train would train: its run's name and one line about it.
    void setExperiment(const QString& name, const QString& summary, bool valid);
    /// While a run trains, the experiment is added to the queue instead.
    void setTraining(bool trains);
    /// The runs of the store, the newest first.
    void setRuns(const std::vector<RunSummary>& runs);

    /// The run that the window's header names, to whose views a button leads back; 0: none.
    void setOpenRun(RunId run);

    /// Why the store can't be read: nothing can be trained into it. Empty: it can.
    void setProblem(const QString& problem);

  signals:
    void backRequested(); ///< to the views of the open run
    void trainRequested();
    void runRequested(asge::RunId id);
    void fileRequested();
    void helpRequested();

  private:
    void updateTrain();
    QVBoxLayout* addCard(const char* name, const QString& title, const QString& text);

    QVBoxLayout* cards_ = nullptr;
    QPushButton* back_ = nullptr;
    QLabel* experiment_ = nullptr;
    QPushButton* train_ = nullptr;
    QLabel* noRuns_ = nullptr;
    std::vector<QPushButton*> runs_;
    bool isValid_ = false;   ///< the experiment
    QString problem_;        ///< of the store
    std::vector<RunId> ids_; ///< of the runs that the buttons open
};

} // namespace asge
