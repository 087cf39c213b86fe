// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_state.h"

#include <QPointer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace asge {

/// Trains linear probes of a run: the button, the progress, Stop, and why the last training failed.
/// The RunState knows whether it runs, so that all views of the run show it.
class LinearProbeControl : public QWidget {
    Q_OBJECT

  public:
    explicit LinearProbeControl(QWidget* parent = nullptr);

    void setRun(RunState* run); ///< null: none

  private:
    void showRun();

    QPointer<RunState> run_;
    QPushButton* train_;
    QProgressBar* progress_;
    QPushButton* stop_;
    QLabel* what_;
    QLabel* problem_;
};

} // namespace asge
