// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_page.h"

#include "widgets/channels/channels_view.h"
#include "widgets/common/kept_epochs.h"

#include <QVBoxLayout>

#include <utility>

namespace asge {

ChannelsPage::ChannelsPage(QWidget* parent) : RunPage(parent), view_(new ChannelsView(this)) {
    setObjectName("channels");
    view_->setObjectName("runChannels");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    connect(view_, &ChannelsView::message, this, &RunPage::message);
}

QString ChannelsPage::title() const {
    return tr("Channels");
}

bool ChannelsPage::exportTo(const QString& file, QString* reason) const {
    return view_->exportTo(file, reason);
}

void ChannelsPage::follow(RunState& run) {
    connect(&run, &RunState::channelsAdded, this, [this, &run](const EpochChannels& epoch) {
        dropUnfinishedEpoch(epoch.epoch);
        view_->addEpoch(epoch);
        showKept(run);
    });
    connect(&run, &RunState::epochAdded, this, [this, &run] { showKept(run); });
    connect(&run, &RunState::mapsChanged, this, [this, &run] { showUnfinishedEpoch(run); });
    connect(&run, &RunState::liveChanged, this, [this, &run] { showAll(run); });
    connect(&run, &RunState::interventionAdded, this,
            [this, &run] { view_->setMarks(epochMarks(run.curves())); });
}

void ChannelsPage::showAll(const RunState& run) {
    unfinished_ = 0;
    view_->setHistory(run.curves().layers, run.channels());
    showKept(run);
    view_->setMarks(epochMarks(run.curves()));
    showUnfinishedEpoch(run);
}

void ChannelsPage::showNone() {
    view_->clear();
}

/// Shows the unfinished epoch in a column of its own, which the finished epoch later replaces.
void ChannelsPage::showUnfinishedEpoch(const RunState& run) {
    const ProbeSnapshotPtr& maps = run.maps();
    const auto& epochs = run.curves().epochs;
    if (run.isLive() && maps && (epochs.empty() || epochs.back().step < maps->step)) {
        dropUnfinishedEpoch(maps->epoch + 1);
        unfinished_ = maps->epoch + 1;
        view_->addEpoch({unfinished_, maps->channels});
    }
}

/// Removes the column of an unfinished epoch before that of the epoch `next` is shown. The epoch
/// has ended without a probe, so that it has no statistics in the store either.
void ChannelsPage::dropUnfinishedEpoch(int next) {
    const int unfinished = std::exchange(unfinished_, 0);
    if (unfinished != next) {
        view_->removeLast(unfinished);
    }
}

void ChannelsPage::showKept(const RunState& run) {
    view_->setKept(keptEpochsText(run));
}

} // namespace asge
