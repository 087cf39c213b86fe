// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/session.h"

#include "core/experiment/experiment_json.h"
#include "widgets/common/run_page.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_style.h"
#include "widgets/form/experiment_form.h"
#include "widgets/runs/runs_view.h"

#include <QApplication>
#include <QMainWindow>
#include <QSettings>
#include <QTabWidget>

namespace asge {

namespace {

/// Increase it when docks or tool bars change, so that an old layout is not applied to new ones.
constexpr int kLayoutVersion = 2;

const char* const kGeometryKey = "window/geometry";
const char* const kLayoutKey = "window/layout";
const char* const kThemeKey = "window/theme";
const char* const kTabKey = "window/tab";
const char* const kExperimentKey = "session/experiment";
const char* const kNameKey = "session/name";
const char* const kRunKey = "session/run";
const char* const kOtherKey = "session/other";
const char* const kGroupsKey = "session/openGroups";
const char* const kRunTableKey = "session/runTable";

QString pageKey(const RunPage& page) {
    return QStringLiteral("pages/") + page.objectName();
}

} // namespace

QString Session::theme() const {
    return settings_.value(kThemeKey, "light").toString();
}

QStringList Session::themes() {
    return {QStringLiteral("light"), QStringLiteral("dark")};
}

void Session::keepTheme(QSettings& settings, const QString& name) {
    settings.setValue(kThemeKey, name);
}

void Session::setTheme(const QString& name) {
    keepTheme(settings_, name);
    QApplication::setStyle(new ThemeStyle);
    QApplication::setPalette(name == "dark" ? theme::darkPalette() : theme::lightPalette());
}

/// Tabs are known by name, since later versions may have others in between.
void Session::showTab(const QString& name) {
    for (int i = 0; i < widgets_.tabs.count(); ++i) {
        if (widgets_.tabs.widget(i)->objectName() == name) {
            widgets_.tabs.setCurrentIndex(i);
        }
    }
}

void Session::restore() {
    if (!widgets_.window.restoreGeometry(settings_.value(kGeometryKey).toByteArray())) {
        widgets_.window.resize(1440, 900);
    }
    widgets_.window.restoreState(settings_.value(kLayoutKey).toByteArray(), kLayoutVersion);
    showTab(settings_.value(kTabKey).toString());
    widgets_.runs.restoreState(settings_.value(kRunTableKey).toMap());
    for (RunPage* page : widgets_.pages) {
        page->restoreState(settings_.value(pageKey(*page)).toMap());
    }
    if (settings_.contains(kGroupsKey)) {
        widgets_.form.setOpenGroups(settings_.value(kGroupsKey).toStringList());
    }
}

void Session::save(const Runs& runs) {
    settings_.setValue(kGeometryKey, widgets_.window.saveGeometry());
    settings_.setValue(kLayoutKey, widgets_.window.saveState(kLayoutVersion));
    settings_.setValue(kTabKey, widgets_.tabs.currentWidget()->objectName());
    settings_.setValue(kGroupsKey, widgets_.form.openGroups());
    settings_.setValue(kRunTableKey, widgets_.runs.saveState());
    settings_.setValue(kRunKey, static_cast<qlonglong>(runs.shown));
    settings_.setValue(kOtherKey, static_cast<qlonglong>(runs.other));
    for (const RunPage* page : widgets_.pages) {
        if (const QVariantMap state = page->saveState(); !state.isEmpty()) {
            settings_.setValue(pageKey(*page), state);
        }
    }
    if (widgets_.form.isValid()) {
        const Experiment experiment = widgets_.form.experiment();
        settings_.setValue(kExperimentKey, QString::fromStdString(toJson(experiment)));
        settings_.setValue(kNameKey, widgets_.form.runName());
    }
}

void Session::saveNow(const Runs& runs) {
    save(runs);
    settings_.sync();
}

std::optional<Session::NamedExperiment> Session::lastExperiment() const {
    const QString last = settings_.value(kExperimentKey).toString();
    if (last.isEmpty()) {
        return std::nullopt;
    }
    return NamedExperiment{parseExperiment(last.toStdString(), "last session"),
                           settings_.value(kNameKey).toString()};
}

Session::Runs Session::lastRuns() const {
    return {settings_.value(kRunKey, 0).toLongLong(), settings_.value(kOtherKey, 0).toLongLong()};
}

} // namespace asge
