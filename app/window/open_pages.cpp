// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/open_pages.h"

#include "app/window/run_pages.h"
#include "app/window/view_area.h"
#include "widgets/common/run_page.h"

#include <algorithm>

namespace asge {

OpenPages::OpenPages(ViewArea& views, Inspection& inspection, QWidget* parent)
    : QObject(parent), views_(views), inspection_(inspection), parent_(parent) {
    for (RunPage* page : makeRunPages(parent_)) {
        add(page);
    }
    connect(&views_, &ViewArea::closed, this, &OpenPages::close);
}

void OpenPages::add(RunPage* page) {
    const int number = pageNumber(page->objectName());
    pages_.push_back(page);
    page->setInspection(&inspection_);
    views_.add(page, number == 1 ? page->title()
                                 : QStringLiteral("%1 %2").arg(page->title()).arg(number));
    connect(page, &RunPage::message, this, &OpenPages::message);
    connect(page, &RunPage::stepRequested, this, &OpenPages::showStep);
    connect(page, &RunPage::imagesRequested, this, [this](const ImageQuery& query) {
        showPage([&](RunPage& each) { return each.showImages(query); });
    });
    connect(page, &RunPage::imageRequested, this, [this](Split split, qint64 position) {
        showPage([&](RunPage& each) { return each.showImage(split, position); });
    });
}

void OpenPages::open(const QString& name) {
    if (RunPage* page = makeRunPage(name, pageNumber(name), parent_)) {
        add(page);
        emit opened(page);
    }
}

void OpenPages::openSecond(QWidget* view) {
    auto* like = qobject_cast<RunPage*>(view);
    if (like == nullptr) {
        return;
    }
    int number = 2;
    RunPage* page = makeRunPage(like->objectName(), number, parent_);
    while (views_.findView(page->objectName()) != nullptr) {
        delete page;
        page = makeRunPage(like->objectName(), ++number, parent_);
    }
    add(page);
    emit opened(page);
    page->restoreState(like->saveState());
    views_.showView(page);
}

/// A second page that the user closes is gone; the first of its kind can be opened again.
void OpenPages::close(QWidget* view) {
    auto* page = qobject_cast<RunPage*>(view);
    if (page != nullptr && pageNumber(page->objectName()) > 1) {
        emit closing(page);
        std::erase(pages_, page);
        views_.remove(page);
    }
}

/// Raises the first page for which `shows` is true.
void OpenPages::showPage(const std::function<bool(RunPage&)>& shows) {
    const auto found =
        std::find_if(pages_.begin(), pages_.end(), [&](RunPage* page) { return shows(*page); });
    if (found != pages_.end()) {
        views_.showView(*found);
    }
}

void OpenPages::showStep(std::int64_t step) {
    showPage([=](RunPage& page) { return page.showStep(step); });
}

} // namespace asge
