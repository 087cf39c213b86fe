// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/goodness/goodness_page.h"

#include "widgets/goodness/goodness_view.h"

namespace asge {

GoodnessPage::GoodnessPage(QWidget* parent) : MapPage(new GoodnessView, parent) {
    setObjectName("goodness");
    findChild<GoodnessView*>()->setObjectName("runGoodness");
}

QString GoodnessPage::title() const {
    return tr("Goodness");
}

} // namespace asge
