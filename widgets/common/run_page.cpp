// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_page.h"

#include "widgets/common/common_text.h"
#include "widgets/common/plain_text.h"

#include <algorithm>

namespace asge {

namespace {

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

QString RunPage::otherName() const {
    return other() == nullptr ? QString() : tr("B: %1").arg(runAndName(*other()));
}

QString RunPage::figureTitle(const QString& what, bool showsOther) const {
    QStringList parts{what};
    const bool both = showsOther && other() != nullptr;
    if (run_ && run_->id() != 0) {
        parts << (both ? tr("A: %1").arg(runAndName(*run_)) : runAndName(*run_));
    }
    if (both) {
        parts << otherName();
    }
    return parts.join(QStringLiteral(" · "));
}

void RunPage::refresh() {
    if (run_ && run_->id() != 0) {
        showAll(*run_);
    } else {
        showNone();
    }
    showOther();
}

} // namespace asge
