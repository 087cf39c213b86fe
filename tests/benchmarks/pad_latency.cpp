// SPDX-License-Identifier: GPL-3.0-or-later

// Draws on the inspector's pad in the real window, and prints the time from a stroke until the
// maps, probabilities and evidence of all layers are shown: pad_latency ['LAYERS' [STROKES
// [PAUSE]]]. If PAUSE, in milliseconds between strokes, is more than 200, the search for the
// nearest of 5,000 validation images begins in each pause. Needs no display: set
// QT_QPA_PLATFORM=offscreen.
#include "app/window/main_window.h"
#include "app/window/view_area.h"
#include "core/base/counted.h"
#include "tests/benchmarks/brief_run.h"
#include "tests/support/tiny_data.h"
#include "widgets/inspector/drawing_pad.h"
#include "widgets/inspector/inspector_page.h"

#include <QApplication>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace {

using namespace asge;

/// Milliseconds of each stroke.
std::vector<qint64> draw(MainWindow& window, int strokes, int pause) {
    auto& page = *window.findChild<InspectorPage*>("inspector");
    auto& pad = *window.findChild<DrawingPad*>("drawingPad");
    window.views().showView(&page);
    QSignalSpy answered(&page, &InspectorPage::answered);
    answered.wait(60000);
    std::vector<qint64> times;
    QTest::mousePress(&pad, Qt::LeftButton, {}, pad.rect().center());
    for (int i = 0; i < strokes; ++i) {
        if (pause > 0) {
            QTest::qWait(pause);
        }
        answered.clear();
        const QPoint point(pad.width() * (20 + i * 37 % 60) / 100,
                           pad.height() * (20 + i * 53 % 60) / 100);
        QTest::mouseMove(&pad, point);
        while (answered.isEmpty() && answered.wait(60000)) {
        }
        QCoreApplication::processEvents(); // until it is painted
        times.push_back(page.latency());
    }
    QTest::mouseRelease(&pad, Qt::LeftButton);
    std::sort(times.begin(), times.end());
    return times;
}

} // namespace

int main(int argc, char** argv) {
    prepareThreads();
    QApplication app(argc, argv);
    const std::string layers = argc > 1 ? argv[1] : "32 64M 128M 256M";
    const int strokes = argc > 2 ? std::atoi(argv[2]) : 200;
    const test::TemporaryFolder folder;
    test::trainBriefly(folder.path(), layers, 1);
    QSettings settings((folder.path() / "settings.ini").c_str(), QSettings::IniFormat);
    MainWindow window(folder.path() / "runs.sqlite", settings);
    window.resize(1440, 900);
    QSignalSpy ready(&window, &MainWindow::storeReady);
    window.show();
    ready.wait(60000);
    window.openRun(1);
    const std::vector<qint64> times = draw(window, strokes, argc > 3 ? std::atoi(argv[3]) : 0);
    std::cout << layers << ": " << counted(static_cast<std::int64_t>(times.size()), "stroke")
              << ", median " << times[times.size() / 2] << " ms, 95 % "
              << times[times.size() * 95 / 100] << " ms, longest " << times.back() << " ms\n";
    return 0;
}
