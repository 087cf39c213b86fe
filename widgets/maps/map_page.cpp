// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/map_page.h"

#include "widgets/common/kept_epochs.h"
#include "widgets/common/view_room.h"
#include "widgets/maps/map_view.h"

#include <QEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {

namespace {

/// The last step of the last finished epoch; 0 before there is one.
std::int64_t lastStepOfEpochs(const RunState& run) {
    return run.curves().epochs.empty() ? 0 : run.curves().epochs.back().step;
}

} // namespace

MapPage::MapPage(MapView* view, QWidget* parent)
    : RunPage(parent), view_(view), room_(new ViewRoom(this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_, 1);
    view_->setFigureTitle(
        [this](const QString& what, bool showsOther) { return figureTitle(what, showsOther); });
    connect(room_, &ViewRoom::changed, this, &MapPage::fitRoom);
    connect(view_, &MapView::message, this, &RunPage::message);
    connect(view_, &MapView::mapsRequested, this, [this](int epoch) {
        if (run() != nullptr) {
            run()->requestMaps(epoch);
        }
    });
}

void MapPage::addNote(QWidget* note) {
    addSeen(*static_cast<QBoxLayout*>(layout()), note, static_cast<int>(notes_.size()));
    notes_.push_back(note);
}

/// The view has the room that notes above it leave.
void MapPage::fitRoom() {
    QSize room = room_->viewport().value_or(size());
    for (QWidget* note : notes_) {
        note->setMaximumWidth(std::max(room.width(), 1));
        if (!note->isHidden()) {
            room.rheight() -= layout()->spacing();
            room.rheight() -= note->hasHeightForWidth() ? note->heightForWidth(room.width())
                                                        : note->sizeHint().height();
        }
    }
    view_->setRoom(room);
}

bool MapPage::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest) {
        fitRoom(); // a note has come or gone
    }
    return RunPage::event(event);
}

bool MapPage::exportTo(const ExportTarget& target, QString* reason) const {
    return view_->exportTo(target, reason);
}

QVariantMap MapPage::saveState() const {
    return view_->saveState();
}

void MapPage::restoreState(const QVariantMap& state) {
    view_->restoreState(state);
}

void MapPage::follow(RunState& run) {
    const auto showFinished = [this, &run] {
        view_->setFinished(run.lastEpoch(), lastStepOfEpochs(run), keptEpochsText(run));
    };
    connect(&run, &RunState::channelsAdded, this, [this, showFinished](const EpochChannels& epoch) {
        view_->addEpoch(epoch.epoch);
        showFinished();
    });
    connect(&run, &RunState::epochAdded, this, showFinished);
    connect(&run, &RunState::mapsChanged, this, [this, &run] { view_->setLiveMaps(run.maps()); });
    connect(&run, &RunState::liveChanged, this, [this](bool live) { view_->setLive(live); });
    connect(&run, &RunState::interventionAdded, this,
            [this, &run] { view_->setMarks(epochMarks(run.curves())); });
    connect(&run, &RunState::storedMapsRead, this,
            [this](int epoch, const ProbeSnapshotPtr& maps) { view_->setEpochMaps(epoch, maps); });
}

void MapPage::showAll(const RunState& run) {
    std::vector<int> epochs;
    for (const EpochChannels& epoch : run.channels()) {
        epochs.push_back(epoch.epoch);
    }
    view_->setRun(run.images(), run.classNames(), run.curves().layers);
    view_->setEpochs(epochs);
    view_->setFinished(run.lastEpoch(), lastStepOfEpochs(run), keptEpochsText(run));
    view_->setLive(run.isLive());
    view_->setMarks(epochMarks(run.curves()));
    if (run.maps()) {
        view_->setLiveMaps(run.maps());
    }
}

void MapPage::showNone() {
    view_->clear();
}

} // namespace asge
