// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_page.h"

#include "widgets/goodness/goodness_view.h"

namespace asge {

GoodnessPage::GoodnessPage(QWidget* parent)
    : MapPage(new GoodnessView, parent), view_(findChild<GoodnessView*>()) {
    setObjectName("goodness");
    view_->setObjectName("runGoodness");
}

void GoodnessPage::showAll(const RunState& run) {
    view_->setScores(run.curves().scores);
    view_->setRunId(run.id());
    MapPage::showAll(run);
}

QString GoodnessPage::title() const {
    return tr("Goodness");
}

} // namespace asge
