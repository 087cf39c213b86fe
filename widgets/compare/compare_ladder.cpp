// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_ladder.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_text.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_export.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace asge {

class CompareLadder::Private : public QObject {
  public:
    explicit Private(CompareLadder* view);

    void show();
    bool exportTo(const ExportTarget& target, QString* reason);

    CompareLadder* view_;
    std::vector<Row> rows_;
    TextTable table_;

  private:
    void addRow(std::size_t row);
    void addProbes(std::size_t row);
    bool anyBars() const;
    bool anyProbes() const;
    double shiftOf(std::size_t row) const;
    PlotReadout readout(double x) const;
    PlotPicture picture();

    PlotCanvas* canvas_;
    QLabel* legend_ = nullptr; ///< of the linear probes
};

CompareLadder::Private::Private(CompareLadder* view) : view_(view), canvas_(new PlotCanvas(view)) {
    canvas_->setObjectName(QStringLiteral("ladderCanvas"));
    canvas_->setAccessibleName(CompareText::tr("Test accuracy by layer"));
    canvas_->axisRect()->setMinimumMargins({8, 8, 14, 4});
    canvas_->setReadout([this](double x, double) { return readout(x); });
    connect(canvas_, &PlotCanvas::themed, this, &Private::show);
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(6, 6, 6, 0);
    column->setSpacing(6);
    auto* row = new QHBoxLayout;
    auto* title = new PlainLabel(CompareText::tr("Test accuracy by layer (%)"), view);
    legend_ = new PlainLabel(CompareText::tr("◇ linear probe (trained on frozen features)"), view);
    legend_->setObjectName(QStringLiteral("ladderProbeLegend"));
    style::setFaint(*legend_);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    row->addWidget(title);
    row->addWidget(legend_);
    row->addStretch(1);
    QToolButton* save = makeExportButton(
        view, QStringLiteral("ladder"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [view](const QString& text) { emit view->message(text); });
    save->setObjectName(QStringLiteral("ladderExport"));
    row->addWidget(save);
    column->addLayout(row);
    column->addWidget(canvas_, 1);
}

/// Whether a row is the mean of several runs.
bool CompareLadder::Private::anyBars() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const Row& r) {
        return std::any_of(r.layers.begin(), r.layers.end(),
                           [](const Spread& spread) { return spread.n > 1; });
    });
}

bool CompareLadder::Private::anyProbes() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const Row& row) {
        return std::any_of(row.probes.begin(), row.probes.end(),
                           [](const Spread& spread) { return std::isfinite(spread.mean); });
    });
}

/// The accuracies of a row's linear probes: hollow diamonds on a dashed line.
void CompareLadder::Private::addProbes(std::size_t row) {
    const QColor color = theme::runColor(static_cast<int>(row), theme::isDark(canvas_->palette()));
    QCPGraph* graph = canvas_->addGraph();
    graph->setPen(QPen(color, 1.2, Qt::DashLine));
    graph->setScatterStyle(
        {QCPScatterStyle::ssDiamond, color, theme::plotColors(canvas_->palette()).background, 9});
    for (std::size_t layer = 0; layer < rows_[row].probes.size(); ++layer) {
        graph->addData(static_cast<double>(layer + 1) + shiftOf(row),
                       100 * rows_[row].probes[layer].mean);
    }
}

/// The horizontal offset of a row's points, so that error bars do not overlap.
double CompareLadder::Private::shiftOf(std::size_t row) const {
    const double count = static_cast<double>(rows_.size());
    return anyBars() ? (static_cast<double>(row) - (count - 1) / 2) * std::min(0.03, 0.4 / count)
                     : 0;
}

void CompareLadder::Private::addRow(std::size_t row) {
    const QColor color = theme::runColor(static_cast<int>(row), theme::isDark(canvas_->palette()));
    QCPGraph* graph = canvas_->addGraph();
    graph->setPen(QPen(color, 1.9));
    graph->setScatterStyle({QCPScatterStyle::ssDisc, color, 6});
    auto* bars = new QCPErrorBars(canvas_->xAxis, canvas_->yAxis); // the canvas owns it
    bars->setDataPlottable(graph);
    bars->setPen(QPen(color, 1.2));
    bars->setWhiskerWidth(7);
    bars->setSymbolGap(3);
    for (std::size_t layer = 0; layer < rows_[row].layers.size(); ++layer) {
        const Spread& spread = rows_[row].layers[layer];
        graph->addData(static_cast<double>(layer + 1) + shiftOf(row), 100 * spread.mean);
        bars->addData(spread.n > 1 ? 100 * spread.standardDeviation : 0.0);
    }
}

void CompareLadder::Private::show() {
    legend_->setVisible(anyProbes());
    canvas_->clearPlottables();
    canvas_->xAxis->setLabel(CompareText::tr("layer"));
    canvas_->yAxis->setLabel(CompareText::tr("accuracy (%)"));
    canvas_->xAxis->setTicker(QSharedPointer<plot::IntegerTicker>::create());
    canvas_->setLocale(QLocale());
    double low = 101;
    double high = -1;
    std::size_t layers = 1;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        addRow(row);
        if (!rows_[row].probes.empty()) {
            addProbes(row);
        }
        for (const Spread& spread : rows_[row].probes) {
            if (std::isfinite(spread.mean)) {
                low = std::min(low, 100 * spread.mean);
                high = std::max(high, 100 * spread.mean);
            }
        }
        layers = std::max(layers, rows_[row].layers.size());
        for (const Spread& spread : rows_[row].layers) {
            if (std::isfinite(spread.mean)) {
                const double half = spread.n > 1 ? 100 * spread.standardDeviation : 0;
                low = std::min(low, 100 * spread.mean - half);
                high = std::max(high, 100 * spread.mean + half);
            }
        }
    }
    const double pad = std::max(0.06 * (high - low), 0.5);
    canvas_->setClosest(1, 0); // layer
    canvas_->setHome({0.7, static_cast<double>(layers) + 0.3},
                     low > high ? QCPRange(0, 100) : QCPRange(low - pad, high + pad));
    canvas_->replot(QCustomPlot::rpQueuedReplot);
    canvas_->refreshReadout();
}

PlotReadout CompareLadder::Private::readout(double x) const {
    const auto layer = static_cast<std::size_t>(std::max(std::lround(x), 1L)) - 1;
    PlotReadout readout;
    readout.key = static_cast<double>(layer + 1);
    QString html = QStringLiteral("<b>%1</b><table cellspacing='0'>")
                       .arg(CompareText::tr("layer %1").arg(layer + 1));
    const bool dark = theme::isDark(canvas_->palette());
    const auto add = [&](std::size_t row, const std::vector<Spread>& values, const QString& sign,
                         const QString& name) {
        if (layer >= values.size() || !std::isfinite(values[layer].mean)) {
            return;
        }
        const Spread& spread = values[layer];
        const QColor color = theme::runColor(static_cast<int>(row), dark);
        readout.dots.push_back({readout.key + shiftOf(row), 100 * spread.mean, color});
        QString value = QLocale().toString(100 * spread.mean, 'f', 2);
        if (spread.n > 1) {
            value = CompareText::tr("%1 ± %2, n = %3")
                        .arg(value, QLocale().toString(100 * spread.standardDeviation, 'f', 2))
                        .arg(spread.n);
        }
        html += QStringLiteral("<tr><td><span style='color:%1'>%2</span> %3</td>"
                               "<td align='right' style='padding-left:10px'>%4</td></tr>")
                    .arg(color.name(), sign, plain::escaped(name), value);
    };
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        const QString& name = rows_[row].name;
        add(row, rows_[row].layers, QStringLiteral("■"), name);
        add(row, rows_[row].probes, QStringLiteral("◇"),
            CompareText::tr("%1, linear probe").arg(name));
    }
    if (!readout.dots.empty()) {
        readout.html = html + QStringLiteral("</table>");
    }
    return readout;
}

PlotPicture CompareLadder::Private::picture() {
    constexpr int kMargin = 10;
    const QSize one = canvas_->size().expandedTo({400, 300});
    const theme::PlotColors colors = theme::plotColors(view_->palette());
    std::vector<PlotLegendEntry> legend;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        legend.push_back({theme::runColor(static_cast<int>(row), theme::isDark(view_->palette())),
                          Qt::NoPen, rows_[row].name});
    }
    if (anyProbes()) {
        legend.push_back({colors.text,
                          Qt::DashLine,
                          CompareText::tr("◇ linear probe (trained on frozen features)"),
                          {},
                          1.2});
    }
    if (anyBars()) {
        legend.push_back({colors.text,
                          Qt::SolidLine,
                          CompareText::tr("bars: ± 1 sample standard deviation"),
                          {},
                          1.2});
    }
    const QFont font = view_->font();
    const int width = one.width() - 2 * kMargin;
    const int top = kMargin + layOutLegend(nullptr, {}, width, font, colors.text, legend);
    return {CompareText::tr("Test accuracy by layer (%) · comparison of %1")
                .arg(rows_.size() == 1 ? plain::line(rows_.front().name)
                     : anyBars()       ? countedText(rows_.size(), "group")
                                       : countedText(rows_.size(), "run")),
            {one.width(), top + one.height()},
            colors.background,
            [=, this](QCPPainter& painter) {
                layOutLegend(&painter, {kMargin, kMargin}, width, font, colors.text, legend);
                painter.translate(0, top);
                canvas_->toPainter(&painter, one.width(), one.height());
            }};
}

bool CompareLadder::Private::exportTo(const ExportTarget& target, QString* reason) {
    const bool saved = exportPlot(
        target, picture(), [this] { return QByteArray::fromStdString(toCsv(table_)); }, reason);
    // painting a picture laid out the axes for its size
    canvas_->replot(QCustomPlot::rpQueuedReplot);
    return saved;
}

CompareLadder::CompareLadder(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("compareLadder"));
}

CompareLadder::~CompareLadder() = default;

void CompareLadder::setRows(std::vector<Row> rows, const TextTable& table) {
    d_->rows_ = std::move(rows);
    d_->table_ = table;
    d_->show();
}

bool CompareLadder::exportTo(const ExportTarget& target, QString* reason) const {
    return d_->exportTo(target, reason);
}

} // namespace asge
