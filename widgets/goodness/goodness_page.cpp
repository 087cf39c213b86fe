#include "widgets/goodness/goodness_page.h"

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
        if (run_) {
            run_->requestMaps(epoch);
        }
    });
}

QString GoodnessPage::title() const {
    return tr("Goodness");
}

bool GoodnessPage::exportTo(const QString& file, QString* reason) const {
    return view_->exportTo(file, reason);
}

void GoodnessPage::setRun(RunState* run) {
    if (run_) {
        disconnect(run_, nullptr, this, nullptr);
    }
    run_ = run;
    if (run_) {
        connect(run_, &RunState::wasReset, this, &GoodnessPage::showAll);
        connect(run_, &RunState::channelsAdded, this,
                [this](const EpochChannels& epoch) { view_->addEpoch(epoch.epoch); });
        connect(run_, &RunState::mapsChanged, this,
                [this] { view_->setLiveSnapshot(run_->maps()); });
        connect(run_, &RunState::liveChanged, view_, &GoodnessView::setLive);
        connect(run_, &RunState::storedMapsRead, view_, &GoodnessView::setEpochSnapshot);
    }
    showAll();
}

void GoodnessPage::showAll() {
    if (!run_ || run_->id() == 0) {
        view_->clear();
        return;
    }
    std::vector<int> epochs;
    for (const EpochChannels& epoch : run_->channels()) {
        epochs.push_back(epoch.epoch);
    }
    view_->setRun(run_->images(), run_->classNames(), run_->curves().layers);
    view_->setEpochs(epochs);
    view_->setLive(run_->isLive());
    if (run_->maps()) {
        view_->setLiveSnapshot(run_->maps());
    }
}

} // namespace asge
