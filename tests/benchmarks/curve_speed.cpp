// SPDX-License-Identifier: GPL-3.0-or-later

// How long the curves of a very long run take to be redrawn while the user zooms, and how much
// memory a step takes:
//   build/release/bin/curve_speed [STEPS [LAYERS]]
// Prints one line per figure. Nothing else should run beside it.

#include "widgets/curves/curves_view.h"
#include "widgets/plot/plot_canvas.h"

#include <QApplication>
#include <QElapsedTimer>

#include <malloc.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>

namespace {

using asge::CurvesView;
using asge::PlotCanvas;
using asge::RunCurves;

RunCurves longRun(std::int64_t steps, int layers) {
    constexpr int kEpochs = 100;
    std::mt19937 random(1);
    std::normal_distribution<double> noise(0.0, 0.1);
    RunCurves run;
    run.id = 1;
    run.name = QStringLiteral("long");
    run.layers.resize(static_cast<std::size_t>(layers));
    const std::int64_t epoch = std::max<std::int64_t>(steps / kEpochs, 1);
    for (std::int64_t s = 1; s <= steps; ++s) {
        asge::StepEvent event{static_cast<int>((s - 1) / epoch) + 1, s, 0.01 * double(s), {}};
        for (int layer = 0; layer < layers; ++layer) {
            const double loss = 2.3 * std::exp(-3.0 * double(s) / double(steps)) + 0.05 * layer;
            event.layers.push_back({loss + noise(random), 1.0 / (1.0 + loss)});
        }
        run.steps.push_back(event);
        if (s % epoch == 0) {
            asge::EpochEvent end;
            end.epoch = static_cast<int>(s / epoch);
            end.step = s;
            end.seconds = 0.01 * double(s);
            for (const asge::Split split : asge::kImageSplits) {
                end.values.setScores(split, event.layers);
            }
            run.epochs.push_back(std::move(end));
        }
    }
    return run;
}

double milliseconds(const QElapsedTimer& clock) {
    return double(clock.nsecsElapsed()) / 1e6;
}

void print(const char* what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    std::printf("%s: median %.1f ms, worst %.1f ms\n", what, times[times.size() / 2], times.back());
}

/// Bytes that the program has allocated.
double allocated() {
    const auto info = mallinfo2();
    return double(info.uordblks + info.hblkhd);
}

} // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication app(argc, argv);
    const std::int64_t steps = argc > 1 ? std::atoll(argv[1]) : 1000000;
    const int layers = argc > 2 ? std::atoi(argv[2]) : 1;
    CurvesView view;
    view.resize(1440, 900);
    view.show();
    std::vector<RunCurves> runs;
    const double before = allocated();
    runs.push_back(longRun(steps, layers));
    const double ofRun = allocated() - before;
    QElapsedTimer clock;
    clock.start();
    view.setRuns(std::move(runs));
    view.exportTo(QStringLiteral("/dev/null/none.png")); // draws everything that is due
    std::printf("%lld steps, %d layer(s): laid out and drawn in %.0f ms\n",
                static_cast<long long>(steps), layers, milliseconds(clock));
    std::printf("memory per step: %.0f bytes of the run, %.0f bytes of its curves\n",
                ofRun / double(steps), (allocated() - before - ofRun) / double(steps));
    auto* canvas = view.findChild<PlotCanvas*>(QStringLiteral("curvesLoss"));
    std::vector<double> times, processor;
    const QCPRange home = canvas->xAxis->range();
    for (int i = 0; i < 120;
         ++i) { // zooms in to a hundred steps and out again, at changing positions
        const double part = std::pow(0.85, i < 60 ? i : 120 - i);
        const double middle = home.upper * (0.5 + 0.4 * std::sin(0.3 * i) * (1 - part));
        canvas->xAxis->setRange(middle - part * home.upper / 2, middle + part * home.upper / 2);
        const std::clock_t start = std::clock();
        clock.start();
        canvas->replot(QCustomPlot::rpImmediateRefresh);
        times.push_back(milliseconds(clock));
        processor.push_back(1e3 * double(std::clock() - start) / CLOCKS_PER_SEC);
    }
    print("a zoom of one plot", times);
    print("the same, processor time", processor);
    return 0;
}
