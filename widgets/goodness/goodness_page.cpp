// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_page.h"

#include "widgets/common/kept_epochs.h"
#include "widgets/goodness/goodness_view.h"

#include <QVBoxLayout>

namespace asge {

GoodnessPage::GoodnessPage(QWidget* parent) : RunPage(parent), view_(new GoodnessView(this)) {
    setObjectName("goodness");
    view_->setObjectName("runGoodness");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    connect(view_, &GoodnessView::message, this, &RunPage::message);
    connect(view_, &GoodnessView::epochRequested, this, [this](int epoch) {
        if (run() != nullptr) {
            run()->requestMaps(epoch);
        }
    });
}

QString GoodnessPage::title() const {
    return tr("Goodness");
}

bool GoodnessPage::exportTo(const QString& file, QString* reason) const {
    return view_->exportTo(file, reason);
}

void GoodnessPage::follow(RunState& run) {
    const auto showFinished = [this, &run] {
        view_->setFinished(run.lastEpoch(), keptEpochsText(run));
    };
    connect(&run, &RunState::channelsAdded, this, [this, showFinished](const EpochChannels& epoch) {
        view_->addEpoch(epoch.epoch);
        showFinished();
    });
    connect(&run, &RunState::epochAdded, this, showFinished);
    connect(&run, &RunState::mapsChanged, this,
            [this, &run] { view_->setLiveSnapshot(run.maps()); });
    connect(&run, &RunState::liveChanged, this, [this](bool live) { view_->setLive(live); });
    connect(&run, &RunState::interventionAdded, this,
            [this, &run] { view_->setMarks(epochMarks(run.curves())); });
    connect(&run, &RunState::storedMapsRead, this, [this](int epoch, const ProbeSnapshotPtr& maps) {
        view_->setEpochSnapshot(epoch, maps);
    });
}

void GoodnessPage::showAll(const RunState& run) {
    std::vector<int> epochs;
    for (const EpochChannels& epoch : run.channels()) {
        epochs.push_back(epoch.epoch);
    }
    view_->setRun(run.images(), run.classNames(), run.curves().layers);
    view_->setEpochs(epochs);
    view_->setFinished(run.lastEpoch(), keptEpochsText(run));
    view_->setLive(run.isLive());
    view_->setMarks(epochMarks(run.curves()));
    if (run.maps()) {
        view_->setLiveSnapshot(run.maps());
    }
}

void GoodnessPage::showNone() {
    view_->clear();
}

} // namespace asge
