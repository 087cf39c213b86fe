// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/current_tab.h"

#include <QTabWidget>

namespace asge {

void sizeByCurrentTab(QTabWidget& tabs) {
    const auto fit = [&tabs] {
        for (int i = 0; i < tabs.count(); ++i) {
            QWidget* page = tabs.widget(i);
            QSizePolicy policy = page->sizePolicy();
            policy.setVerticalPolicy(i == tabs.currentIndex() ? QSizePolicy::Preferred
                                                              : QSizePolicy::Ignored);
            page->setSizePolicy(policy);
        }
    };
    QObject::connect(&tabs, &QTabWidget::currentChanged, &tabs, fit);
    fit();
}

} // namespace asge
