// SPDX-License-Identifier: GPL-3.0-or-later

// Presses Train in the real window and prints how long it takes until the first curve is drawn, and
// the longest event meanwhile: first_curve EXPERIMENT.json --store FILE [TIMES]. The first training
// of a process also reads the data; LibTorch is loaded while the user looks around.
#include "app/window/main_window.h"
#include "app/window/run_presenter.h"
#include "app/window/view_area.h"
#include "core/experiment/experiment_json.h"
#include "tests/app/window/loop_watch.h"

#include <QElapsedTimer>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTimer>

#include <qcustomplot.h>

#include <cstdio>
#include <iostream>

using namespace asge;

namespace {

/// Repeats trainings, each until its first curve is drawn.
class FirstCurve {
  public:
    FirstCurve(test::WatchedApplication& app, MainWindow& window, int times)
        : app_(app), window_(window), left_(times) {
        auto* canvas = window.views().findView("curves")->findChild<QCustomPlot*>("curvesAccuracy");
        QObject::connect(canvas, &QCustomPlot::afterReplot, canvas, [this, canvas] {
            for (int i = 0; i < canvas->graphCount(); ++i) {
                if (!canvas->graph(i)->data()->isEmpty()) {
                    finish();
                    return;
                }
            }
        });
        QObject::connect(&window.training(), &TrainingController::ended, &window,
                         [this] { --left_ > 0 ? begin() : QApplication::quit(); });
    }
    void begin() {
        // The last run's curves go away first.
        QTimer::singleShot(500, &window_, [this] {
            window_.views().showView(window_.views().findView("curves"));
            waits_ = true;
            app_.reset();
            timer_.start();
            window_.training().train();
        });
    }

  private:
    void finish() {
        const RunPresenter& presenter = window_.presenter();
        if (!waits_ || presenter.trainingRun() == 0 ||
            presenter.shownRun() != presenter.trainingRun()) {
            return;
        }
        waits_ = false;
        std::printf("first curve %4lld ms after Train, longest event %lld ms\n",
                    static_cast<long long>(timer_.elapsed()),
                    static_cast<long long>(app_.longestHold()));
        window_.training().stop();
    }

    test::WatchedApplication& app_;
    MainWindow& window_;
    int left_;
    bool waits_ = false;
    QElapsedTimer timer_;
};

} // namespace

int main(int argc, char** argv) {
    test::WatchedApplication app(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 4 || arguments[2] != "--store") {
        std::cerr << "usage: first_curve EXPERIMENT.json --store FILE [TIMES]\n";
        return 2;
    }
    const QTemporaryDir folder;
    QSettings settings(folder.filePath("settings.ini"), QSettings::IniFormat);
    MainWindow window(arguments[3].toStdString(), settings);
    window.resize(1440, 900);
    window.show();
    FirstCurve measure(app, window, arguments.size() > 4 ? arguments[4].toInt() : 5);
    QObject::connect(&window, &MainWindow::storeReady, &window, [&] {
        window.training().setExperiment(loadExperiment(arguments[1].toStdString()), "first curve");
        window.prepareTraining(); // as the program does; the user looks around meanwhile
        QTimer::singleShot(3000, &window, [&measure] { measure.begin(); });
    });
    return QApplication::exec();
}
