// SPDX-License-Identifier: GPL-3.0-or-later

// Measures the window on a store of thousands of runs, by user actions:
//   build/release/bin/many_runs [FILE]
// FILE is filled if it does not exist. Prints one line per figure with its limit. "Longest event"
// is the longest time for which the GUI thread handled one event. Nothing else should run at the
// same time.
#include "tests/app/window/loop_watch.h"
#include "tests/benchmarks/full_store.h"

#include "app/window/main_window.h"
#include "app/window/screen.h"
#include "app/window/view_area.h"
#include "widgets/compare/compare_view.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/runs/runs_view.h"

#include <QLineEdit>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <memory>

namespace {

using namespace asge;
using namespace asge::benchmark;

constexpr double kUsable = 300, kFiltered = 100, kCompared = 300, kZoomed = 16; // milliseconds
constexpr double kHeld = 50;                                                    // milliseconds
constexpr long kMemory = 500;                                                   // MB
constexpr int kComparedRuns = 20;

test::WatchedApplication& application() {
    return static_cast<test::WatchedApplication&>(*QApplication::instance());
}

/// Milliseconds until `done`. Events are handled meanwhile, without waiting for one.
double waitFor(const std::function<bool()>& done) {
    return milliseconds([&] {
        while (!done()) {
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
    });
}

/// Runs timers and redraws that are due.
void settle() {
    QTest::qWait(700);
}

/// Counts the paintings of widgets.
class Paints : public QObject {
  public:
    void watch(QWidget* widget) { widget->installEventFilter(this); }
    int count() const { return count_; }

  protected:
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint) {
            // Counted when the painting is on the screen.
            QMetaObject::invokeMethod(
                this, [this] { ++count_; }, Qt::QueuedConnection);
        }
        return false;
    }

  private:
    int count_ = 0;
};

class Report {
  public:
    void time(const char* what, std::vector<double> times, double limit) {
        const double first = times.front();
        const double worst = *std::max_element(times.begin(), times.end());
        std::printf("%-44s first %6.1f  median %6.1f  worst %6.1f  limit %3.0f ms%s\n", what, first,
                    median(std::move(times)), worst, limit, worst > limit ? "  EXCEEDED" : "");
        std::fflush(stdout);
    }

    /// Prints the longest of the events since the last call.
    void held(const char* while_) {
        auto& app = application();
        std::printf("%-44s %38lld  limit %3.0f ms%s\n", while_,
                    static_cast<long long>(app.longestHold()), kHeld,
                    static_cast<double>(app.longestHold()) > kHeld
                        ? qPrintable(QStringLiteral("  EXCEEDED by ") + app.culprit())
                        : "");
        std::fflush(stdout);
        app.reset();
    }

    void memory() {
        const long peak = peakMegabytes();
        std::printf("%-44s %38ld  limit %3ld MB%s\n", "peak memory", peak, kMemory,
                    peak > kMemory ? "  EXCEEDED" : "");
    }
};

/// A window with the run table in front.
class Session {
  public:
    explicit Session(const std::filesystem::path& store)
        : settings_(folder_.filePath("settings.ini"), QSettings::IniFormat) {
        settings_.setValue("window/perspective", "compare"); // has a wide table of runs
        took_ = milliseconds([&] {
            window_ = std::make_unique<MainWindow>(store, settings_);
            table_ = window_->findChild<QTableView*>("runsTable");
            window_->resize(1440, 900);
            window_->show();
            waitFor([&] { return table_->model()->rowCount() > kRuns; });
            repaint(table_->viewport());
        });
    }

    /// Milliseconds from before the window's construction until the table shows all runs.
    double took() const { return took_; }
    MainWindow& window() { return *window_; }
    QTableView& table() { return *table_; }
    template <typename Widget>
    Widget& child(const char* name) {
        return *window_->findChild<Widget*>(name);
    }

    /// Milliseconds from `change`, which is called from an event like a user's action, to the next
    /// painting of `widget`.
    double timeOf(const std::function<void()>& change, QWidget* widget) {
        return milliseconds([&] {
            bool changed = false;
            QMetaObject::invokeMethod(
                widget,
                [&] {
                    change();
                    changed = true;
                },
                Qt::QueuedConnection);
            waitFor([&] { return changed; });
            repaint(widget);
        });
    }

    /// Waits for the next painting.
    void repaint(QWidget* widget) {
        Paints paints;
        paints.watch(widget);
        widget->update();
        waitFor([&] { return paints.count() > 0; });
    }

  private:
    QTemporaryDir folder_;
    QSettings settings_;
    std::unique_ptr<MainWindow> window_;
    QTableView* table_ = nullptr;
    double took_ = 0;
};

void measureOpening(const std::filesystem::path& store, Report& report) {
    std::vector<double> times;
    for (int i = 0; i < 6; ++i) {
        application().reset(); // only the longest event of the last round is reported
        times.push_back(Session(store).took());
    }
    report.time("window to usable run table", times, kUsable);
    report.held("  longest event");
}

/// Sets each filter at once, as if pasted, then types it key by key.
void measureFilters(Session& session, Report& report) {
    auto& edit = session.child<QLineEdit>("runsFilter");
    const char* const filters[] = {"projection.gain > 2 and data = fashion-mnist",
                                   "fusion > 0.9 and data = fashion-mnist and tag:baseline",
                                   "layer3.test > 0.85 or train.seed = 7",
                                   "seed",
                                   "best > 0.2 and status = finished and not tag:trial",
                                   ""};
    std::vector<double> pasted, typed;
    const auto apply = [&](const std::function<void()>& change) {
        return session.timeOf(change, session.table().viewport());
    };
    for (const char* filter : filters) {
        pasted.push_back(apply([&] { edit.setText(filter); }));
    }
    report.time("filter, from the text to the table", pasted, kFiltered);
    settle();
    for (const char* filter : filters) {
        edit.clear();
        for (const char* key = filter; *key != '\0'; ++key) {
            typed.push_back(apply([&] { QTest::keyClick(&edit, *key); }));
        }
    }
    report.time("filter, from each key to the table", typed, kFiltered);
    edit.clear();
    settle();
    report.held("  longest event");
}

void measureGroups(Session& session, Report& report) {
    auto& runs = session.child<RunsView>("runs");
    std::vector<double> times;
    for (const QStringList& keys :
         {QStringList{"projection.gain"}, QStringList{"projection.gain", "data.name"},
          QStringList{"tags"}, QStringList{}}) {
        const auto group = [&] {
            QVariantMap state = runs.saveState();
            state["groupedBy"] = keys;
            runs.restoreState(state);
        };
        times.push_back(session.timeOf(group, session.table().viewport()));
    }
    report.time("grouping", times, kFiltered);
    std::vector<double> sorted;
    for (int column = 0; column < 12; ++column) {
        sorted.push_back(
            session.timeOf([&] { session.table().sortByColumn(column, Qt::AscendingOrder); },
                           session.table().viewport()));
    }
    report.time("sorting by a column", sorted, kFiltered);
    settle();
    report.held("  longest event");
}

void measureComparing(Session& session, Report& report) {
    auto& compare = session.child<CompareView>("compare");
    QWidget* canvas = compare.findChild<PlotCanvas*>("curvesAccuracy");
    std::vector<double> times;
    for (int round = 0; round < 6; ++round) {
        session.window().views().showView(3);
        settle();
        QList<RunId> ids;
        for (int i = 0; i < kComparedRuns; ++i) {
            ids.append(1 + round + i * kRuns / kComparedRuns);
        }
        session.child<RunsView>("runs").select(ids);
        settle();
        Paints paints;
        paints.watch(canvas);
        times.push_back(milliseconds([&] {
            session.window().compare(ids);
            waitFor([&] { return paints.count() > 0; });
        }));
        settle();
    }
    report.time("20 runs compared", times, kCompared);
    report.held("  longest event");
    auto& parts = *compare.findChild<QTabWidget*>("compareTabs");
    std::vector<double> shown;
    for (int part = 1; part < parts.count(); ++part) {
        shown.push_back(session.timeOf([&] { parts.setCurrentIndex(part); }, parts.widget(part)));
        settle();
    }
    report.time("another part of the comparison", shown, kCompared);
    report.held("  longest event");
    parts.setCurrentIndex(0);
}

void turnWheel(QWidget& canvas, QPointF at, int angle) {
    QWheelEvent wheel(at, canvas.mapToGlobal(at), {}, {0, angle}, Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas, &wheel);
}

void measureZooming(Session& session, Report& report) {
    auto& window = session.window();
    auto& canvas = *session.child<CurvesView>("runCurves").findChild<PlotCanvas*>("curvesLoss");
    Paints paints;
    paints.watch(&canvas);
    window.views().showView(0);
    const double opened = milliseconds([&] {
        window.openRun(kLongRun);
        // Empty axes are painted before the line has points.
        waitFor([&] { return canvas.graphCount() > 1 && !canvas.graph(1)->data()->isEmpty(); });
    });
    std::printf("%-44s %38.0f ms\n", "a run of a million steps opened", opened);
    settle();
    settle();
    report.held("  longest event");
    std::vector<double> times;
    for (int i = 0; i < 60; ++i) { // zooms in until single steps are visible, and out again
        const QRect area = canvas.axisRect()->rect();
        const QPointF at(area.left() + area.width() * (0.3 + 0.005 * i), area.center().y());
        times.push_back(milliseconds([&] {
            const int before = paints.count();
            turnWheel(canvas, at, i < 30 ? 120 : -120);
            waitFor([&] { return paints.count() > before; });
        }));
    }
    report.time("a zoom of its curves", times, kZoomed);
    report.held("  longest event");
}

int run(int argc, char** argv) {
    const FullStore store(argc, argv); // forks, so it must come before threads are started
    QStandardPaths::setTestModeEnabled(true);
    test::WatchedApplication app(argc, argv);
    QLocale::setDefault(QLocale::c());
    Report report;
    measureOpening(store.file(), report);
    {
        Session session(store.file());
        report.held("  longest event, once more");
        measureFilters(session,
                       report); // right after opening, before settings are read in the background
        measureGroups(session, report);
        measureComparing(session, report);
        measureZooming(session, report);
    }
    report.memory();
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    handleQtMessages();
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "many_runs: %s\n", error.what());
        return 1;
    }
}
