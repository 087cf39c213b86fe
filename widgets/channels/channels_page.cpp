#include "widgets/channels/channels_page.h"

#include "widgets/channels/channels_view.h"

#include <QVBoxLayout>

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

void ChannelsPage::setRun(RunState* run) {
    if (run_) {
        disconnect(run_, nullptr, this, nullptr);
    }
    run_ = run;
    if (run_) {
        connect(run_, &RunState::wasReset, this, &ChannelsPage::showAll);
        connect(run_, &RunState::channelsAdded, view_, &ChannelsView::addEpoch);
        connect(run_, &RunState::mapsChanged, this, &ChannelsPage::showUnderway);
        connect(run_, &RunState::liveChanged, this, &ChannelsPage::showAll);
    }
    showAll();
}

void ChannelsPage::showAll() {
    if (run_ && run_->id() != 0) {
        view_->setHistory(run_->curves().layers, run_->channels());
        showUnderway();
    } else {
        view_->clear();
    }
}

/// The epoch that is not finished has a column of its own, which the finished epoch replaces.
void ChannelsPage::showUnderway() {
    const ProbeSnapshotPtr& maps = run_->maps();
    const auto& epochs = run_->curves().epochs;
    if (run_->isLive() && maps && (epochs.empty() || epochs.back().step < maps->step)) {
        view_->addEpoch({maps->epoch + 1, maps->channels});
    }
}

} // namespace asge
