// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/view_area.h"

#include "app/window/dock_content.h"
#include "app/window/dock_titles.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/tab_fit.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDockWidget>
#include <QScreen>
#include <QTabBar>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

/// Where a new view is put: any area is as good as another, since there is nothing in the centre.
constexpr Qt::DockWidgetArea kViewsArea = Qt::TopDockWidgetArea;

constexpr QSize kLeastViewSize{300, 120}; ///< pixels
/// Pixels between the place of a view and its separate window: in the same place, the window would
/// look like the view.
constexpr int kAside = 32;

} // namespace

ViewArea::ViewArea(QWidget* parent) : QMainWindow(parent), hint_(new PlainLabel(this)) {
    hint_->setObjectName("viewsHint");
    hint_->setText(tr("No view is open here.\nThe View menu opens them; View › Perspective › Reset "
                      "opens all of them."));
    hint_->setAlignment(Qt::AlignCenter);
    hint_->setWordWrap(true);
    hint_->setForegroundRole(QPalette::PlaceholderText);
    setWindowFlags(Qt::Widget);
    setObjectName("views");
    setDocumentMode(true);
    auto* titles = new DockTitles(*this);
    connect(titles, &DockTitles::arranged, this, &ViewArea::watchTabBars);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (QDockWidget* dock : docks_) {
            if (now != nullptr && dock->isAncestorOf(now)) {
                setCurrent(contentOf(*dock));
            }
        }
    });
}

/// A view in a separate window is hidden while it is deleted, which tells this object of it when
/// its members are gone.
ViewArea::~ViewArea() {
    disconnect(qApp, nullptr, this, nullptr);
    for (QDockWidget* dock : docks_) {
        disconnect(dock, nullptr, this, nullptr);
        dock->removeEventFilter(this);
    }
}

void ViewArea::add(QWidget* view, const QString& title) {
    auto* dock = new QDockWidget(title, this);
    dock->setObjectName(view->objectName() + QStringLiteral("Dock"));
    setContent(*dock, view, kLeastViewSize);
    view->setVisible(false); // until seen() says otherwise
    addDockWidget(kViewsArea, dock);
    if (!docks_.empty()) {
        tabifyDockWidget(docks_.back(), dock);
    }
    docks_.push_back(dock);
    connect(dock, &QDockWidget::visibilityChanged, this,
            [this, dock](bool visible) { seen(dock, visible); });
    dock->installEventFilter(this);
}

void ViewArea::remove(QWidget* view) {
    QDockWidget* dock = dockOf(view);
    docks_.erase(std::find(docks_.begin(), docks_.end(), dock));
    disconnect(dock, nullptr, this, nullptr);
    removeDockWidget(dock);
    dock->deleteLater();
    if (current_ == view) {
        current_ = nullptr;
    }
}

QWidget* ViewArea::view(int index) const {
    return contentOf(*docks_.at(static_cast<std::size_t>(index)));
}

int ViewArea::indexOf(const QWidget* view) const {
    const auto found = std::find_if(docks_.begin(), docks_.end(), [view](const QDockWidget* dock) {
        return contentOf(*dock) == view;
    });
    return found == docks_.end() ? -1 : static_cast<int>(found - docks_.begin());
}

QWidget* ViewArea::findView(const QString& name) const {
    for (const QDockWidget* dock : docks_) {
        if (contentOf(*dock)->objectName() == name) {
            return contentOf(*dock);
        }
    }
    return nullptr;
}

QDockWidget* ViewArea::dockOf(const QWidget* view) const {
    const int index = indexOf(view);
    return index < 0 ? nullptr : docks_[static_cast<std::size_t>(index)];
}

QString ViewArea::title(const QWidget* view) const {
    return dockOf(view)->windowTitle();
}

QWidget* ViewArea::current() const {
    return current_ != nullptr && isOpen(current_) ? current_.data() : nullptr;
}

void ViewArea::setCurrent(QWidget* view) {
    if (std::exchange(current_, view) != view) {
        emit currentChanged(view);
    }
}

void ViewArea::showView(QWidget* view) {
    QDockWidget* dock = dockOf(view);
    if (dock == nullptr) {
        return;
    }
    dock->show();
    dock->raise();
    if (dock->isFloating()) {
        dock->activateWindow();
    }
    setCurrent(view);
    emit viewShown(view);
}

void ViewArea::showNext(int direction) {
    const int now = std::max(0, indexOf(current()));
    for (int step = 1; step <= count(); ++step) {
        const int next = (now + direction * step + count() * count()) % count();
        if (isOpen(view(next))) {
            showView(next);
            return;
        }
    }
}

bool ViewArea::isOpen(const QWidget* view) const {
    const QDockWidget* dock = dockOf(view);
    return dock != nullptr && !dock->isHidden();
}

void ViewArea::setOpen(QWidget* view, bool open) {
    if (open) {
        showView(view);
    } else {
        dockOf(view)->close();
    }
}

void ViewArea::tearOff(QWidget* view) {
    showView(view);
    QDockWidget* dock = dockOf(view);
    QRect place(dock->mapToGlobal(QPoint(kAside, kAside)), dock->size());
    const QRect room = screen()->availableGeometry();
    place.moveRight(std::min(place.right(), room.right()));
    place.moveBottom(std::min(place.bottom(), room.bottom()));
    dock->setFloating(true);
    dock->setGeometry(place);
    dock->activateWindow();
}

bool ViewArea::isTornOff(const QWidget* view) const {
    const QDockWidget* dock = dockOf(view);
    return dock != nullptr && dock->isFloating();
}

void ViewArea::reset() {
    for (QDockWidget* dock : docks_) {
        dock->setFloating(false);
        removeDockWidget(dock);
    }
    for (QDockWidget* dock : docks_) {
        addDockWidget(kViewsArea, dock);
        if (dock != docks_.front()) {
            tabifyDockWidget(docks_.front(), dock);
        }
        dock->show();
    }
}

/// A dock behind another tab is a visible widget for Qt, only moved out of sight; its view is
/// hidden here.
void ViewArea::seen(QDockWidget* dock, bool visible) {
    QWidget* view = contentOf(*dock);
    view->setVisible(visible);
    if (visible && dock->window() == window()) {
        setCurrent(view);
    }
}

/// Qt makes tab bars as they are needed. Each is changed once, since a change lays out the docks
/// again, which leads here; what fits into it can be another number of tabs each time.
void ViewArea::watchTabBars() {
    const QString name = QStringLiteral("viewTabs");
    for (QTabBar* bar : findChildren<QTabBar*>(Qt::FindDirectChildrenOnly)) {
        if (bar->objectName() != name) {
            bar->setObjectName(name);
            new TabFit(*bar);
            // A view that leaves, for a separate window or closed, gives way to the one before it.
            bar->setSelectionBehaviorOnRemove(QTabBar::SelectPreviousTab);
            bar->installEventFilter(this);
        }
        bar->findChild<TabFit*>()->fit();
    }
    showHint();
}

/// To be called whenever docks have been arranged.
void ViewArea::showHint() {
    const bool any = std::any_of(docks_.begin(), docks_.end(), [](const QDockWidget* dock) {
        return !dock->isHidden() && !dock->isFloating();
    });
    hint_->setGeometry(rect());
    hint_->setVisible(!any);
}

void ViewArea::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    showHint();
}

void ViewArea::contextMenuEvent(QContextMenuEvent* event) {
    event->accept(); // a list of all docks would be shown
}

bool ViewArea::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::ContextMenu) {
        if (auto* bar = qobject_cast<QTabBar*>(watched)) {
            const auto* menu = static_cast<QContextMenuEvent*>(event);
            const int tab = bar->tabAt(menu->pos());
            for (const QDockWidget* dock : docks_) {
                if (tab >= 0 && bar->tabText(tab) == dock->windowTitle()) {
                    emit menuRequested(contentOf(*dock), menu->globalPos());
                    return true;
                }
            }
        } else if (auto* dock = qobject_cast<QDockWidget*>(watched)) {
            // A view's own menus come first; this is what no part of it has used. It is answered
            // here because the event of a view in a separate window does not come further.
            emit menuRequested(contentOf(*dock),
                               static_cast<QContextMenuEvent*>(event)->globalPos());
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::Close) {
        if (auto* dock = qobject_cast<QDockWidget*>(watched)) {
            QTimer::singleShot(0, this, [this, view = QPointer<QWidget>(contentOf(*dock))] {
                if (view != nullptr && !isOpen(view)) {
                    emit closed(view);
                }
            });
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

} // namespace asge
