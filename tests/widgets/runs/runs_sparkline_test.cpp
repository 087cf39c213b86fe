// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_sparkline.h"

#include "tests/widgets/runs/runs_view_fixture.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QListView>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include <time.h>

namespace asge {
namespace {

using test::makeEmptyRun;
using test::makeRun;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr int kQuiet = 250; ///< milliseconds; several times longer than requests are held back

class SparklineTest : public test::RunsViewFixture {
  protected:
    void SetUp() override {
        before_ = QApplication::palette();
        test::RunsViewFixture::SetUp();
        QObject::connect(&view, &RunsView::historiesRequested, &view,
                         [this](const QList<RunId>& ids) { requests_.push_back(ids); });
    }
    void TearDown() override { QApplication::setPalette(before_); }

    QListView& list() { return *find<QListView>("runsList"); }
    void showList(int width = 300) {
        view.resize(width, 500);
        ASSERT_TRUE(list().isVisible());
    }
    /// What is requested until nothing more is for a while.
    QList<RunId> requested() {
        QList<RunId> all;
        do {
            for (const QList<RunId>& ids : std::exchange(requests_, {})) {
                all << ids;
            }
            QTest::qWait(kQuiet);
        } while (!requests_.empty());
        return all;
    }
    void answer(RunId id, std::vector<double> accuracies) {
        const auto epochs = static_cast<int>(accuracies.size());
        view.setHistories({{id, epochs, std::move(accuracies)}});
    }
    QImage rowOf(const char* name) {
        QApplication::processEvents();
        return list().viewport()->grab(list().visualRect(cell(name))).toImage();
    }
    /// The pixels of a row that the history changes.
    std::vector<QPoint> ink(const char* name, RunId id, const std::vector<double>& accuracies) {
        requested();
        const QImage plain = rowOf(name);
        answer(id, accuracies);
        painted_ = rowOf(name);
        std::vector<QPoint> changed;
        for (int x = 0; x < plain.width(); ++x) {
            for (int y = 0; y < plain.height(); ++y) {
                if (plain.pixel(x, y) != painted_.pixel(x, y)) {
                    changed.emplace_back(x, y);
                }
            }
        }
        return changed;
    }
    /// The best contrast between the painted ink and what is around it.
    double contrastOf(const std::vector<QPoint>& pixels) {
        const QColor ground = painted_.pixelColor(pixels.front().x() - 3, 4);
        double best = 1;
        for (const QPoint& pixel : pixels) {
            best = std::max(best, theme::contrast(painted_.pixelColor(pixel), ground));
        }
        return best;
    }

    std::vector<QList<RunId>> requests_;
    QImage painted_;
    QPalette before_;
};

std::vector<RunSummary> runsOf(int count) {
    std::vector<RunSummary> runs;
    for (RunId id = count; id >= 1; --id) {
        runs.push_back(makeRun(id, "run " + std::to_string(id), 0.9));
        runs.back().created = "2026-01-01T12:00:00Z"; // then the number decides
    }
    return runs;
}

double meanHeight(const std::vector<QPoint>& pixels, int fromX, int toX) {
    double sum = 0;
    int count = 0;
    for (const QPoint& pixel : pixels) {
        if (pixel.x() >= fromX && pixel.x() < toX) {
            sum += pixel.y();
            ++count;
        }
    }
    return -sum / std::max(1, count);
}

TEST_F(SparklineTest, OnlyHistoriesOfVisibleRowsAreRequestedAndEachOnce) {
    constexpr int kRuns = 2000;
    view.setRuns(runsOf(kRuns));
    EXPECT_THAT(requested(), IsEmpty()) << "the table has no lines";
    showList();
    const QList<RunId> first = requested();
    const int height = list().visualRect(list().model()->index(0, RunsModel::nameColumn)).height();
    const int rows = list().viewport()->height() / height + 2;
    EXPECT_FALSE(first.isEmpty());
    EXPECT_LE(first.size(), rows);
    EXPECT_TRUE(first.contains(kRuns)) << "the newest run is the first one";

    // Rows that pass by while the user scrolls are not requested.
    QScrollBar& bar = *list().verticalScrollBar();
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i <= 100; ++i) {
        bar.setValue(bar.maximum() * i / 100);
        QApplication::processEvents();
    }
    const qint64 pauses = clock.elapsed() / 60; // on a slow machine the scrolling stops in between
    const QList<RunId> last = requested();
    EXPECT_TRUE(last.contains(1));
    EXPECT_LE(last.size(), (1 + pauses) * rows);
    std::set<RunId> seen(first.begin(), first.end());
    for (const RunId id : last) {
        EXPECT_TRUE(seen.insert(id).second) << id << " was requested twice";
    }
    bar.setValue(0);
    EXPECT_THAT(requested(), IsEmpty()) << "they were requested, though not answered yet";
    view.setRuns(runsOf(kRuns));
    EXPECT_THAT(requested(), IsEmpty());
}

TEST_F(SparklineTest, ANewEpochIsRequestedForItsRunAlone) {
    std::vector<RunSummary> runs{makeRun(2, "beta", 0.9), makeRun(1, "alpha", 0.9)};
    runs[0].status = RunStatus::running;
    runs[0].epochsDone = 1;
    view.setRuns(runs);
    showList();
    EXPECT_THAT(requested(), ElementsAre(1)) << "one epoch makes no line";
    answer(1, std::vector<double>(10, 0.9));
    runs[0].epochsDone = 2;
    view.setRuns(runs);
    EXPECT_THAT(requested(), ElementsAre(2));
    answer(2, {0.5, 0.6, 0.7}); // another epoch has ended meanwhile
    runs[0].epochsDone = 3;
    view.setRuns(runs);
    EXPECT_THAT(requested(), IsEmpty()) << "it is known";
    runs[0].epochsDone = 2; // the training went back
    view.setRuns(runs);
    EXPECT_THAT(requested(), ElementsAre(2));
    view.setRuns({runs[1]});
    view.setHistories({{2, 2, {0.5, 0.6}}, {77, 2, {0.5, 0.6}}}); // runs that are gone
    view.setRuns(runs);
    EXPECT_THAT(requested(), ElementsAre(2)) << "nothing is kept of runs that were gone";
}

TEST_F(SparklineTest, TheLineGoesUpWithTheAccuracyLeftOfTheResult) {
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        for (const bool rises : {true, false}) {
            view.setRuns({});
            view.setRuns({makeRun(1, "alpha", 0.9)});
            showList();
            std::vector<double> accuracies{0.5, 0.6, 0.7, 0.8, 0.9};
            if (!rises) {
                std::reverse(accuracies.begin(), accuracies.end());
            }
            const auto pixels = ink("alpha", 1, accuracies);
            ASSERT_THAT(pixels, Not(IsEmpty()));
            const int left = pixels.front().x();
            const int right = pixels.back().x();
            EXPECT_NEAR(right - left, 56, 4);
            EXPECT_GT(left, list().width() / 2) << "the name keeps its room";
            EXPECT_LT(right, painted_.width() - 8 - 40) << "it touches no digit of the result";
            const double slope = meanHeight(pixels, (left + right) / 2, right + 1) -
                                 meanHeight(pixels, left, (left + right) / 2);
            EXPECT_GT(rises ? slope : -slope, 3) << rises;
            EXPECT_GE(contrastOf(pixels), theme::kGraphicContrast) << dark;
        }
    }
}

TEST_F(SparklineTest, HasTheRunsColourOrThatOfTheSelectedText) {
    RunSummary run = makeRun(1, "alpha", 0.9);
    run.color = "#d55e00";
    for (const bool dark : {false, true}) {
        QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
        for (const bool selected : {false, true}) {
            view.setRuns({});
            view.setRuns({run, makeRun(2, "beta", 0.9)});
            showList();
            view.select({selected ? 1 : 2});
            const auto pixels = ink("alpha", 1, {0.5, 0.7, 0.8, 0.9});
            ASSERT_THAT(pixels, Not(IsEmpty()));
            const bool orange = std::any_of(pixels.begin(), pixels.end(), [&](const QPoint& pixel) {
                const QColor color = painted_.pixelColor(pixel);
                return color.red() > color.blue() + 120 && color.red() > color.green() + 60;
            });
            EXPECT_EQ(orange, !selected) << dark;
            EXPECT_GE(contrastOf(pixels), theme::kGraphicContrast) << dark << selected;
        }
    }
}

TEST_F(SparklineTest, LinesOfAllResultsAreBelowEachOther) {
    RunSummary last = makeRun(1, "alpha", 0.9);
    last.method = "backprop"; // its result is the last layer's
    view.setRuns({last, makeRun(2, "beta", 0.9)});
    showList();
    const auto other = ink("alpha", 1, {0.5, 0.7, 0.8, 0.9});
    const auto usual = ink("beta", 2, {0.5, 0.7, 0.8, 0.9});
    ASSERT_THAT(other, Not(IsEmpty()));
    EXPECT_EQ(other, usual);
}

TEST_F(SparklineTest, ThereIsNoneWithoutRoomOrWithoutTwoEpochs) {
    RunSummary fresh = makeRun(3, "gamma", 0.9);
    fresh.epochsDone = 1;
    const char* const longName = "a name that is too long for a narrow list";
    view.setRuns({fresh, makeRun(2, "beta", 0.9), makeRun(1, longName, 0.9), makeRun(4, "x", 0.9)});
    showList(225);
    EXPECT_THAT(ink(longName, 1, {0.5, 0.7, 0.9}), IsEmpty()) << "the name needs the room";
    EXPECT_THAT(ink("x", 4, {0.5, 0.7, 0.9}), Not(IsEmpty())) << "a short name does not";
    showList(300);
    EXPECT_THAT(ink("gamma", 3, {0.5}), IsEmpty());
    EXPECT_THAT(ink("beta", 2, {kUnknown, kUnknown, kUnknown}), IsEmpty());
    EXPECT_THAT(ink(longName, 1, {0.9, 0.5}), Not(IsEmpty())) << "the same row, wider";
}

/// Draws values on white and returns the columns that have ink.
std::set<int> inkedColumns(const std::vector<double>& values) {
    QImage image(60, 18, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    drawSparkline(painter, QRectF(2, 2, 56, 14), values, Qt::black);
    painter.end();
    std::set<int> columns;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            if (image.pixelColor(x, y).lightness() < 200) {
                columns.insert(x);
                EXPECT_TRUE(y >= 1 && y <= 16 && x >= 1 && x <= 58) << "it leaves its place";
            }
        }
    }
    return columns;
}

TEST(SparklineDrawing, LeavesGapsAndStaysInItsPlace) {
    const double unknown = kUnknown;
    const double infinite = std::numeric_limits<double>::infinity();
    EXPECT_THAT(inkedColumns({}), IsEmpty());
    EXPECT_THAT(inkedColumns({unknown, infinite, -infinite}), IsEmpty());
    EXPECT_GE(inkedColumns({0.5, 0.9, 0.7}).size(), 50U);
    EXPECT_GE(inkedColumns({0.5, 0.5}).size(), 50U) << "a flat line";
    const auto gap = inkedColumns({0.1, 0.2, 0.3, unknown, unknown, unknown, 0.5, 0.6, 0.7});
    EXPECT_TRUE(gap.contains(8));
    EXPECT_FALSE(gap.contains(30));
    EXPECT_TRUE(gap.contains(52));
    EXPECT_THAT(inkedColumns({unknown, 0.4, unknown}), Not(IsEmpty())) << "a single point";
    EXPECT_THAT(inkedColumns({1e300, -1e300, 1e-300}), Not(IsEmpty()));
}

TEST(SparklineDrawing, DoesNotExaggerateNoise) {
    const auto heightOf = [](const std::vector<double>& values) {
        QImage image(60, 18, QImage::Format_RGB32);
        image.fill(Qt::white);
        QPainter painter(&image);
        drawSparkline(painter, QRectF(2, 2, 56, 14), values, Qt::black);
        painter.end();
        int top = image.height();
        int bottom = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < 50; ++x) { // without the dot
                if (image.pixelColor(x, y) != Qt::white) {
                    top = std::min(top, y);
                    bottom = std::max(bottom, y);
                }
            }
        }
        return bottom - top + 1;
    };
    EXPECT_LE(heightOf({0.9, 0.9005, 0.9, 0.9005, 0.9}), 4);
    EXPECT_GE(heightOf({0.7, 0.9, 0.7, 0.9, 0.7}), 10);
}

/// Processor time of this thread, which does not depend on other programs.
double milliseconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

TEST_F(SparklineTest, ScrollingThousandsStaysFast) {
    constexpr int kRuns = 2000;
    view.setRuns(runsOf(kRuns));
    view.resize(300, 900);
    std::vector<AccuracyHistory> histories;
    for (RunId id = 1; id <= kRuns; ++id) {
        AccuracyHistory history{id, 10, {}};
        for (int i = 0; i < kMostHistoryPoints; ++i) {
            history.accuracies.push_back(0.9 - 0.5 / (i + 1.0) + 0.02 * std::sin(i));
        }
        histories.push_back(std::move(history));
    }
    QObject::connect(&view, &RunsView::historiesRequested, &view, [&](const QList<RunId>& ids) {
        for (const RunId id : ids) {
            view.setHistories({histories[static_cast<std::size_t>(id - 1)]});
        }
    });
    QScrollBar& bar = *list().verticalScrollBar();
    double slowest = 0;
    for (int i = 0; i < 5; ++i) {
        bar.setValue(bar.maximum() * i / 4);
        requested();
        const QPixmap warm = list().viewport()->grab();
        const double start = milliseconds();
        const QPixmap page = list().viewport()->grab();
        slowest = std::max(slowest, milliseconds() - start);
        EXPECT_FALSE(page.isNull());
    }
    RecordProperty("milliseconds", std::to_string(slowest));
    EXPECT_LT(slowest, 50) << "takes about 4 ms in a release build";
}

TEST_F(SparklineTest, ANameIsCutAtItsEnd) {
    showList();
    const char* const names[] = {"CIFAR-100, 100 classes, of which there are many, first",
                                 "CIFAR-100, 100 classes, of which there are many, again"};
    QImage lines[2];
    for (int i = 0; i < 2; ++i) {
        view.setRuns({makeRun(1, names[i], 0.9)});
        lines[i] = rowOf(names[i]);
        lines[i] = lines[i].copy(0, 0, lines[i].width(), lines[i].height() / 2);
    }
    EXPECT_EQ(lines[0], lines[1]) << "only what is left out differs";
}

} // namespace
} // namespace asge
