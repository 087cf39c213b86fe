// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_page.h"

#include "widgets/channels/channel_detail.h"
#include "widgets/channels/channels_view.h"
#include "widgets/common/control_states.h"
#include "widgets/common/kept_epochs.h"

#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace asge {

ChannelsPage::ChannelsPage(QWidget* parent)
    : RunPage(parent), splitter_(new QSplitter(this)), view_(new ChannelsView(splitter_)),
      detail_(new ChannelDetail(splitter_)) {
    setObjectName("channels");
    view_->setObjectName("runChannels");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    splitter_->setObjectName(QStringLiteral("channelsSplitter"));
    splitter_->setChildrenCollapsible(false);
    splitter_->setStretchFactor(0, 1);
    splitter_->setStretchFactor(1, 0);
    splitter_->setSizes({600, 400});
    detail_->hide();
    column->addWidget(splitter_);
    connect(view_, &ChannelsView::channelClicked, this, &ChannelsPage::study);
    connect(detail_, &ChannelDetail::channelClicked, this, &ChannelsPage::study);
    connect(detail_, &ChannelDetail::closed, this, &ChannelsPage::closeDetail);
    connect(detail_, &ChannelDetail::message, this, &RunPage::message);
    connect(view_, &ChannelsView::message, this, &RunPage::message);
}

QString ChannelsPage::title() const {
    return tr("Channels");
}

bool ChannelsPage::exportTo(const ExportTarget& target, QString* reason) const {
    return view_->exportTo(target, reason);
}

QVariantMap ChannelsPage::saveState() const {
    QVariantMap state = controlStates(*view_);
    state.insert(QStringLiteral("splitter"), splitter_->saveState());
    return state;
}

void ChannelsPage::restoreState(const QVariantMap& state) {
    restoreControlStates(*view_, state);
    splitter_->restoreState(state.value(QStringLiteral("splitter")).toByteArray());
    splitter_->setChildrenCollapsible(false);
}

void ChannelsPage::setInspection(Inspection* inspection) {
    detail_->setInspection(inspection);
}

bool ChannelsPage::isSettled() const {
    return !detail_->isWaiting();
}

void ChannelsPage::study(int layer, int channel) {
    if (run() == nullptr) {
        return;
    }
    shown_ = run()->id();
    view_->select(layer, channel);
    detail_->show();
    detail_->study(*run(), layer, channel);
    detail_->setFigureTitle([this](const QString& what) { return figureTitle(what); });
}

void ChannelsPage::closeDetail() {
    shown_ = 0;
    detail_->stop();
    detail_->hide();
    view_->select(-1, -1);
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
    if (shown_ != run.id()) {
        closeDetail();
    }
    unfinished_ = 0;
    view_->setRunId(run.id());
    view_->setHistory(run.curves().layers, run.channels());
    view_->setTitle(figureTitle(title()));
    showKept(run);
    view_->setMarks(epochMarks(run.curves()));
    showUnfinishedEpoch(run);
}

void ChannelsPage::showNone() {
    closeDetail();
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
    view_->setKept(keptEpochsText(run), keptEpochsBrief(run));
}

} // namespace asge
