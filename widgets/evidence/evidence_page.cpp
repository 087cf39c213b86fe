// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/evidence/evidence_page.h"

#include "widgets/common/untrained_note.h"
#include "widgets/evidence/evidence_text.h"
#include "widgets/evidence/evidence_view.h"

#include <algorithm>
#include <string>

namespace asge {

EvidencePage::EvidencePage(QWidget* parent) : EvidencePage(new EvidenceView, parent) {}

EvidencePage::EvidencePage(EvidenceView* view, QWidget* parent)
    : MapPage(view, parent), view_(view),
      untrained_(new UntrainedNote(QStringLiteral("evidenceUntrained"), this)) {
    addNote(untrained_);
    setObjectName("evidence");
    view_->setObjectName("runEvidence");
    connect(view_, &MapView::bareChanged, this, [this] { showUntrained(run()); });
    connect(view_, &EvidenceView::readoutsRequested, this, [this](int epoch) {
        if (run() != nullptr) {
            run()->requestReadouts(epoch);
        }
    });
    connect(view_, &EvidenceView::otherMapsRequested, this, [this](int epoch) {
        if (other() != nullptr) {
            other()->requestMaps(epoch);
        }
    });
    connect(view_, &EvidenceView::otherReadoutsRequested, this, [this](int epoch) {
        if (other() != nullptr) {
            other()->requestReadouts(epoch);
        }
    });
}

QString EvidencePage::title() const {
    return tr("Evidence");
}

void EvidencePage::follow(RunState& run) {
    MapPage::follow(run);
    connect(&run, &RunState::readoutsRead, this,
            [this](int epoch, const ReadoutsPtr& readouts, const QString& why) {
                view_->setEpochReadouts(epoch, readouts, why);
            });
}

void EvidencePage::followOther(RunState& run) {
    connect(&run, &RunState::storedMapsRead, this,
            [this](int epoch, const ProbeSnapshotPtr& maps) { view_->setOtherMaps(epoch, maps); });
    connect(&run, &RunState::readoutsRead, this,
            [this](int epoch, const ReadoutsPtr& readouts, const QString& why) {
                view_->setOtherReadouts(epoch, readouts, why);
            });
    connect(&run, &RunState::epochAdded, this, [this] { view_->otherEpochsChanged(); });
    connect(&run, &RunState::channelsAdded, this, [this] { view_->otherEpochsChanged(); });
}

/// Untrained readouts are named instead of drawn, since their evidence is no result.
void EvidencePage::showUntrained(const RunState* run) {
    const bool isBare = view_->isBare();
    untrained_->showRuns(isBare ? nullptr : run, isBare ? nullptr : other());
    const auto untrainedOf = [](const RunState* each) {
        return each != nullptr ? each->curves().scores.untrained : 0;
    };
    view_->setUntrained(untrainedOf(run), untrainedOf(other()));
}

void EvidencePage::showAll(const RunState& run) {
    view_->setRunId(run.id());
    const MethodFacts* method = run.curves().scores.method;
    view_->setUndefined(method == nullptr || method->notLinear.empty()
                            ? QString()
                            : EvidenceText::tr("Evidence is not defined for this method.\n%1")
                                  .arg(EvidenceText::tr(std::string(method->notLinear).c_str())));
    MapPage::showAll(run);
    showUntrained(&run);
}

void EvidencePage::showOther() {
    showUntrained(run());
    RunState* b = other();
    if (b == nullptr) {
        view_->setOther(std::nullopt);
        return;
    }
    const auto hasMaps = [this](int epoch) {
        return other() != nullptr &&
               std::any_of(other()->channels().begin(), other()->channels().end(),
                           [&](const EpochChannels& each) { return each.epoch == epoch; });
    };
    view_->setOther(OtherEvidence{ownName(), otherName(), b->images(), b->classNames(),
                                  b->curves().layers, hasMaps,
                                  [this](int epoch) { return otherEpoch(epoch); }, b->id()});
}

} // namespace asge
