// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/line_style.h"

#include <gtest/gtest.h>

#include <QHelpEvent>
#include <QTest>
#include <QToolTip>

#include <cmath>
#include <memory>
#include <vector>

namespace asge::test {

inline std::shared_ptr<LinePoints> pointsOf(const std::vector<QPointF>& all,
                                            const LinePoints::Options& options = {}) {
    auto points = std::make_shared<LinePoints>(options);
    for (const QPointF& point : all) {
        points->append(point.x(), point.y(), {.epoch = static_cast<int>(points->size()) + 1});
    }
    return points;
}

inline PlotSeries line(int entry, const QColor& color, const std::vector<QPointF>& points) {
    return {.name = QStringLiteral("line %1").arg(entry + 1),
            .row = entry,
            .entry = entry,
            .color = color,
            .pen = plot::linePen(0, color, 2),
            .points = pointsOf(points)};
}

class LinePlotTest : public testing::Test {
  protected:
    LinePlotTest()
        : plot({QStringLiteral("first"), QStringLiteral("second")},
               [this](PlotScene& target, const QDeadlineTimer&) {
                   ++described;
                   target = scene;
                   return described > unfinished;
               }) {
        plot.setPalette(theme::lightPalette());
        plot.resize(1000, 400);
        scene.title = QStringLiteral("Both");
        scene.panels = {{.title = QStringLiteral("Accuracy (%)"),
                         .x = {.measure = Measure::epochs},
                         .y = {.measure = Measure::percent, .decimals = 1}},
                        {.title = QStringLiteral("Loss (nats)"), .x = {}, .y = {}}};
        scene.legend = {{Qt::red, QStringLiteral("line 1")}, {Qt::blue, QStringLiteral("line 2")}};
        scene.panels[0].series = {line(0, Qt::red, {{1, 50}, {2, 70}, {3, 90}}),
                                  line(1, Qt::blue, {{1, 20}, {2, 30}})};
    }
    void show() {
        plot.show();
        settle(plot); // once it was painted in its size, drawings are immediate
        plot.changeNow(false);
    }
    PlotPanel& panel() { return scene.panels[0]; }
    std::vector<QCPItemLine*> links() { return itemsOf<QCPItemLine>(canvas()); }
    PlotCanvas& canvas(const char* name = "first") {
        return *plot.findChild<PlotCanvas*>(QString::fromLatin1(name));
    }
    LegendButton& row(int number) {
        return *plot.findChild<LegendButton*>(QStringLiteral("curvesLegend%1").arg(number));
    }
    QString readAt(double x, double y) {
        QTest::mouseMove(&canvas(), canvas().axisRect()->topLeft() + QPoint(1, 1));
        QTest::mouseMove(&canvas(),
                         {static_cast<int>(std::lround(canvas().xAxis->coordToPixel(x))),
                          static_cast<int>(std::lround(canvas().yAxis->coordToPixel(y)))});
        return canvas().readoutText();
    }
    QString tipAt(double x, int fromTop) {
        const QPoint at(static_cast<int>(std::lround(canvas().xAxis->coordToPixel(x))),
                        canvas().axisRect()->top() + fromTop);
        QHelpEvent help(QEvent::ToolTip, at, canvas().mapToGlobal(at));
        QCoreApplication::sendEvent(&canvas(), &help);
        return QToolTip::text();
    }
    static std::vector<QPointF> dataOf(const QCPGraph& graph) {
        std::vector<QPointF> points;
        for (const QCPGraphData& point : *graph.data()) {
            points.emplace_back(point.key, point.value);
        }
        return points;
    }

    int described = 0;
    int unfinished = 0; ///< number of calls that do not finish
    PlotScene scene;
    LinePlot plot;
};

} // namespace asge::test
