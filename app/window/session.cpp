// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/session.h"

#include "app/window/branch_bar.h"
#include "app/window/perspectives.h"
#include "core/experiment/experiment_json.h"
#include "widgets/common/control_states.h"
#include "widgets/common/kept_places.h"
#include "widgets/common/run_page.h"
#include "widgets/common/save_dialog.h"
#include "widgets/form/experiment_form.h"
#include "widgets/runs/runs_view.h"

#include <QCryptographicHash>
#include <QLayout>
#include <QMainWindow>
#include <QScreen>
#include <QSettings>

#include <algorithm>
#include <system_error>

namespace asge {

namespace {

constexpr QSize kFirstSize{1440, 900}; ///< of the window, if the screen has room for it
constexpr double kMostOfScreen = 0.96; ///< leaves room for the window's frame
// In pixels, more than those of a window's frame, which is not known before it is shown, at its
// sides and at its top.
constexpr int kFrameSide = 8;
constexpr int kFrameTop = 40;
constexpr int kMostStores = 30; ///< stores whose runs are remembered
constexpr int kMostRecent = 12;
constexpr int kMostKeptRuns = 100; ///< that are compared or selected

const char* const kGeometryKey = "window/geometry";
const char* const kCopiesKey = "window/copies";
const char* const kExperimentKey = "session/experiment";
const char* const kNameKey = "session/name";
const char* const kBaseKey = "session/base";
const char* const kGroupsKey = "session/openGroups";
const char* const kRunTableKey = "session/runTable";
const char* const kStoresKey = "session/stores"; ///< names of stores, the last used first
const char* const kFolderKey = "session/folder"; ///< of the file that was exported last
const char* const kRecentKey = "session/recentFiles";

QStringList textsOf(const QList<RunId>& runs) {
    QStringList texts;
    for (const RunId run : runs.mid(0, kMostKeptRuns)) {
        texts << QString::number(run);
    }
    return texts;
}

QList<RunId> runsIn(const QStringList& texts) {
    QList<RunId> runs;
    for (const QString& text : texts.mid(0, kMostKeptRuns)) {
        runs << text.toLongLong();
    }
    return runs;
}

QString pageKey(const QWidget& page) {
    return QStringLiteral("pages/") + page.objectName();
}

/// Fits a window that was left on a larger screen onto this one, with its frame. A window that
/// needs more room than the screen has begins at its top left.
void fitOntoScreen(QMainWindow& window) {
    const QRect screen = window.screen()->availableGeometry();
    const QSize most = screen.size() - QSize(2 * kFrameSide, kFrameTop + kFrameSide);
    const bool isTooLarge = window.size() != window.size().boundedTo(most);
    window.resize(window.size().boundedTo(most));
    const QRect place(window.pos(), window.size().expandedTo(window.minimumSizeHint()));
    if (isTooLarge || !screen.adjusted(-kFrameSide, 0, kFrameSide, kFrameTop).contains(place)) {
        const int right = screen.right() + 1 - std::min(place.width(), screen.width());
        const int height = std::min(place.height() + kFrameTop, screen.height());
        window.move(std::clamp(place.x(), screen.left(), right),
                    std::clamp(place.y(), screen.top(), screen.bottom() + 1 - height));
    }
}

/// A name for a store that does not depend on how its path is written. The file is not looked at:
/// its disk may not answer, and the window would wait for it.
QString nameOfStore(const std::filesystem::path& store) {
    std::error_code error;
    const auto absolute = std::filesystem::absolute(store, error);
    const QByteArray path =
        QByteArray::fromStdString((error ? store : absolute).lexically_normal().string());
    return QString::fromLatin1(
        QCryptographicHash::hash(path, QCryptographicHash::Sha256).toHex().left(16));
}

} // namespace

Session::Session(QSettings& settings, const SessionWidgets& widgets,
                 const std::filesystem::path& store)
    : settings_(settings), store_(nameOfStore(store)), widgets_(widgets) {}

QString Session::storeKey(const char* key) const {
    return QStringLiteral("stores/%1/%2").arg(store_, QLatin1String(key));
}

QStringList Session::copies() const {
    return settings_.value(kCopiesKey).toStringList();
}

/// A window that is opened for the first time, or was last on a larger screen, fits on this one.
void Session::restoreGeometry() {
    QMainWindow& window = widgets_.window;
    const QSize available = window.screen()->availableGeometry().size();
    const QSize most(static_cast<int>(available.width() * kMostOfScreen),
                     static_cast<int>(available.height() * kMostOfScreen));
    if (!window.restoreGeometry(settings_.value(kGeometryKey).toByteArray())) {
        window.resize(kFirstSize.boundedTo(most));
    } else if (!window.isMaximized() && !window.isFullScreen()) {
        fitOntoScreen(window);
    }
}

void Session::restore() {
    restoreGeometry();
    // Without a place, a layout would restore the tool bar into no width: its buttons would take
    // many lines, and the window would grow to hold them.
    widgets_.window.layout()->setGeometry(QRect(QPoint(), widgets_.window.size()));
    widgets_.perspectives.restore();
    widgets_.runs.restoreState(settings_.value(kRunTableKey).toMap());
    for (RunPage* page : widgets_.pages) {
        restorePage(*page);
    }
    for (QWidget* view : widgets_.views) {
        restoreControlStates(*view, settings_.value(pageKey(*view)).toMap());
        QVariantMap places = settings_.value(storeKey(qPrintable(pageKey(*view)))).toMap();
        restorePlaces(*view, places);
    }
    setFolderToWrite(settings_.value(kFolderKey).toString());
    if (settings_.contains(kGroupsKey)) {
        widgets_.form.setOpenGroups(settings_.value(kGroupsKey).toStringList());
    }
}

void Session::restorePage(RunPage& page) const {
    page.restoreState(settings_.value(pageKey(page)).toMap());
    page.restoreRunState(settings_.value(storeKey(qPrintable(pageKey(page)))).toMap());
}

void Session::save(const Runs& runs) {
    settings_.setValue(kGeometryKey, widgets_.window.saveGeometry());
    widgets_.perspectives.save();
    settings_.setValue(kGroupsKey, widgets_.form.openGroups());
    settings_.setValue(kRunTableKey, widgets_.runs.saveState());
    settings_.setValue(storeKey("run"), static_cast<qlonglong>(runs.shown));
    settings_.setValue(storeKey("other"), static_cast<qlonglong>(runs.other));
    settings_.setValue(storeKey("compared"), textsOf(runs.compared));
    settings_.setValue(storeKey("selected"), textsOf(runs.selected));
    forgetOldStores();
    QStringList copies;
    for (const RunPage* page : widgets_.pages) {
        if (const QVariantMap state = page->saveState(); !state.isEmpty()) {
            settings_.setValue(pageKey(*page), state);
        }
        settings_.setValue(storeKey(qPrintable(pageKey(*page))), page->saveRunState());
        if (page->objectName().back().isDigit()) {
            copies << page->objectName();
        }
    }
    settings_.setValue(kCopiesKey, copies);
    for (const QWidget* view : widgets_.views) {
        settings_.setValue(pageKey(*view), controlStates(*view));
        settings_.setValue(storeKey(qPrintable(pageKey(*view))), placesIn(*view));
    }
    settings_.setValue(kFolderKey, folderToWrite());
    if (widgets_.form.isValid() && !widgets_.branch.branch()) {
        settings_.setValue(kExperimentKey,
                           QString::fromStdString(toJson(widgets_.form.experiment())));
        settings_.setValue(kBaseKey, QString::fromStdString(toJson(widgets_.form.base())));
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
    const std::string place = "last session";
    const QString base = settings_.value(kBaseKey, last).toString();
    return NamedExperiment{parseExperiment(last.toStdString(), place),
                           settings_.value(kNameKey).toString(),
                           parseExperiment(base.toStdString(), place)};
}

Session::Runs Session::lastRuns() const {
    return {settings_.value(storeKey("run"), 0).toLongLong(),
            settings_.value(storeKey("other"), 0).toLongLong(),
            runsIn(settings_.value(storeKey("compared")).toStringList()),
            runsIn(settings_.value(storeKey("selected")).toStringList())};
}

void Session::forgetOldStores() {
    QStringList stores = settings_.value(kStoresKey).toStringList();
    stores.removeAll(store_);
    stores.prepend(store_);
    while (stores.size() > kMostStores) {
        settings_.remove(QStringLiteral("stores/") + stores.takeLast());
    }
    settings_.setValue(kStoresKey, stores);
}

QStringList Session::recentFiles() const {
    return settings_.value(kRecentKey).toStringList();
}

void Session::addRecentFile(const QString& path) {
    QStringList files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    settings_.setValue(kRecentKey, files.mid(0, kMostRecent));
}

} // namespace asge
