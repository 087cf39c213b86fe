// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/branch_bar.h"
#include "core/experiment/experiment.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace asge {

class ExperimentForm;
class UndoHistory;

/// Adds what the user changes in the form to the window's history. Valid experiments are its steps,
/// with the run that the next training branches off from; several changes of one setting, such as
/// the digits of a number, are one step. A press of a button, such as one that resets a field, is a
/// separate step.
class FormHistory : public QObject {
    Q_OBJECT

  public:
    /// The form's contents are where changes begin.
    FormHistory(ExperimentForm& form, BranchBar& branch, UndoHistory& history,
                QObject* parent = nullptr);

  private:
    struct Contents {
        Experiment experiment;
        QString name; ///< of the run
        Experiment base;
        std::optional<BranchOrigin> origin;
    };

    Contents contents() const;
    void formChanged();
    void show(const Contents& wanted);
    static QString textOf(const Contents& before, const Contents& after,
                          const QStringList& settings);

    ExperimentForm& form_;
    BranchBar& branch_;
    UndoHistory& history_;
    Contents last_;
    bool isWhole_ = false; ///< the next change is a separate step
};

} // namespace asge
