// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

class QSplitter;

namespace asge {

class ChannelDetail;
class ChannelsView;

/// The channel statistics of the shown run, per epoch, and what the network makes of a channel that
/// the user clicks.
class ChannelsPage : public RunPage {
    Q_OBJECT

  public:
    explicit ChannelsPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;
    void setInspection(Inspection* inspection) override;
    bool isSettled() const override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    void showUnfinishedEpoch(const RunState& run);
    void dropUnfinishedEpoch(int next);
    void showKept(const RunState& run);

    void study(int layer, int channel);
    void closeDetail();

    QSplitter* splitter_;
    ChannelsView* view_;
    ChannelDetail* detail_;
    RunId shown_ = 0;    ///< the run that the panel is about
    int unfinished_ = 0; ///< the epoch that has a column of its own before it is finished; or 0
};

} // namespace asge
