// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_page.h"

#include "widgets/common/common_text.h"
#include "widgets/common/kept_places.h"
#include "widgets/common/plain_text.h"

#include <algorithm>

namespace asge {

namespace {

// Of what is kept of a run.
const QString kRunKey = QStringLiteral("run");
const QString kPlacesKey = QStringLiteral("places");

/// "run 12, wide layers"
QString runAndName(const RunState& run) {
    return CommonText::tr("run %1, %2")
        .arg(QString::number(run.id()), plain::line(run.curves().name));
}

} // namespace

void RunPage::setRun(RunState* run) {
    if (run_) {
        disconnect(run_, nullptr, this, nullptr);
    }
    run_ = run;
    if (run_) {
        connect(run_, &RunState::wasReset, this, &RunPage::refresh);
        follow(*run_);
    }
    refresh();
}

void RunPage::setOther(RunState* other) {
    if (other_) {
        disconnect(other_, nullptr, this, nullptr);
    }
    other_ = other;
    if (other_) {
        connect(other_, &RunState::wasReset, this, &RunPage::showOther);
        followOther(*other_);
    }
    showOther();
}

RunState* RunPage::other() const {
    const bool compares = other_ && other_->id() != 0 && run_ && other_->id() != run_->id();
    return compares ? other_.data() : nullptr;
}

int RunPage::otherEpoch(int epoch) const {
    return other() == nullptr ? 0 : std::min(epoch, other()->lastEpoch());
}

QString RunPage::ownName() const {
    return run_ ? tr("A: %1").arg(runAndName(*run_)) : QString();
}

QString RunPage::otherName() const {
    return other() == nullptr ? QString() : tr("B: %1").arg(runAndName(*other()));
}

QString RunPage::figureTitle(const QString& what, bool showsOther) const {
    QStringList parts{what};
    const bool both = showsOther && other() != nullptr;
    if (run_ && run_->id() != 0) {
        parts << (both ? ownName() : runAndName(*run_));
    }
    if (both) {
        parts << otherName();
    }
    return parts.join(QStringLiteral(" · "));
}

QVariantMap RunPage::saveRunState() const {
    const bool isShown = run_ && run_->id() != 0;
    QVariantMap places = keptPlaces_;
    if (isShown) {
        places.insert(placesIn(*this));
    }
    const RunId run = isShown ? run_->id() : keptRun_; // or none was shown in this session
    return {{kRunKey, static_cast<qlonglong>(run)}, {kPlacesKey, places}};
}

void RunPage::restoreRunState(const QVariantMap& state) {
    keptRun_ = state.value(kRunKey).toLongLong();
    keptPlaces_ = state.value(kPlacesKey).toMap();
    restorePlacesOfRun();
}

void RunPage::restorePlacesOfRun() {
    if (run_ && run_->id() == keptRun_) {
        restorePlaces(*this, keptPlaces_);
    }
}

void RunPage::refresh() {
    if (run_ && run_->id() != 0) {
        if (keptRun_ != 0 && run_->id() != keptRun_) { // the places are in another run
            keptRun_ = 0;
            keptPlaces_.clear();
            forgetPlaces(*this);
        }
        restorePlacesOfRun(); // first, since what comes now may have a place already
        showAll(*run_);
        restorePlacesOfRun();
    } else {
        showNone();
    }
    showOther();
}

} // namespace asge
