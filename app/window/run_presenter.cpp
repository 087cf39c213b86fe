// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_presenter.h"

#include "widgets/common/run_page.h"

#include <algorithm>
#include <utility>

namespace asge {

RunPresenter::RunPresenter(StoreClient& store, std::vector<RunPage*> pages, QObject* parent)
    : QObject(parent), pages_(std::move(pages)), stored_(store), other_(store) {
    new StateRequests(store, training_, this); // owned by this presenter
    for (RunState* state : {&training_, &stored_.state()}) {
        connect(state, &RunState::statusChanged, this, &RunPresenter::statusChanged);
        connect(state, &RunState::liveChanged, this, &RunPresenter::statusChanged);
    }
    connect(&stored_, &RunFeed::loaded, this, [this] { setPageState(stored_.state()); });
    connect(&other_, &RunFeed::loaded, this, [this] {
        for (RunPage* page : pages_) {
            page->setOther(&other_.state());
        }
    });
}

void RunPresenter::addPage(RunPage* page) {
    pages_.push_back(page);
    page->setRun(pageState_);
    page->setOther(otherRun() != 0 && other_.state().id() == otherRun() ? &other_.state()
                                                                        : nullptr);
}

void RunPresenter::removePage(RunPage* page) {
    std::erase(pages_, page);
}

void RunPresenter::setShown(RunId id) {
    if (shown_ != id) {
        shown_ = id;
        stored_.forget();
        emit shownChanged(id);
        if (id != 0 && id == otherRun()) {
            compareWith(0); // a run is not compared with itself
        }
    }
}

void RunPresenter::setPageState(RunState& state) {
    if (std::exchange(pageState_, &state) != &state) {
        for (RunPage* page : pages_) {
            page->setRun(&state);
        }
    }
    emit filled(state.id());
}

void RunPresenter::show(RunId id) {
    gone_ = 0;
    setShown(id);
    if (trainingRun() == id) {
        stored_.forget();
        setPageState(training_);
    } else {
        stored_.load(id);
    }
}

void RunPresenter::clear() {
    setShown(0);
    pageState_ = nullptr;
    for (RunPage* page : pages_) {
        page->setRun(nullptr);
    }
}

void RunPresenter::compareWith(RunId id) {
    if (id == otherRun() || (id != 0 && id == shown_)) {
        return;
    }
    if (id != 0) {
        other_.load(id);
    } else {
        other_.forget();
        for (RunPage* page : pages_) {
            page->setOther(nullptr);
        }
    }
    emit otherChanged(id);
}

void RunPresenter::apply(const RunDelta& delta) {
    if (delta.reset) {
        expected_ = 0;
        trains_ = true;
        training_.setLive(true);
    }
    training_.apply(delta);
    if (delta.reset) {
        show(training_.id());
    }
}

void RunPresenter::trainingEnded(RunStatus status) {
    expected_ = 0;
    if (std::exchange(trains_, false)) {
        RunDelta end;
        end.run = training_.id();
        end.status = status;
        training_.apply(end);
        if (shown_ == training_.id()) {
            stored_.wait(shown_); // from now on the store's state of the run is shown
        }
        training_.setLive(false);
    }
}

void RunPresenter::storeChanged(const std::vector<RunSummary>& runs) {
    const auto find = [&](RunId id) {
        return std::find_if(runs.begin(), runs.end(),
                            [id](const RunSummary& each) { return each.id == id; });
    };
    if (const auto run = find(otherRun()); run != runs.end()) {
        other_.storeChanged(*run);
    } else {
        compareWith(0);
    }
    if (shown_ == 0 && gone_ != 0 && find(gone_) != runs.end()) {
        show(gone_);
    }
    const auto run = find(shown_);
    if (run != runs.end() && pageState_ != nullptr && pageState_->id() == shown_) {
        pageState_->setFacts(run->facts());
    }
    if (shown_ == 0 || shown_ == trainingRun() || shown_ == expected_) {
        return;
    }
    if (run == runs.end()) {
        gone_ = shown_;
        clear();
    } else {
        stored_.storeChanged(*run);
    }
}

void RunPresenter::storeTouched() {
    if (shown_ != trainingRun()) {
        stored_.storeTouched();
    }
    other_.storeTouched();
}

} // namespace asge
