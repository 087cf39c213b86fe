// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/inspection.h"
#include "widgets/common/run_state.h"

#include <QPointer>
#include <QWidget>

class QBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QSpinBox;

namespace asge {

/// Computes the outcomes of a run whose store has none: the choice of the epoch, Compute, the
/// progress and Stop. It is hidden unless finished epochs of the run lack outcomes. The RunState
/// knows whether a computation runs, so that all pages of the run show it.
class OutcomeCompute : public QWidget {
    Q_OBJECT

  public:
    /// The object names of the controls begin with `name`. Questions of the same `topic` replace
    /// each other.
    OutcomeCompute(const QString& name, const QString& topic, QWidget* parent);

    void setInspection(Inspection* inspection); ///< null: outcomes can't be computed
    void setRun(RunState* run);                 ///< null: none
    void setTitle(const QString& title);        ///< before the controls; may be empty
    void setCentered(bool centered);            ///< or at the left, as at first
    /// Whether outcomes of finished epochs are missing and can be computed.
    bool isNeeded() const;

  signals:
    void changed(); ///< a computation begins, ends or fails

  private:
    void showRun();
    void showProgress(const QString& what, double fraction);
    void compute();
    void stop();
    void cancel();

    const QString topic_;
    QPointer<Inspection> inspection_;
    QPointer<RunState> run_;
    QBoxLayout* row_; ///< its first and last items are stretches
    QLabel* title_;
    QSpinBox* epoch_;
    QWidget* choice_; ///< the epoch with its label
    QPushButton* compute_;
    QProgressBar* progress_;
    QLabel* what_;
    QPushButton* stop_;
    QLabel* problem_;
};

} // namespace asge
