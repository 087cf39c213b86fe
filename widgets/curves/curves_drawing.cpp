#include "widgets/curves/curves_drawing.h"

#include "widgets/common/theme.h"
#include "widgets/curves/curves_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace asge::curves {
namespace {

constexpr std::size_t kSamples = 512;

/// Ticks at 1, 2 and 5 times powers of ten; within less than a decade, even ones.
class LogTicker : public QCPAxisTicker {
  protected:
    QVector<double> createTickVector(double tickStep, const QCPRange& range) override {
        QVector<double> ticks;
        if (range.lower <= 0 || range.upper / range.lower > 1e12) {
            return QCPAxisTicker::createTickVector(tickStep, range);
        }
        const bool wide = range.upper / range.lower > 1e3;
        for (int power = static_cast<int>(std::floor(std::log10(range.lower)));
             std::pow(10.0, power) <= range.upper; ++power) {
            for (const int digit : {1, 2, 5}) {
                const double tick = digit * std::pow(10.0, power);
                if (range.contains(tick) && (digit == 1 || !wide)) {
                    ticks.append(tick);
                }
            }
        }
        return ticks.size() >= 3 ? ticks : QCPAxisTicker::createTickVector(tickStep, range);
    }
};

/// Whole numbers of epochs, unless there is less than an epoch between ticks.
class EpochTicker : public QCPAxisTicker {
  protected:
    double getTickStep(const QCPRange& range) override {
        const double step = QCPAxisTicker::getTickStep(range);
        return step > 1 ? std::floor(step) : step;
    }
};

} // namespace

QColor over(const QColor& color, const QColor& background, double part) {
    const auto mixed = [part](int a, int b) { return static_cast<int>(part * a + (1 - part) * b); };
    return {mixed(color.red(), background.red()), mixed(color.green(), background.green()),
            mixed(color.blue(), background.blue())};
}

QPen dashes(const QColor& color, double width, const QVector<qreal>& pattern) {
    QPen pen(color, width);
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

/// Lines of single batches are thin, opaque and not antialiased: the only kind that QCustomPlot
/// draws fast by the hundred thousand points.
QPen penOf(Kind kind, const QColor& color) {
    switch (kind) {
    case Kind::batch:
    case Kind::smoothed:
        return QPen(color, 0);
    case Kind::train:
        return dashes(color, 1.5, {5, 3});
    case Kind::heldOut:
        return dashes(color, 1.7, {1.2, 2.4});
    case Kind::fusion:
        return dashes(color, 1.8, {8, 3, 1.5, 3});
    case Kind::last:
        return dashes(color, 1.8, {8, 3, 1.5, 3, 1.5, 3});
    case Kind::test:
        break;
    }
    return QPen(color, 1.9);
}

QCPScatterStyle brokenStyle(bool dark) {
    const QColor warning = theme::runColor(5, dark);
    return {QCPScatterStyle::ssTriangleInverted, QPen(warning, 1), QBrush(warning), 9};
}

QString brokenText(double raw) {
    return std::isnan(raw)   ? CurvesText::tr("NaN")
           : std::isinf(raw) ? CurvesText::tr("infinite")
                             : CurvesText::tr("%1 has no place on a logarithmic axis")
                                   .arg(QLocale().toString(raw, 'g', 4));
}

QSharedPointer<QCPAxisTicker> logTicker() {
    return QSharedPointer<QCPAxisTicker>(new LogTicker);
}

QSharedPointer<QCPAxisTicker> xTicker(Axis axis, bool logarithmic, double last) {
    if (logarithmic) {
        return logTicker();
    }
    switch (axis) {
    case Axis::steps:
        return QSharedPointer<QCPAxisTicker>::create();
    case Axis::epochs:
        return QSharedPointer<EpochTicker>::create();
    case Axis::time:
        break;
    }
    auto ticker = QSharedPointer<QCPAxisTickerTime>::create();
    ticker->setTimeFormat(last >= 3600 ? QStringLiteral("%h:%m:%s") : QStringLiteral("%m:%s"));
    return ticker;
}

QString xLabel(Axis axis, bool logarithmic, double last) {
    if (axis == Axis::epochs) {
        return CurvesText::tr("epoch");
    }
    if (axis == Axis::steps) {
        return CurvesText::tr("step");
    }
    return logarithmic    ? CurvesText::tr("training time (s)")
           : last >= 3600 ? CurvesText::tr("training time (h:min:s)")
                          : CurvesText::tr("training time (min:s)");
}

std::vector<double> columnEdges(const QCPAxis& axis, int detail) {
    const QRect area = axis.axisRect()->rect();
    std::vector<double> edges;
    edges.reserve(static_cast<std::size_t>(area.width() * detail + 1));
    for (int i = 0; i <= area.width() * detail; ++i) {
        edges.push_back(axis.pixelToCoord(area.left() + static_cast<double>(i) / detail));
    }
    // The last pixel's place is rounded: what lies on the border must not be lost.
    edges.front() = axis.range().lower;
    edges.back() = axis.range().upper;
    return edges;
}

void feed(QCPGraph& graph, const CurvePyramid& line, const std::vector<double>& edges) {
    const std::vector<CurvePyramid::Point> shown = line.outline(edges);
    QVector<QCPGraphData> data;
    data.reserve(static_cast<qsizetype>(shown.size()));
    for (const CurvePyramid::Point& point : shown) {
        data.append({point.key, point.value});
    }
    graph.data()->set(data, true);
}

std::vector<double> sampled(const CurvePyramid& line) {
    const std::size_t stride = std::max<std::size_t>(1, line.size() / kSamples);
    std::vector<double> values;
    for (std::size_t i = 0; i < line.size(); i += stride) {
        if (std::isfinite(line.points()[i].value)) {
            values.push_back(line.points()[i].value);
        }
    }
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace asge::curves
