// SPDX-License-Identifier: GPL-3.0-or-later

// Shows each view of a stored run in turn and prints how long the window takes until it has drawn
// it, and how long its thread used a processor meanwhile: view_switch --store FILE RUN [ROUNDS].
// The first round draws each view for the first time. The rest of the time, the thread waits for a
// core.
#include "app/window/main_window.h"
#include "app/window/run_presenter.h"
#include "app/window/view_area.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>
#include <ctime>
#include <iostream>
#include <vector>

using namespace asge;

namespace {

constexpr int kSettleMilliseconds = 400; ///< for what a view asks of the store

void settle() {
    QEventLoop loop;
    QTimer::singleShot(kSettleMilliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

double threadMilliseconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) * 1e3 + static_cast<double>(used.tv_nsec) / 1e6;
}

struct Times {
    double wall = 0;      ///< milliseconds
    double processor = 0; ///< milliseconds of the GUI thread
};

/// The times until the view and what its appearance caused at once are drawn.
Times timesOf(ViewArea& views, int view) {
    QElapsedTimer timer;
    const double before = threadMilliseconds();
    timer.start();
    views.showView(view);
    QCoreApplication::processEvents();
    return {static_cast<double>(timer.nsecsElapsed()) / 1e6, threadMilliseconds() - before};
}

void measure(MainWindow& window, int rounds) {
    ViewArea& views = window.views();
    std::printf("%-12s first  (used)  then (ms)\n", "view");
    std::vector<std::vector<Times>> times(static_cast<std::size_t>(views.count()));
    for (int round = 0; round <= rounds; ++round) {
        for (int view = 0; view < views.count(); ++view) {
            times[static_cast<std::size_t>(view)].push_back(timesOf(views, view));
            settle();
        }
    }
    for (int view = 0; view < views.count(); ++view) {
        const auto& each = times[static_cast<std::size_t>(view)];
        std::printf("%-12s %5.1f (%5.1f)", qPrintable(views.view(view)->objectName()),
                    each.front().wall, each.front().processor);
        for (std::size_t i = 1; i < each.size(); ++i) {
            std::printf(" %5.1f", each[i].wall);
        }
        std::printf("\n");
    }
}

} // namespace

int main(int argc, char** argv) {
    const QApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 4 || arguments[1] != "--store") {
        std::cerr << "usage: view_switch --store FILE RUN [ROUNDS]\n";
        return 2;
    }
    const int rounds = arguments.size() > 4 ? arguments[4].toInt() : 3;
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    MainWindow window(arguments[2].toStdString(), settings);
    window.resize(1440, 900);
    window.show();
    QObject::connect(&window, &MainWindow::storeReady, &window,
                     [&] { window.openRun(arguments[3].toLongLong()); });
    QObject::connect(
        &window.presenter(), &RunPresenter::filled, &window,
        [&] {
            QTimer::singleShot(1000, &window, [&] {
                measure(window, rounds);
                QApplication::quit();
            });
        },
        Qt::SingleShotConnection);
    return QApplication::exec();
}
