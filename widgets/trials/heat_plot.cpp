// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/heat_plot.h"

#include "core/query/measured_images.h"
#include "core/query/shown_value.h"
#include "widgets/common/control_states.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/form/form_titles.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/trials/heat_canvas.h"
#include "widgets/trials/steady_box.h"
#include "widgets/trials/trials_text.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

namespace asge {
namespace {

/// The index of a value among those of a setting; nothing if the trial lacks it.
std::optional<std::size_t> valueIndex(const TrialSetting& setting, const std::string& value) {
    const auto found = std::find(setting.values.begin(), setting.values.end(), value);
    return found == setting.values.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - setting.values.begin()));
}

/// The grid is drawn in percent; tables are made of fractions.
Spread fractionsOf(Spread spread) {
    for (double* value : {&spread.mean, &spread.standardDeviation, &spread.min, &spread.max}) {
        *value /= 100;
    }
    return spread;
}

} // namespace

bool isTooLarge(const TrialSetting& x, const TrialSetting& y) {
    return x.values.size() * y.values.size() > kMostHeatCells;
}

HeatGrid heatGridOf(const TrialsContent& content, std::size_t x, std::size_t y, HeatRest rest) {
    const std::vector<TrialSetting>& settings = content.groups.settings;
    HeatGrid grid{&settings.at(x), &settings.at(y), {}, {}};
    grid.cells.resize(grid.x->values.size() * grid.y->values.size());
    std::vector<std::vector<double>> values(grid.cells.size());
    std::vector<std::set<std::string>> images(grid.cells.size());
    const RunField& result = content.groups.results[content.result];
    const Split split =
        result.source() == RunField::Source::validation ? Split::validation : Split::test;
    for (const Trial& trial : content.groups.rows) { // of a data set, the best is the first
        const auto column = valueIndex(*grid.x, trial.values[x]);
        const auto row = valueIndex(*grid.y, trial.values[y]);
        if (!column || !row) {
            continue;
        }
        const std::size_t place = *row * grid.x->values.size() + *column;
        HeatGrid::Cell& cell = grid.cells[place];
        const bool isFirst = values[place].empty();
        for (const std::size_t run : trial.runs) {
            const RunEntry& entry = *content.pointers[run];
            cell.counts.add(entry);
            const auto value = result.number(entry);
            const bool finished = entry.summary().status == RunStatus::finished;
            if (!value || !finished || entry.summary().id == 0) {
                continue;
            }
            const bool averages = rest == HeatRest::averaged;
            if (averages || isFirst) {
                values[place].push_back(100 * *value);
            }
            // Of different data sets, none is the best.
            images[place].insert(averages ? measuredImages(entry, split) : measuredDataSet(entry));
        }
        if (cell.run == 0) {
            cell.run = content.runOf(trial);
        }
    }
    for (std::size_t i = 0; i < grid.cells.size(); ++i) {
        grid.cells[i].isMixed = images[i].size() > 1;
        if (!grid.cells[i].isMixed) {
            grid.cells[i].spread = spreadOf(values[i]);
            grid.range.add(grid.cells[i].spread.mean);
        }
    }
    return grid;
}

HeatPlot::HeatPlot(QWidget* parent)
    : TrialsPart(parent), x_(new SteadyBox(this)), y_(new SteadyBox(this)),
      rest_(new QComboBox(this)), canvas_(new HeatCanvas(this)) {
    setObjectName(QStringLiteral("trialsHeat"));
    x_->setObjectName(QStringLiteral("trialsHeatX"));
    x_->setAccessibleName(TrialsText::tr("Setting of the columns"));
    y_->setObjectName(QStringLiteral("trialsHeatY"));
    y_->setAccessibleName(TrialsText::tr("Setting of the rows"));
    y_->setPlaceholderText(TrialsText::tr("none"));
    rest_->setObjectName(QStringLiteral("trialsHeatRest"));
    rest_->setAccessibleName(TrialsText::tr("Other settings"));
    rest_->addItem(TrialsText::tr("averaged"));
    rest_->addItem(TrialsText::tr("best by validation"));
    auto* tools = new FlowLayout;
    tools->setContentsMargins(style::kGap, style::kTight, style::kGap, style::kTight);
    const auto add = [&](const QString& label, QComboBox* box) {
        connect(box, &QComboBox::activated, this, &HeatPlot::rearrange);
        return addLabelledField(tools, label, box, this);
    };
    for (SteadyBox* box : {x_, y_}) {
        connect(box, &SteadyBox::refillNeeded, this, [this] { setContent(content_); });
    }
    add(TrialsText::tr("Columns"), x_);
    add(TrialsText::tr("Rows"), y_);
    restField_ = add(TrialsText::tr("Other settings"), rest_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(canvas_, 1);
    connect(canvas_, &HeatCanvas::openRequested, this, &HeatPlot::openRequested);
}

void HeatPlot::setContent(TrialsContentPtr content) {
    content_ = std::move(content);
    fillSettings();
    rearrange();
}

/// Keeps the chosen settings if they still differ; otherwise takes the first that the other box has
/// not.
void HeatPlot::fillSettings() {
    std::vector<SteadyBox::Item> items;
    for (const TrialSetting& setting : content_->groups.settings) {
        items.push_back(
            {settingTitle(setting.field.path()), QString::fromStdString(setting.field.path()), {}});
    }
    for (SteadyBox* box : {x_, y_}) {
        QString chosen = box->chosen();
        if (!settingIn(*box)) {
            const QString other = (box == x_ ? y_ : x_)->chosen();
            const auto free = std::find_if(items.begin(), items.end(),
                                           [&](const auto& item) { return item.data != other; });
            chosen = free == items.end() ? QString() : free->data;
        }
        box->setItems(items, chosen);
    }
    const bool hasRows = items.size() > 1;
    setUsable(*y_, hasRows ? QString() : TrialsText::tr("The runs differ in one setting only"));
    if (!hasRows) {
        y_->setCurrentIndex(-1);
    }
}

/// The index of the chosen setting; nothing if trials no longer differ in it.
std::optional<std::size_t> HeatPlot::settingIn(const SteadyBox& box) const {
    const std::vector<TrialSetting>& settings = content_->groups.settings;
    const auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& setting) {
        return QString::fromStdString(setting.field.path()) == box.chosen();
    });
    return found == settings.end()
               ? std::nullopt
               : std::optional(static_cast<std::size_t>(found - settings.begin()));
}

void HeatPlot::rearrange() {
    if (content_ == nullptr) { // a control was restored from the last session
        return;
    }
    const std::vector<TrialSetting>& settings = content_->groups.settings;
    if (settings.size() >= 2 && x_->chosen() == y_->chosen()) { // the other box changes places
        (sender() == y_ ? x_ : y_)->setCurrentIndex((x_->currentIndex() + 1) % x_->count());
    }
    restField_->setVisible(settings.size() > 2);
    const auto x = settingIn(*x_);
    const auto y = settingIn(*y_);
    const bool differ = x && y && *x != *y;
    const bool fits = differ && !isTooLarge(settings[*x], settings[*y]);
    canvas_->setTooLarge(differ && !fits);
    grid_ = fits ? heatGridOf(*content_, *x, *y,
                              rest_->currentIndex() == 0 ? HeatRest::averaged : HeatRest::best)
                 : HeatGrid();
    canvas_->setGrid(&grid_, content_);
}

QRectF HeatPlot::cellRect(std::size_t row, std::size_t column) const {
    return canvas_->cellRect(row, column);
}

TextTable HeatPlot::values() const {
    TextTable table;
    if (!hasGrid()) {
        return table;
    }
    const std::string result = content_->groups.results[content_->result].name();
    table.columns = {grid_.y->field.path(), grid_.x->field.path()};
    for (const std::string& name : spreadColumns(result)) {
        table.columns.push_back(name);
    }
    table.columns.insert(table.columns.end(), {"n", "state"});
    for (std::size_t row = 0; row < grid_.y->values.size(); ++row) {
        for (std::size_t column = 0; column < grid_.x->values.size(); ++column) {
            const HeatGrid::Cell& cell = grid_.at(row, column);
            const Spread spread = fractionsOf(cell.spread);
            table.rows.push_back({grid_.y->values[row], grid_.x->values[column],
                                  dataNumber(spread.mean), dataNumber(spread.standardDeviation),
                                  std::to_string(spread.n), stateText(cell.counts)});
        }
    }
    return table;
}

PlotPicture HeatPlot::picture(const ExportTarget& target) {
    const QSize shown = figureSize(target, canvas_->size(), font()).expandedTo({400, 300});
    const QString title =
        hasGrid() ? TrialsText::tr("%1 over %2 and %3 · %4")
                        .arg(content_->resultTitle(), x_->currentText(), y_->currentText(),
                             content_->title)
                  : TrialsText::tr("%1 · %2").arg(content_->resultTitle(), content_->title);
    return {
        title, shown, theme::plotColors(palette()).background,
        [this, shown](QCPPainter& painter) { canvas_->draw(painter, QRectF(QPointF(), shown)); }};
}

/// The same for readers: titles, percents, and the values of settings as the axes show them.
TextTable HeatPlot::paper() const {
    TextTable table;
    if (!hasGrid()) {
        return table;
    }
    const RunField& result = content_->groups.results[content_->result];
    const auto titleOf = [](const TrialSetting& setting) {
        return settingTitle(setting.field.path()).toStdString();
    };
    table.columns = {titleOf(*grid_.y), titleOf(*grid_.x), result.longTitle(), "n", "State"};
    for (std::size_t row = 0; row < grid_.y->values.size(); ++row) {
        for (std::size_t column = 0; column < grid_.x->values.size(); ++column) {
            const HeatGrid::Cell& cell = grid_.at(row, column);
            table.rows.push_back({shownSetting(*grid_.y, grid_.y->values[row]).toStdString(),
                                  shownSetting(*grid_.x, grid_.x->values[column]).toStdString(),
                                  shownSpread(result, fractionsOf(cell.spread), plainNumber),
                                  std::to_string(cell.spread.n), stateText(cell.counts)});
        }
    }
    return table;
}

ExportedTable HeatPlot::table() const {
    return {values(), paper()};
}

} // namespace asge
