// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

namespace asge {

class ChannelsView;

/// The channel statistics of the shown run, per epoch.
class ChannelsPage : public RunPage {
    Q_OBJECT

  public:
    explicit ChannelsPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    void showUnfinishedEpoch(const RunState& run);
    void dropUnfinishedEpoch(int next);
    void showKept(const RunState& run);

    ChannelsView* view_;
    int unfinished_ = 0; ///< the epoch that has a column of its own before it is finished; or 0
};

} // namespace asge
