// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/compare/compare_ladder.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/compare/compare_text.h"
#include "widgets/plot/line_plot.h"
#include "widgets/plot/line_style.h"

#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <set>

namespace asge {

namespace {

bool isMean(const std::vector<Spread>& values) {
    return std::any_of(values.begin(), values.end(),
                       [](const Spread& spread) { return spread.n > 1; });
}

} // namespace

class CompareLadder::Private : public QObject {
  public:
    explicit Private(CompareLadder* view);

    void show(std::vector<Row> rows);
    bool exportTo(const ExportTarget& target, QString* reason) {
        return plot_->exportTo(target, csv_, reason);
    }

    TextTable table_;

  private:
    /// Patterns of plot::linePen.
    enum Pattern : std::size_t { accuracyPen, probePen };

    bool anyMeans() const;
    bool anyProbes() const;
    QString title() const;
    void describe(PlotScene& scene) const;
    PlotSeries lineOf(std::size_t row, const std::vector<Spread>& values, Pattern pattern) const;

    CompareLadder* view_;
    std::vector<Row> rows_;
    std::set<int> hidden_; ///< rows, by the user
    std::function<QByteArray()> csv_;
    LinePlot* plot_;
};

CompareLadder::Private::Private(CompareLadder* view)
    : view_(view), csv_([this] { return QByteArray::fromStdString(toCsv(table_)); }),
      plot_(new LinePlot(
          {QStringLiteral("ladderCanvas")},
          [this](PlotScene& scene, const QDeadlineTimer&) {
              describe(scene);
              return true;
          },
          view)) {
    connect(plot_, &LinePlot::message, view, &CompareLadder::message);
    connect(plot_, &LinePlot::hiddenChanged, this, [this](const std::set<int>& rows) {
        hidden_ = rows;
        plot_->changeNow(false);
    });
    QToolButton* save = plot_->makeExportButton(view, QStringLiteral("ladder"), csv_);
    save->setObjectName(QStringLiteral("ladderExport"));
    auto* tools = new QHBoxLayout;
    tools->addStretch(1);
    tools->addWidget(plot_->makeResetButton(QStringLiteral("ladderReset")));
    tools->addWidget(save);
    auto* column = new QVBoxLayout(view);
    column->setContentsMargins(6, 6, 6, 0);
    column->setSpacing(6);
    column->addLayout(tools);
    column->addWidget(plot_, 1);
}

void CompareLadder::Private::show(std::vector<Row> rows) {
    const bool same =
        std::equal(rows.begin(), rows.end(), rows_.begin(), rows_.end(),
                   [](const Row& one, const Row& other) { return one.name == other.name; });
    if (!same) {
        hidden_.clear();
    }
    rows_ = std::move(rows);
    plot_->changeSoon();
}

bool CompareLadder::Private::anyMeans() const {
    return std::any_of(rows_.begin(), rows_.end(),
                       [](const Row& row) { return isMean(row.layers); });
}

bool CompareLadder::Private::anyProbes() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const Row& row) {
        return std::any_of(row.probes.begin(), row.probes.end(),
                           [](const Spread& spread) { return std::isfinite(spread.mean); });
    });
}

PlotSeries CompareLadder::Private::lineOf(std::size_t row, const std::vector<Spread>& values,
                                          Pattern pattern) const {
    const QColor color = theme::runColor(static_cast<int>(row), theme::isDark(view_->palette()));
    auto points = std::make_shared<LinePoints>(LinePoints::Options{});
    const bool means = isMean(values);
    for (std::size_t layer = 0; layer < values.size(); ++layer) {
        const auto x = static_cast<double>(layer + 1);
        const Spread& spread = values[layer];
        if (!std::isfinite(spread.mean)) {
            continue;
        }
        if (means) {
            points->appendMean(x, 100 * spread.mean, {100 * spread.standardDeviation, spread.n});
        } else {
            points->append(x, 100 * spread.mean);
        }
    }
    return {.name = rows_[row].name,
            .entry = static_cast<int>(row),
            .color = color,
            .pen = plot::linePen(pattern, color, pattern == accuracyPen ? 1.9 : 1.2),
            .dots = 6,
            .points = std::move(points),
            .band = means,
            .shown = !hidden_.contains(static_cast<int>(row))};
}

QString CompareLadder::Private::title() const {
    return CompareText::tr("Test accuracy by layer (%) · comparison of %1")
        .arg(rows_.size() == 1 ? plain::line(rows_.front().name)
             : anyMeans()      ? countedText(rows_.size(), "group")
                               : countedText(rows_.size(), "run"));
}

void CompareLadder::Private::describe(PlotScene& scene) const {
    scene.title = title();
    PlotPanel panel;
    panel.title = CompareText::tr("Test accuracy by layer (%)");
    panel.x = {.measure = Measure::epochs, .label = CompareText::tr("layer")};
    panel.y = {.measure = Measure::percent,
               .name = CompareText::tr("Test accuracy"),
               .label = CompareText::tr("accuracy (%)"),
               .decimals = 2};
    panel.placeText = [](double x) { return CompareText::tr("layer %1").arg(std::lround(x)); };
    QStringList names;
    for (const Row& row : rows_) {
        names << row.name;
    }
    const QStringList marks = plot::endMarks(names);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
        PlotSeries line = lineOf(row, rows_[row].layers, accuracyPen);
        line.row = static_cast<int>(panel.series.size());
        line.label = marks[static_cast<qsizetype>(row)];
        scene.legend.push_back(
            {.color = line.color, .name = line.name, .shown = line.shown, .mark = line.label});
        panel.series.push_back(std::move(line));
        if (!rows_[row].probes.empty()) {
            PlotSeries probes = lineOf(row, rows_[row].probes, probePen);
            probes.row = static_cast<int>(panel.series.size());
            probes.name = CompareText::tr("%1, linear probe").arg(probes.name);
            panel.series.push_back(std::move(probes));
        }
    }
    scene.panels.push_back(std::move(panel));
    if (anyProbes()) {
        scene.styles = {{CompareText::tr("readout"), plot::linePen(accuracyPen, {}, 1.9)},
                        {CompareText::tr("linear probe (trained on frozen features)"),
                         plot::linePen(probePen, {}, 1.2)}};
    }
    if (anyMeans()) {
        scene.figures = CompareText::tr("Lines: means of groups\n"
                                        "Bands: ± 1 sample standard deviation");
    }
}

CompareLadder::CompareLadder(QWidget* parent)
    : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("compareLadder"));
}

CompareLadder::~CompareLadder() = default;

void CompareLadder::setRows(std::vector<Row> rows, const TextTable& table) {
    d_->table_ = table;
    d_->show(std::move(rows));
}

bool CompareLadder::exportTo(const ExportTarget& target, QString* reason) const {
    return d_->exportTo(target, reason);
}

} // namespace asge
