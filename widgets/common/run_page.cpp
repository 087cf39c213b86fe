// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/run_page.h"

namespace asge {

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

void RunPage::refresh() {
    if (run_ && run_->id() != 0) {
        showAll(*run_);
    } else {
        showNone();
    }
}

} // namespace asge
