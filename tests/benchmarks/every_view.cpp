// SPDX-License-Identifier: GPL-3.0-or-later

// Trains in the real window while each view is open in a separate window, and prints the
// event that held the GUI thread longest: every_view EXPERIMENT.json --store FILE [VIEW...].
// Without views it opens all. `window_speed --views every` compares its speed with a terminal's.
#include "app/window/main_window.h"
#include "core/experiment/experiment_json.h"
#include "tests/app/window/loop_watch.h"
#include "tests/app/window/open_views.h"

#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <iostream>

using namespace asge;

int main(int argc, char** argv) {
    test::WatchedApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const QStringList arguments = QApplication::arguments();
    const qsizetype store = arguments.indexOf("--store");
    if (arguments.size() < 4 || store < 0 || store + 1 >= arguments.size()) {
        std::cerr << "usage: every_view EXPERIMENT.json --store FILE [VIEW...]\n";
        return 2;
    }
    QStringList views = arguments;
    views.remove(store, 2);
    views.remove(0, 2);
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    MainWindow window(arguments[store + 1].toStdString(), settings);
    window.resize(1440, 900);
    window.show();
    test::openViews(window, views);
    QObject::connect(&window, &MainWindow::storeReady, &window, [&] {
        window.training().setExperiment(loadExperiment(arguments[1].toStdString()), "every view");
        window.training().train();
        QTimer::singleShot(3000, &window, [&app] { app.reset(); }); // the first drawings are over
    });
    QObject::connect(&window.training(), &TrainingController::ended, &window, [&app] {
        std::cerr << "longest event: " << app.longestHold() << " ms ("
                  << app.culprit().toStdString() << ")\n";
        app.quit();
    });
    return QApplication::exec();
}
