// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "curves_data.h"
#include "tests/widgets/marks.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/curves/curves_view.h"
#include "widgets/plot/plot_canvas.h"

#include <gmock/gmock.h>

#include <QAbstractButton>
#include <QTest>

#include <limits>
#include <utility>

namespace asge::test {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// A visible view of curves.
class CurvesFixture : public testing::Test {
  protected:
    CurvesFixture() {
        view.setPalette(theme::lightPalette());
        view.resize(1100, 500);
        view.show();
    }

    void show(std::vector<RunCurves> runs) {
        view.setRuns(std::move(runs));
        settle();
    }
    void settle() { test::settle(view); }

    PlotCanvas& accuracy() { return *child<PlotCanvas>(view, "curvesAccuracy"); }
    PlotCanvas& loss() { return *child<PlotCanvas>(view, "curvesLoss"); }
    void click(const char* name) { child<QAbstractButton>(view, name)->click(); }

    /// The visible lines of a colour that have points, in drawing order.
    static std::vector<QCPGraph*> lines(PlotCanvas& canvas, const QColor& color) {
        std::vector<QCPGraph*> found;
        for (int i = 0; i < canvas.graphCount(); ++i) {
            QCPGraph* graph = canvas.graph(i);
            if (graph->visible() && graph->pen().color() == color && !graph->data()->isEmpty()) {
                found.push_back(graph);
            }
        }
        return found;
    }
    static QColor layer(int index, int count) { return theme::layerColor(index, count, false); }

    /// The data of all lines as text, to compare two ways of building them.
    static QString dump(PlotCanvas& canvas) {
        QString text;
        for (int i = 0; i < canvas.graphCount(); ++i) {
            const QCPGraph* graph = canvas.graph(i);
            text += QStringLiteral("%1 %2:").arg(i).arg(graph->pen().color().name());
            for (const QCPGraphData& point : *graph->data()) {
                text += QStringLiteral(" %1,%2")
                            .arg(point.key, 0, 'g', 17)
                            .arg(point.value, 0, 'g', 17);
            }
            text += u'\n';
        }
        return text + QStringLiteral("%1 %2 %3 %4")
                          .arg(canvas.xAxis->range().lower)
                          .arg(canvas.xAxis->range().upper)
                          .arg(canvas.yAxis->range().lower)
                          .arg(canvas.yAxis->range().upper);
    }

    static QPoint inside(PlotCanvas& canvas, double x, double y) {
        const QRect area = canvas.axisRect()->rect();
        return {area.left() + static_cast<int>(x * area.width()),
                area.top() + static_cast<int>(y * area.height())};
    }
    static void wheel(PlotCanvas& canvas, QPoint at, int notches) {
        QWheelEvent event(at, canvas.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&canvas, &event);
    }

    CurvesView view;
};

} // namespace asge::test
