// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/steering.h"
#include "widgets/common/run_state.h"

#include <QPointer>
#include <QWidget>

#include <vector>

class QAction;
class QLabel;
class QStackedLayout;
class QVBoxLayout;

namespace asge {

class LayerRow;
class NetworkControls;
class UndoHistory;
class ViewScroll;

/// Steers the shown run while it trains: a row per layer, and the settings of the whole network
/// that a command can change. All that it shows is derived from the run and from the commands that
/// the training has not taken yet; it keeps no other state but the selected layer and what can be
/// undone.
class LayersPanel : public QWidget {
    Q_OBJECT

  public:
    explicit LayersPanel(QWidget* parent = nullptr);

    /// Shows this run and follows its changes; null shows the empty state.
    void setRun(RunState* run);
    /// The training has not taken a command: the controls show what holds instead.
    void refuse(const Command& command);
    /// Adds what can be undone to this history, which must outlive the panel, instead of one that
    /// is the panel's.
    void setHistory(UndoHistory& history);
    int selectedLayer() const { return selected_; } ///< from 1; 0 if there are no layers
    /// Moves the keyboard's focus to the selected layer.
    void focusLayer();

  signals:
    void commandRequested(const asge::Command& command);
    void message(const QString& text); ///< something the user should know

  private:
    void makeHeader(QVBoxLayout& column);
    void makeContents();
    void refresh();
    void take(const Intervention& intervention);
    void showRun();
    void showValues();
    void showSteering();
    void makeRows();
    void select(int layer);
    void act(const Command& command);
    bool give(const Command& command);
    void showHistory();
    /// Why a command can't be given now; empty if it can.
    QString problem(const Command& command) const;

    QPointer<RunState> run_;
    RunId shown_ = 0;              ///< the run that can be undone
    std::vector<Command> awaited_; ///< what the run was asked for and has not done yet
    Steering steering_;            ///< of the run, with what is awaited
    std::vector<LayerRow*> rows_;
    int selected_ = 0;
    UndoHistory* history_ = nullptr;
    QAction* undoAction_ = nullptr;
    QAction* redoAction_ = nullptr;
    QStackedLayout* stack_;
    QLabel* empty_;
    ViewScroll* scroll_;
    QLabel* notice_; ///< why nothing can be changed
    NetworkControls* network_;
    QLabel* quantity_; ///< what the accuracies are, if that is not the usual one
    QVBoxLayout* list_;
};

} // namespace asge
