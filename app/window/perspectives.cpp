// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/perspectives.h"

#include "app/window/view_area.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QSettings>
#include <QUrl>

namespace asge {

namespace {

/// Increase it when docks or tool bars change, so that an old layout is not applied to new ones.
constexpr int kLayoutVersion = 4;
constexpr qsizetype kLongestTitle = 40; ///< characters

const QString kCurrentKey = QStringLiteral("window/perspective");
const QString kNamesKey = QStringLiteral("perspectives/names");

// The two layouts that are kept of a perspective.
const QString kLeft = QStringLiteral("left");   ///< as the user left it
const QString kSaved = QStringLiteral("saved"); ///< as one of the user's was saved

/// Widths of the docks at the left and at the right, in pixels.
constexpr int kRunsWidth = 290;
constexpr int kWideRunsWidth = 620;
constexpr int kCompareWidth = 760; ///< what the comparison needs beside the runs
constexpr int kExperimentWidth = 330;
constexpr int kLayersWidth = 310;
constexpr int kWideWindow = 1280;  ///< has room for docks at both sides
constexpr int kNarrowWindow = 800; ///< has no room for views to look at beside a dock

/// A user's name may contain a slash, which separates groups in settings.
QString keyOf(const QString& name, const QString& version, const char* what) {
    return QStringLiteral("perspectives/%1/%2/%3")
        .arg(QString::fromLatin1(QUrl::toPercentEncoding(name)), version, QLatin1String(what));
}

} // namespace

Perspectives::Perspectives(QSettings& settings, const ArrangedParts& parts, QObject* parent)
    : QObject(parent), settings_(settings), parts_(parts), current_(builtIn().front()) {}

QStringList Perspectives::builtIn() {
    return {QStringLiteral("train"), QStringLiteral("look"), QStringLiteral("compare")};
}

QStringList Perspectives::names() const {
    return builtIn() + settings_.value(kNamesKey).toStringList();
}

QString Perspectives::title(const QString& name) {
    const qsizetype index = builtIn().indexOf(name);
    return index < 0 ? name : QStringList{tr("Train"), tr("Look"), tr("Compare")}.value(index);
}

void Perspectives::restore() {
    const QString last = settings_.value(kCurrentKey).toString();
    current_ = names().contains(last) ? last : builtIn().front();
    if (!apply(current_, kLeft)) {
        reset();
        raiseKeptView(current_, kLeft);
    }
    emit changed();
}

void Perspectives::save() {
    keep(current_, kLeft);
    settings_.setValue(kCurrentKey, current_);
}

void Perspectives::show(const QString& name) {
    if (name != current_ && names().contains(name)) {
        keep(current_, kLeft);
        current_ = name;
        if (!apply(name, kLeft)) {
            reset();
        }
    }
    emit changed();
}

void Perspectives::reset() {
    if (builtIn().contains(current_)) {
        arrange(current_);
    } else {
        apply(current_, kSaved);
    }
}

QString Perspectives::saveAs(const QString& given) {
    const QString name = given.simplified();
    if (name.isEmpty() || name.size() > kLongestTitle) {
        return tr("A perspective's name has 1 to %1 characters.").arg(kLongestTitle);
    }
    for (const QString& taken : builtIn()) {
        if (name.compare(taken, Qt::CaseInsensitive) == 0 ||
            name.compare(title(taken), Qt::CaseInsensitive) == 0) {
            return tr("%1 is built in; choose another name.").arg(title(taken));
        }
    }
    QStringList saved = settings_.value(kNamesKey).toStringList();
    if (!saved.contains(name)) {
        settings_.setValue(kNamesKey, saved << name);
    }
    current_ = name;
    keep(name, kSaved);
    save();
    emit changed();
    return {};
}

void Perspectives::remove(const QString& name) {
    QStringList saved = settings_.value(kNamesKey).toStringList();
    if (saved.removeAll(name) == 0) {
        return;
    }
    settings_.setValue(kNamesKey, saved);
    settings_.remove(QStringLiteral("perspectives/") +
                     QString::fromLatin1(QUrl::toPercentEncoding(name)));
    if (name == current_) {
        current_ = builtIn().front();
        if (!apply(current_, kLeft)) {
            reset();
        }
    }
    emit changed();
}

bool Perspectives::apply(const QString& name, const QString& version) {
    const auto kept = [&](const char* what) { return settings_.value(keyOf(name, version, what)); };
    if (!parts_.window.restoreState(kept("window").toByteArray(), kLayoutVersion) ||
        !parts_.views.restoreState(kept("views").toByteArray(), kLayoutVersion)) {
        return false;
    }
    raiseKeptView(name, version);
    return true;
}

void Perspectives::raiseKeptView(const QString& name, const QString& version) {
    QWidget* view = parts_.views.findView(settings_.value(keyOf(name, version, "view")).toString());
    if (view != nullptr && parts_.views.isOpen(view)) {
        parts_.views.showView(view);
    }
}

void Perspectives::keep(const QString& name, const QString& version) {
    settings_.setValue(keyOf(name, version, "window"), parts_.window.saveState(kLayoutVersion));
    settings_.setValue(keyOf(name, version, "views"), parts_.views.saveState(kLayoutVersion));
    const QWidget* view = parts_.views.current();
    settings_.setValue(keyOf(name, version, "view"),
                       view != nullptr ? view->objectName() : QString());
}

/// The built-in arrangements.
void Perspectives::arrange(const QString& name) {
    const qsizetype index = builtIn().indexOf(name);
    const bool trains = index == 0;
    QMainWindow& window = parts_.window;
    for (QDockWidget* dock : {&parts_.experiment, &parts_.runs, &parts_.layers}) {
        dock->setFloating(false);
        window.removeDockWidget(dock);
    }
    window.addDockWidget(Qt::LeftDockWidgetArea, &parts_.experiment);
    window.addDockWidget(Qt::LeftDockWidgetArea, &parts_.runs);
    window.tabifyDockWidget(&parts_.experiment, &parts_.runs);
    const bool bothSides = window.width() >= kWideWindow;
    window.addDockWidget(bothSides ? Qt::RightDockWidgetArea : Qt::LeftDockWidgetArea,
                         &parts_.layers);
    if (!bothSides) {
        window.tabifyDockWidget(&parts_.runs, &parts_.layers);
    }
    parts_.runs.setVisible(index != 1 || window.width() >= kNarrowWindow);
    parts_.experiment.setVisible(trains);
    parts_.layers.setVisible(trains);
    if (trains) {
        parts_.experiment.raise();
    }
    const int wide = std::clamp(window.width() - kCompareWidth, kRunsWidth, kWideRunsWidth);
    const int left = trains ? kExperimentWidth : index == 1 ? kRunsWidth : wide;
    window.resizeDocks({trains ? &parts_.experiment : &parts_.runs}, {left}, Qt::Horizontal);
    if (bothSides) {
        window.resizeDocks({&parts_.layers}, {kLayersWidth}, Qt::Horizontal);
    }
    parts_.views.reset();
    static const QStringList kViews{"curves", "goodness", "compare"};
    parts_.views.showView(parts_.views.findView(kViews.value(index)));
}

} // namespace asge
