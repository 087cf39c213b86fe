// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/line_plot.h"

#include "widgets/common/theme.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_row.h"
#include "widgets/plot/plot_text.h"
#include "widgets/plot/reset_button.h"

#include <QHBoxLayout>
#include <QResizeEvent>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

namespace asge {
namespace {

constexpr int kRoomyRow = 230;    // of a page that scrolls anyway
constexpr int kBetweenPanels = 8; // pixels, in an exported picture
constexpr int kPlotMargin = 10;   // pixels, around the legend of an exported picture
constexpr QSize kSmallestPicture(360, 270);

constexpr int kLegendPart = 3; ///< the legend takes at most this part of the room

/// Gives each level a line pattern, the same in all plots.
void tellApart(std::vector<PlotPanel>& panels) {
    std::vector<PlotLevel> known;
    for (PlotPanel& panel : panels) {
        for (PlotLevel& level : panel.levels) {
            const auto same = std::find_if(known.begin(), known.end(), [&](const PlotLevel& other) {
                return other.y == level.y && other.text == level.text;
            });
            level.pattern = static_cast<std::size_t>(same - known.begin());
            if (same == known.end()) {
                known.push_back(level);
            }
        }
    }
}

bool hasValue(const LinePoints& line) {
    if (!line.unorderedX()) {
        return line.pyramid().extremes(0, line.size()).least != CurvePyramid::kNowhere;
    }
    for (const PointList::Point point : line.points()) {
        if (std::isfinite(point.value)) {
            return true;
        }
    }
    return false;
}

/// Says of the entries of the legend that have lines, but none with a value, that nothing of them
/// is drawn, such as those of a run that failed before its first epoch ended.
void nameWithoutValues(PlotScene& scene) {
    std::map<int, bool> hasAny; // by entry
    for (const PlotPanel& panel : scene.panels) {
        for (const PlotSeries& series : panel.series) {
            bool& has = hasAny[series.entry];
            has = has || hasValue(*series.points);
        }
    }
    for (const auto& [entry, has] : hasAny) {
        if (!has && entry >= 0 && entry < std::ssize(scene.legend)) {
            PlotLegend::Entry& row = scene.legend[static_cast<std::size_t>(entry)];
            const QString nothing = PlotText::tr("no values");
            row.exportName = PlotText::tr("%1 (%2)").arg(
                row.exportName.isEmpty() ? row.name : row.exportName, nothing);
            row.value = row.value.isEmpty() ? nothing : row.value;
        }
    }
}

} // namespace

LinePlot::LinePlot(const QStringList& canvases, Describe describe, QWidget* parent)
    : QWidget(parent), describe_(std::move(describe)), row_(new PlotRow(this)),
      legend_(new PlotLegend(this)), body_(new QBoxLayout(QBoxLayout::LeftToRight, this)),
      pacer_(this, [this] { return draw(); }) {
    legend_->setObjectName(canvases.front() + QStringLiteral("Legend"));
    // others keep pointers to its elements
    panels_.reserve(static_cast<std::size_t>(canvases.size()));
    for (const QString& name : canvases) {
        auto* canvas = new PlotCanvas(row_);
        canvas->setObjectName(name);
        row_->add(canvas);
        panels_.emplace_back(canvas);
        connectCanvas(canvas);
    }
    linkCursors(this->canvases());
    body_->setContentsMargins(0, 0, 0, 0);
    body_->setSpacing(6);
    body_->addWidget(row_, 1);
    body_->addWidget(legend_);
    connect(legend_, &PlotLegend::hiddenChanged, this, &LinePlot::hiddenChanged);
    connect(legend_, &PlotLegend::hovered, this, [this](int entry) {
        hovered_ = entry;
        highlight();
        replotSoon();
    });
}

/// Plots that are large keep their legend beside them, small ones most of their room. A legend
/// below them stays there in the same room: beside it, a plot has no room for the names of levels,
/// which the legend then has to explain, so that it needs the room below again.
void LinePlot::arrangeLegend() {
    const std::pair room(size(), scene_.legend.size());
    const bool below = heightBeside(width()) > height() || room == belowIn_;
    belowIn_ = below ? room : std::pair(QSize(), std::size_t{0});
    body_->setDirection(below ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    legend_->setBelow(below);
    legend_->setMaximumWidth(below ? QWIDGETSIZE_MAX : widthBeside(width()));
    legend_->setMinimumHeight(below ? legend_->heightBelow(width()) : 0);
    legend_->setMaximumHeight(below ? legend_->minimumHeight() : QWIDGETSIZE_MAX);
    if (const QSize least = minimumSizeHint(); std::exchange(least_, least) != least) {
        updateGeometry();
    }
}

/// The width of a legend beside the plots.
int LinePlot::widthBeside(int width) const {
    return std::clamp(legend_->sizeHint().width(), legend_->leastWidth(),
                      std::max(width / kLegendPart, legend_->leastWidth()));
}

/// The least height with the legend beside the plots; beyond all bounds if it is too wide for that.
int LinePlot::heightBeside(int width) const {
    const int legend = widthBeside(width);
    return legend > width / kLegendPart
               ? QWIDGETSIZE_MAX
               : std::max(row_->leastHeight(width - body_->spacing() - legend),
                          legend_->heightBeside(legend));
}

int LinePlot::heightBelow(int width) const {
    return row_->leastHeight(width) + body_->spacing() + legend_->heightBelow(width);
}

void LinePlot::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrangeLegend();
}

QSize LinePlot::minimumSizeHint() const {
    const int wide = std::max(width(), PlotRow::kLeastWidth);
    return {PlotRow::kLeastWidth, std::min(heightBeside(wide), heightBelow(wide))};
}

void LinePlot::setRoomy(bool roomy) {
    setLeastRow(roomy ? kRoomyRow : PlotRow::kLeastRow);
}

void LinePlot::setLower(int pixels) {
    setLeastRow(PlotRow::kLeastRow - pixels);
}

int LinePlot::rows() const {
    return (shownPanels() + row_->columns() - 1) / row_->columns();
}

void LinePlot::setLeastRow(int height) {
    if (row_->setLeastRow(height) != height) {
        belowIn_ = {};
        row_->updateGeometry();
        arrangeLegend();
    }
}

int LinePlot::roomyHeight() const {
    const int roomy = minimumSizeHint().height();
    const int now = row_->setLeastRow(PlotRow::kLeastRow);
    const int least = minimumSizeHint().height();
    row_->setLeastRow(now);
    return roomy - least;
}

QSize LinePlot::sizeHint() const {
    return {QWidget::sizeHint().width(), minimumSizeHint().height()};
}

void LinePlot::connectCanvas(PlotCanvas* canvas) {
    const std::size_t place = panels_.size() - 1;
    canvas->setReadout([this, place](double x, double y) { return panels_[place].readout(x, y); });
    canvas->setTip([this, place](QPoint at) { return panels_[place].tip(at); });
    connect(canvas, &PlotCanvas::pointedAt, legend_,
            [this](std::optional<double>, int entry) { legend_->setPointed(entry); });
    connect(canvas, &PlotCanvas::themed, this, [this] { changeNow(true); });
    connect(canvas, &QCustomPlot::beforeReplot, this, [this, place] { alignPanel(place); });
    connect(canvas, &QCustomPlot::afterReplot, this, [this] {
        alignOthers();
        showKey();
    });
    connect(canvas, &PlotCanvas::zoomedToX, this, [this, canvas](const QCPRange& range) {
        for (const LinePanel& other : panels_) {
            if (other.canvas() != canvas) {
                other.canvas()->followX(range);
            }
        }
    });
    connect(canvas, &PlotCanvas::viewReset, this, [this, canvas] {
        for (const LinePanel& other : panels_) {
            const bool everything = canvas->isAskedForEverything();
            if (other.canvas()->isZoomed() ||
                other.canvas()->isAskedForEverything() != everything) {
                other.canvas()->resetTo(everything);
            }
        }
        emit viewReset();
    });
}

void LinePlot::change() {
    laidOut_ = false;
    pacer_.request();
}

void LinePlot::changeSoon() {
    laidOut_ = false;
    pacer_.requestSoon();
}

void LinePlot::changeNow(bool large) {
    change();
    if (isVisible()) {
        large ? pacer_.start() : pacer_.flush();
    }
}

void LinePlot::showAutomatic() {
    for (const LinePanel& panel : panels_) {
        panel.canvas()->showAutomatic();
    }
}

void LinePlot::showX(double lower, double upper) {
    flush();
    panels_.front().canvas()->showX({lower, upper});
}

bool LinePlot::isEmpty() const {
    return std::all_of(panels_.begin(), panels_.end(),
                       [](const LinePanel& panel) { return panel.isEmpty(); });
}

bool LinePlot::draw() {
    const QDeadlineTimer deadline(PlotPacer::kPart, Qt::PreciseTimer);
    if (!laidOut_) {
        PlotScene scene;
        laidOut_ = describe_(scene, deadline);
        if (!laidOut_) {
            return true;
        }
        take(std::move(scene));
    }
    // The time that a plot takes isn't known in advance, so each starts early in a time slice.
    while (!stale_.empty() && deadline.remainingTime() > PlotPacer::kPart / 2) {
        PlotCanvas* canvas = stale_.back()->canvas();
        stale_.pop_back();
        if (!canvas->redrawsWhenPainted()) { // otherwise it would be drawn twice
            canvas->replot(QCustomPlot::rpImmediateRefresh);
            canvas->refreshReadout();
        }
    }
    return !stale_.empty();
}

void LinePlot::take(PlotScene scene) {
    tellApart(scene.panels);
    stale_.clear();
    row_->showFirst(static_cast<int>(scene.panels.size()));
    for (std::size_t i = panels_.size(); i-- > 0;) {
        const bool isUsed = i < scene.panels.size();
        panels_[i].show(isUsed ? scene.panels[i] : PlotPanel(),
                        isUsed ? keysOf(scene, i) : std::nullopt);
        stale_.push_back(&panels_[i]); // drawn from the back, so the first one comes first
    }
    const bool anyEvents =
        std::any_of(scene.panels.begin(), scene.panels.end(),
                    [](const PlotPanel& panel) { return !panel.events.empty(); });
    nameWithoutValues(scene);
    scene_ = std::move(scene);
    scene_.panels.clear();
    if (anyEvents) {
        scene_.figures += (scene_.figures.isEmpty() ? QString() : QStringLiteral("\n")) +
                          PlotText::tr("▼ event; number: several");
    }
    legend_->setEntries(scene_.legend);
    showKey();
    highlight(); // the entry under the mouse may be another one now, or hidden
    emit laidOut();
}

/// The x coordinates of the points of a panel and of those beside it with the same x axis: plots
/// side by side begin and end at the same place.
std::optional<QCPRange> LinePlot::keysOf(const PlotScene& scene, std::size_t panel) {
    std::optional<QCPRange> keys;
    for (const PlotPanel& other : scene.panels) {
        const PlotAxis& x = scene.panels[panel].x;
        if (other.x.measure != x.measure || other.x.logarithmic != x.logarithmic ||
            other.x.name != x.name) {
            continue;
        }
        if (const std::optional<QCPRange> own = LinePanel::keysOf(other)) {
            keys = keys ? keys->expanded(*own) : *own;
        }
    }
    return keys;
}

std::vector<PlotCanvas*> LinePlot::canvases() const {
    std::vector<PlotCanvas*> canvases;
    for (const LinePanel& panel : panels_) {
        canvases.push_back(panel.canvas());
    }
    return canvases;
}

/// The explanations of lines. Levels that are not named in a plot are named here.
std::vector<LegendKey::Style> LinePlot::keyStyles() const {
    std::vector<LegendKey::Style> styles = scene_.styles;
    const QColor faint = theme::plotColors(palette()).faint;
    for (const LinePanel& panel : panels_) {
        if (panel.canvas()->isHidden()) {
            continue;
        }
        for (const PlotLevel& level : panel.unnamedLevels()) {
            const LegendKey::Style style{level.text, plot::levelPen(level.pattern, faint), true};
            if (std::find(styles.begin(), styles.end(), style) == styles.end()) {
                styles.push_back(style);
            }
        }
    }
    return styles;
}

void LinePlot::showKey() {
    QStringList figures(scene_.figures);
    if (std::any_of(panels_.begin(), panels_.end(),
                    [](const LinePanel& panel) { return panel.hasAbove(); })) {
        figures << PlotText::tr("▲ some values lie above; Reset shows them");
    }
    figures.removeAll(QString());
    legend_->setKey(figures.join(u'\n'), keyStyles());
    arrangeLegend();
}

/// The margins that all shown plots have, so that equal places of their x axes are in line.
QMargins LinePlot::commonMargins() const {
    QMargins common;
    for (const LinePanel& panel : panels_) {
        if (!panel.canvas()->isHidden()) {
            const QMargins own = panel.neededMargins();
            common = {std::max(common.left(), own.left()), std::max(common.top(), own.top()),
                      std::max(common.right(), own.right()),
                      std::max(common.bottom(), own.bottom())};
        }
    }
    return common;
}

/// The lines of the title of a plot and of those in its row, so that their axes are in line; if
/// `width` is 0, in their current widths.
int LinePlot::titleLines(std::size_t place, int columns, int width) const {
    const auto inRow = static_cast<std::size_t>(columns);
    const std::size_t first = place / inRow * inRow;
    const std::size_t end = std::min(first + inRow, static_cast<std::size_t>(shownPanels()));
    int lines = 0;
    for (std::size_t i = first; i < end; ++i) {
        const int own = width > 0 ? width : panels_[i].canvas()->viewport().width();
        lines = std::max(lines, panels_[i].neededTitleLines(own));
    }
    return lines;
}

/// To be called before a plot is drawn.
void LinePlot::alignPanel(std::size_t place) {
    panels_[place].setMargins(commonMargins());
    panels_[place].setTitleLines(titleLines(place, row_->columns()));
}

/// To be called after a plot was drawn, which may need more room now, or have other margins than
/// the other plots. One that needs less keeps what it has, so that drawing comes to an end.
void LinePlot::alignOthers() {
    const QMargins needed = commonMargins();
    const QMargins first = panels_.front().margins();
    const bool isAligned = std::all_of(panels_.begin(), panels_.end(), [&](const LinePanel& panel) {
        return panel.canvas()->isHidden() || panel.margins() == first;
    });
    const bool isEnough = needed.left() <= first.left() && needed.top() <= first.top() &&
                          needed.right() <= first.right() && needed.bottom() <= first.bottom();
    for (std::size_t place = 0; place < panels_.size(); ++place) {
        LinePanel& panel = panels_[place];
        const bool hasTitle = panel.titleLines() == titleLines(place, row_->columns());
        const bool hasMargins = (isAligned && isEnough) || panel.margins() == needed;
        if (panel.canvas()->isHidden() || (hasTitle && hasMargins)) {
            continue;
        }
        if (!hasMargins) {
            panel.setMargins(needed);
        }
        panel.canvas()->replot(QCustomPlot::rpQueuedReplot);
    }
}

/// Highlights the lines of the entry under the mouse if they are shown and there are others.
void LinePlot::highlight() {
    const std::vector<PlotLegend::Entry>& entries = scene_.legend;
    const auto place = static_cast<std::size_t>(hovered_);
    const bool useful =
        hovered_ >= 0 && place < entries.size() && entries.size() > 1 && entries[place].shown;
    for (LinePanel& panel : panels_) {
        panel.highlight(useful ? hovered_ : -1);
    }
}

void LinePlot::replotSoon() {
    for (const LinePanel& panel : panels_) {
        panel.canvas()->replot(QCustomPlot::rpQueuedReplot);
    }
}

std::vector<PlotLegendEntry> LinePlot::exportLegend() const {
    const QColor background = theme::plotColors(palette()).background;
    std::vector<PlotLegendEntry> entries;
    for (const PlotLegend::Entry& entry : scene_.legend) {
        if (entry.shown) {
            entries.push_back({entry.color,
                               Qt::NoPen,
                               entry.exportedName(),
                               {},
                               2,
                               theme::outlineOf(entry.color, background),
                               entry.second});
        }
    }
    const QColor text = theme::plotColors(palette()).text;
    for (const LegendKey::Style& style : keyStyles()) {
        entries.push_back({style.colored ? style.pen.color() : text, Qt::SolidLine, style.text,
                           style.pen.dashPattern(), style.pen.widthF()});
    }
    return entries;
}

int LinePlot::shownPanels() const {
    return static_cast<int>(
        std::count_if(panels_.begin(), panels_.end(),
                      [](const LinePanel& panel) { return !panel.canvas()->isHidden(); }));
}

PlotPicture LinePlot::picture(QSize one, int columns) {
    const QFont font = this->font();
    const theme::PlotColors colors = theme::plotColors(palette());
    const std::vector<PlotLegendEntry> legend = exportLegend();
    const int rows = (shownPanels() + columns - 1) / columns;
    const QSize step = one + QSize(kBetweenPanels, kBetweenPanels);
    const int width = columns * step.width() - kBetweenPanels;
    const int inside = width - 2 * kPlotMargin;
    const int top = kPlotMargin + layOutLegend(nullptr, {}, inside, font, colors.text, legend);
    return {
        scene_.title,
        {width, top + rows * step.height() - kBetweenPanels},
        colors.background,
        [=, this](QCPPainter& painter) {
            layOutLegend(&painter, {kPlotMargin, kPlotMargin}, inside, font, colors.text, legend);
            paintPanels(painter, one, columns, top);
        },
        font};
}

/// Paints the plots in rows of so many columns, the first at `top`.
void LinePlot::paintPanels(QCPPainter& painter, QSize one, int columns, int top) {
    const QSize step = one + QSize(kBetweenPanels, kBetweenPanels);
    const auto shown = std::span(panels_).first(static_cast<std::size_t>(shownPanels()));
    for (LinePanel& panel : shown) {
        panel.highlight(-1);
        panel.setFont(font());
    }
    const QMargins margins = commonMargins();
    QPoint place(0, 0);
    for (LinePanel& panel : shown) {
        const auto number = static_cast<std::size_t>(&panel - shown.data());
        panel.setTitleLines(titleLines(number, columns, one.width()));
        painter.save();
        painter.translate(place.x() * step.width(), top + place.y() * step.height());
        panel.setMargins(margins);
        panel.paint(painter, one);
        painter.restore();
        place = place.x() + 1 < columns ? place + QPoint(1, 0) : QPoint(0, place.y() + 1);
    }
    for (LinePanel& panel : shown) {
        panel.setFont(panel.canvas()->font());
    }
    highlight();
}

/// In a narrow paper, the plots are below each other.
PlotPicture LinePlot::figure(const ExportTarget& target) {
    flush();
    const QSize shown = panels_.front().canvas()->size().expandedTo(kSmallestPicture);
    const int most = std::clamp(shownPanels(), 1, PlotRow::kColumns);
    if (!target.paper()) {
        return picture(shown, most);
    }
    const QSize room = figureSize(target, shown, font());
    const int columns = std::clamp(room.width() / PlotRow::kLeastColumn, 1, most);
    const int width = (room.width() + kBetweenPanels) / columns - kBetweenPanels;
    return picture({width, width * room.height() / room.width()}, columns);
}

bool LinePlot::exportTo(const ExportTarget& target, const std::function<QByteArray()>& csv,
                        QString* reason) {
    const bool saved = exportPlot(target, figure(target), csv, reason);
    replotSoon(); // painting a picture laid out the axes for its size
    return saved;
}

QToolButton* LinePlot::makeResetButton(const QString& objectName) {
    auto* reset =
        new ResetButton(PlotText::tr("Reset"),
                        PlotText::tr("Show everything (double click in a plot, or Home)"), this);
    reset->setObjectName(objectName);
    for (const LinePanel& panel : panels_) {
        reset->watch(panel.canvas());
    }
    return reset;
}

QToolButton* LinePlot::makeExportButton(QWidget* view, const QString& suggestedName,
                                        const std::function<QByteArray()>& csv) {
    const auto save = [this, csv](const ExportTarget& target, QString* reason) {
        return exportTo(target, csv, reason);
    };
    const auto report = [this](const QString& text) { emit message(text); };
    return asge::makeExportButton(view, suggestedName, save, report);
}

} // namespace asge
