// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QVariant>

#include <functional>

namespace asge {

/// What a choice of a prediction shows when another run is opened: what was chosen before or, while
/// the readout of that never learned in the run, the prediction that stands for the run.
class TrainedChoice {
  public:
    /// `chosen`: the choice until now; invalid if there was none. `main`: what stands for the run.
    QVariant forRun(QVariant chosen, const QVariant& main,
                    const std::function<bool(const QVariant&)>& isTrained) {
        if (wanted_.isValid() && chosen == instead_) { // the user did not choose since
            chosen = wanted_;
        }
        wanted_ = chosen.isValid() && !isTrained(chosen) ? chosen : QVariant();
        instead_ = main;
        return chosen.isValid() && !wanted_.isValid() ? chosen : main;
    }

  private:
    QVariant wanted_; ///< what is not shown, since it is no result
    QVariant instead_;
};

} // namespace asge
