// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/line_style.h"

#include "core/base/text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/plot_text.h"

#include <QLocale>
#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace asge::plot {
namespace {

constexpr double kHour = 3600; // seconds

QSharedPointer<QCPAxisTicker> tickerOf(const PlotAxis& axis, double last) {
    if (axis.logarithmic) {
        return QSharedPointer<QCPAxisTicker>(new LogTicker);
    }
    if (axis.measure == Measure::epochs) {
        return QSharedPointer<QCPAxisTicker>(new EpochTicker);
    }
    if (axis.measure == Measure::steps) {
        return QSharedPointer<QCPAxisTicker>(new IntegerTicker);
    }
    if (axis.measure == Measure::time) {
        auto ticker = QSharedPointer<QCPAxisTickerTime>::create();
        ticker->setTimeFormat(last >= kHour ? QStringLiteral("%h:%m:%s") : QStringLiteral("%m:%s"));
        return ticker;
    }
    return QSharedPointer<QCPAxisTicker>::create();
}

/// "loss (nats, log)"
QString logLabel(const QString& label) {
    return label.endsWith(u')') ? PlotText::tr("%1, log)").arg(label.chopped(1))
                                : PlotText::tr("%1 (log)").arg(label);
}

QString linearLabel(const PlotAxis& axis, double last) {
    if (!axis.label.isEmpty()) {
        return axis.label;
    }
    switch (axis.measure) {
    case Measure::epochs:
        return PlotText::tr("epoch");
    case Measure::steps:
        return PlotText::tr("step");
    case Measure::time:
        return axis.logarithmic ? PlotText::tr("training time (s)")
               : last >= kHour  ? PlotText::tr("training time (h:min:s)")
                                : PlotText::tr("training time (min:s)");
    case Measure::percent:
    case Measure::number:
        break;
    }
    return {};
}

QString labelOf(const PlotAxis& axis, double last) {
    const QString label = linearLabel(axis, last);
    return axis.logarithmic && !label.isEmpty() ? logLabel(label) : label;
}

QPen dashedPen(const QColor& color, double width, const QVector<qreal>& pattern) {
    QPen pen(color, width);
    pen.setDashPattern(pattern);
    pen.setCapStyle(Qt::FlatCap);
    return pen;
}

} // namespace

QColor paleOf(const QColor& color, const QColor& background, double part) {
    constexpr double kPartStep = 0.05;
    constexpr float kStep = 0.02F; // of lightness
    for (double each = part; each < 1; each += kPartStep) {
        const QColor pale = over(color, background, each);
        if (theme::contrast(pale, background) >= theme::kGraphicContrast) {
            return pale;
        }
    }
    const float way = background.lightnessF() < 0.5F ? kStep : -kStep;
    QColor pale = color;
    // What counts is the colour in the 8 bits of a screen.
    while (theme::contrast(QColor(pale.rgb()), background) < theme::kGraphicContrast) {
        const float lightness = pale.lightnessF() + way;
        if (lightness < 0 || lightness > 1) {
            return theme::legible(color, background, theme::kGraphicContrast);
        }
        pale = QColor::fromHslF(color.hslHueF(), color.hslSaturationF(), lightness);
    }
    return QColor(pale.rgb());
}

QPen linePen(std::size_t pattern, const QColor& color, double width) {
    static const std::array<QVector<qreal>, kPatterns> patterns = {
        QVector<qreal>{}, {5, 3}, {1.2, 2.4}, {8, 3, 1.5, 3}, {12, 3}, {8, 3, 1.5, 3, 1.5, 3}};
    const QVector<qreal>& dashes = patterns[pattern % kPatterns];
    return dashes.isEmpty() ? QPen(color, width) : dashedPen(color, width, dashes);
}

QPen fastPen(const QColor& color) {
    return QPen(color, 0);
}

QPen linkPen(const QColor& color) {
    return dashedPen(color, 1.6, {1, 2});
}

QPen levelPen(std::size_t pattern, const QColor& color) {
    return linePen(1 + pattern % (kPatterns - 1), color, 1);
}

QPen eventPen(const QColor& color) {
    return dashedPen(color, 1, {2, 3});
}

QPen placePen(const QPalette& palette) {
    return QPen(palette.color(QPalette::Highlight), 2);
}

void drawSharpLine(QPainter& painter, QPen pen, const QLineF& line) {
    const QTransform toDevice = painter.deviceTransform();
    const double scale = std::abs(toDevice.m11());
    const double width = std::max(std::round(pen.widthF() * scale), 1.0);
    const double half = std::fmod(width, 2) / 2; // an odd line is in the middle of a pixel
    QLineF sharp = toDevice.map(line);
    if (line.dy() == 0) {
        const double y = std::floor(sharp.y1()) + half;
        sharp.setLine(sharp.x1(), y, sharp.x2(), y);
    } else {
        const double x = std::floor(sharp.x1()) + half;
        sharp.setLine(x, sharp.y1(), x, sharp.y2());
    }
    pen.setWidthF(width / scale);
    painter.setPen(pen);
    painter.drawLine(toDevice.inverted().map(sharp));
}

void drawPlaceLine(QPainter& painter, const QPalette& palette, const QLineF& line) {
    const QPen pen = placePen(palette);
    const double scale = std::abs(painter.deviceTransform().m11());
    // Both widths are odd or both are even in device pixels: the borders are equally wide.
    const double width = std::max(std::round(pen.widthF() * scale), 1.0);
    const double border = std::max(std::round(scale), 1.0);
    const QColor background = theme::plotColors(palette).background;
    drawSharpLine(painter, QPen(background, (width + 2 * border) / scale), line);
    drawSharpLine(painter, pen, line);
}

QCPScatterStyle breakStyle(const QPalette& palette) {
    const QColor warning = theme::runColor(5, theme::isDark(palette));
    return {QCPScatterStyle::ssTriangleInverted, QPen(warning, 1), QBrush(warning), 9};
}

QCPScatterStyle aboveStyle(const QPalette& palette) {
    const QColor ink = theme::plotColors(palette).text;
    return {QCPScatterStyle::ssTriangle, QPen(ink, 1), QBrush(ink), 6};
}

QStringList endMarks(const QStringList& names) {
    constexpr qsizetype kMostLines = 8;
    constexpr qsizetype kLongest = 8; // characters
    if (names.size() < 2 || names.size() > kMostLines) {
        return QStringList(names.size());
    }
    const auto areUsable = [](const QStringList& marks) {
        const bool areShort = std::all_of(marks.begin(), marks.end(), [](const QString& mark) {
            return mark.size() <= kLongest;
        });
        return areShort && QSet<QString>(marks.begin(), marks.end()).size() == marks.size();
    };
    QStringList ends;
    QStringList numbers;
    for (const QString& name : names) {
        ends << name.section(kMarkBreak, -1);
        numbers << QString::number(ends.size());
    }
    return areUsable(names) ? names : areUsable(ends) ? ends : numbers;
}

int sideMargin(const QCPAxis& axis, const QString& widestLabel) {
    constexpr int kTitleSlack = 2; // for brackets that are higher than letters
    const int labels = QFontMetrics(axis.tickLabelFont()).horizontalAdvance(widestLabel);
    const int title = QFontMetrics(axis.labelFont()).height();
    return axis.tickLengthOut() + axis.tickLabelPadding() + labels + axis.labelPadding() + title +
           axis.padding() + kTitleSlack;
}

void styleAxis(QCPAxis& axis, const PlotAxis& description, double last) {
    const bool steps = description.measure == Measure::steps;
    axis.setScaleType(description.logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    axis.setTicker(tickerOf(description, last));
    axis.setNumberFormat(steps ? QStringLiteral("f") : QStringLiteral("gb"));
    axis.setNumberPrecision(steps ? 0 : 6);
    axis.setLabel(labelOf(description, last));
}

QString valueText(const PlotAxis& axis, double value) {
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    return axis.decimals >= 0 ? QLocale().toString(value, 'f', axis.decimals)
                              : QLocale().toString(value, 'g', 4);
}

QString placeText(const PlotAxis& axis, double x) {
    switch (axis.measure) {
    case Measure::epochs:
        return PlotText::tr("epoch %1").arg(QLocale().toString(x, 'g', 4));
    case Measure::steps:
        return PlotText::tr("step %1").arg(QLocale().toString(std::llround(x)));
    case Measure::time:
        return QString::fromStdString(durationText(x));
    case Measure::percent:
    case Measure::number:
        break;
    }
    return PlotText::tr("%1 %2").arg(axis.name, valueText(axis, x));
}

} // namespace asge::plot
