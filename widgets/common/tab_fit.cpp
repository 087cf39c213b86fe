// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/tab_fit.h"

#include "widgets/common/theme_icon.h"

#include <QActionGroup>
#include <QEvent>
#include <QMenu>
#include <QStyle>
#include <QTabBar>
#include <QToolButton>

#include <numeric>
#include <utility>
#include <vector>

namespace asge {

TabFit::TabFit(QTabBar& bar)
    : QObject(&bar), bar_(bar), button_(new QToolButton(&bar)), menu_(new QMenu(button_)) {
    bar.setElideMode(Qt::ElideNone);
    bar.setExpanding(false); // the button needs the rest
    button_->setObjectName(QStringLiteral("tabsMenuButton"));
    button_->setIcon(themeIcon(QStringLiteral("more")));
    button_->setAutoRaise(true);
    button_->setToolTip(tr("All tabs"));
    button_->setAccessibleName(tr("All tabs"));
    button_->hide();
    menu_->setObjectName(QStringLiteral("tabsMenu"));
    connect(button_, &QToolButton::clicked, this, [this] {
        fillMenu();
        const QPoint corner = button_->mapToGlobal(button_->rect().bottomRight());
        menu_->popup(corner - QPoint(menu_->sizeHint().width(), 0));
    });
    connect(&bar, &QTabBar::currentChanged, this, &TabFit::fit);
    connect(&bar, &QTabBar::tabMoved, this, &TabFit::fit);
    bar.installEventFilter(this);
    fit();
}

bool TabFit::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::FontChange:
    case QEvent::StyleChange:
        fit();
        break;
    case QEvent::Paint: // the first sign of tabs that were added or removed
        if (bar_.count() != fitted_) {
            fit();
        }
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

/// What QTabBar gives a tab with a text only.
int TabFit::neededBy(int tab) const {
    return bar_.fontMetrics().size(Qt::TextShowMnemonic, bar_.tabText(tab)).width() +
           bar_.style()->pixelMetric(QStyle::PM_TabBarTabHSpace, nullptr, &bar_);
}

/// The current tab takes its room first; the others follow in their order until one has none.
void TabFit::fit() {
    if (std::exchange(fits_, true)) {
        return;
    }
    fitted_ = bar_.count();
    std::vector<int> widths;
    for (int tab = 0; tab < bar_.count(); ++tab) {
        widths.push_back(neededBy(tab));
    }
    const bool allFit = std::accumulate(widths.begin(), widths.end(), 0) <= bar_.width();
    int left = bar_.width() - button_->sizeHint().width();
    if (bar_.currentIndex() >= 0) {
        left -= widths[static_cast<std::size_t>(bar_.currentIndex())];
    }
    bool isRoom = true;
    for (int tab = 0; tab < bar_.count(); ++tab) {
        bool shown = allFit || tab == bar_.currentIndex();
        if (!shown && isRoom) {
            left -= widths[static_cast<std::size_t>(tab)];
            isRoom = left >= 0;
            shown = isRoom;
        }
        if (bar_.isTabVisible(tab) != shown) {
            bar_.setTabVisible(tab, shown);
        }
    }
    placeButton(!allFit);
    fits_ = false;
}

void TabFit::placeButton(bool used) {
    if (used) {
        const int width = button_->sizeHint().width();
        button_->setGeometry(bar_.width() - width, 0, width, bar_.height() - 2);
        button_->raise();
    }
    button_->setVisible(used);
}

void TabFit::fillMenu() {
    menu_->clear();
    delete choice_;
    choice_ = new QActionGroup(menu_);
    for (int tab = 0; tab < bar_.count(); ++tab) {
        QAction* action =
            menu_->addAction(bar_.tabText(tab), &bar_, [this, tab] { bar_.setCurrentIndex(tab); });
        action->setActionGroup(choice_);
        action->setCheckable(true);
        action->setChecked(tab == bar_.currentIndex());
    }
}

} // namespace asge
