// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/session.h"

#include <QFrame>
#include <QString>

#include <map>
#include <optional>
#include <string>
#include <vector>

class QLabel;

namespace asge {

/// Where the next training begins if it is a branch.
struct BranchOrigin {
    CheckpointOf point;
    QString name = {};   ///< that was proposed for the branch
    QString parent = {}; ///< the parent's name then

    bool operator==(const BranchOrigin& other) const {
        return point.parent == other.point.parent && point.epoch == other.point.epoch;
    }
};

/// A bar above the experiment that says that the next training begins from a run's checkpoint, with
/// a button that cancels this. Hidden if the next training begins with new weights.
class BranchBar : public QFrame {
    Q_OBJECT

  public:
    explicit BranchBar(QWidget* parent = nullptr);

    /// Shows where the next training begins, without a signal.
    void setOrigin(std::optional<BranchOrigin> origin);
    const std::optional<BranchOrigin>& origin() const { return origin_; }
    std::optional<CheckpointOf> branch() const;
    /// Begins with new weights instead.
    void clear();
    /// The runs of the store, which say what the parent is named now.
    void setRuns(const std::vector<RunSummary>& runs);
    QString nameOf(RunId run) const; ///< empty if there is no such run

  signals:
    /// clear() has been called: the next training is no branch of this any more.
    void cleared(const asge::BranchOrigin& origin);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void showColors();
    void showText();

    std::optional<BranchOrigin> origin_;
    std::map<RunId, std::string> names_; ///< of the store's runs
    QLabel* label_;
};

} // namespace asge
