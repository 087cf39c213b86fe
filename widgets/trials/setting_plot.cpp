// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/setting_plot.h"

#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/labelled_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_titles.h"
#include "widgets/plot/axis_tickers.h"
#include "widgets/plot/click_watch.h"
#include "widgets/plot/line_style.h"
#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/trials/steady_box.h"
#include "widgets/trials/trial_axis.h"
#include "widgets/trials/trials_text.h"

#include <QCheckBox>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string_view>

namespace asge {
namespace {

constexpr double kJitter = 0.4; ///< of the distance of two words: over which a word's points spread
constexpr double kPointReach = 14; ///< pixels
constexpr double kAxisEnd = 0.06;  ///< of the axis, beyond its outer values
constexpr double kPointSize = 7;   ///< pixels
constexpr double kPointPen = 1.4;  ///< pixels

constexpr std::string_view kDataSet = "data.name"; ///< the path of the setting

/// Shapes that are hollow, or filled for means.
constexpr std::array kShapes{QCPScatterStyle::ssCircle, QCPScatterStyle::ssSquare,
                             QCPScatterStyle::ssDiamond, QCPScatterStyle::ssTriangle,
                             QCPScatterStyle::ssTriangleInverted};

constexpr int kBesidePoint = 14;    ///< pixels from the left edge of a mark to its text
constexpr int kBetweenKeys = 18;    ///< pixels
constexpr qsizetype kMostNamed = 8; ///< runs that share a point
constexpr double kLeastWord = 40;   ///< pixels for a word below the x axis

} // namespace

/// The key above the plot, in as many lines as it needs.
class SettingPlot::KeyStrip : public QWidget {
  public:
    explicit KeyStrip(SettingPlot* plot) : QWidget(plot), plot_(plot) {
        QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }

    void changed() {
        updateGeometry();
        update();
    }
    QSize sizeHint() const override {
        int width = 2 * style::kGap;
        for (const KeyEntry& entry : plot_->keyEntries()) {
            width += kBesidePoint + fontMetrics().horizontalAdvance(entry.text) + kBetweenKeys;
        }
        return {width, heightForWidth(width)};
    }
    QSize minimumSizeHint() const override {
        return {kBesidePoint, fontMetrics().height() + 2 * style::kTight};
    }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override {
        const QRect room(0, 0, width - 2 * style::kGap, 0);
        return std::max(minimumSizeHint().height(),
                        plot_->layOutKey(nullptr, room) + 2 * style::kTight);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QCPPainter painter(this);
        plot_->layOutKey(&painter, rect().adjusted(style::kGap, style::kTight, -style::kGap, 0));
    }

  private:
    const SettingPlot* plot_;
};

namespace {

/// Even places from -0.5 to 0.5 for the points of one value. They go by the run and not by the
/// order of the results, which would look like a trend.
std::vector<double> placesOf(const std::vector<std::size_t>& runs) {
    constexpr double kGoldenRatio = 0.618033988749895; // its multiples are well mixed
    std::vector<std::size_t> order(runs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto turn = [&](std::size_t point) {
        const double turns = kGoldenRatio * static_cast<double>(runs[point]);
        return turns - std::floor(turns);
    };
    std::sort(order.begin(), order.end(),
              [&](std::size_t one, std::size_t other) { return turn(one) < turn(other); });
    std::vector<double> places(runs.size());
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        places[order[rank]] =
            (static_cast<double>(rank) + 0.5) / static_cast<double>(order.size()) - 0.5;
    }
    return places;
}

} // namespace

/// Writes how many runs share a point beside it.
class SettingPlot::SameMarks : public QCPAbstractItem {
  public:
    explicit SameMarks(SettingPlot* plot) : QCPAbstractItem(plot->canvas_), plot_(plot) {
        setSelectable(false);
        setClipToAxisRect(false); // a point may be at its edge
    }
    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }

  protected:
    void draw(QCPPainter* painter) override {
        const PlotCanvas& canvas = *plot_->canvas_;
        painter->setFont(canvas.font());
        painter->setPen(theme::plotColors(canvas.palette()).text);
        const QFontMetricsF metrics(canvas.font());
        for (const Point& point : plot_->points_) {
            const QPointF at(canvas.xAxis->coordToPixel(point.x),
                             canvas.yAxis->coordToPixel(point.y));
            if (point.same < 2 || !canvas.axisRect()->rect().contains(at.toPoint())) {
                continue;
            }
            const QString text = QStringLiteral("× %1").arg(point.same);
            const double width = metrics.horizontalAdvance(text) + 1;
            const bool fits = at.x() + kPointSize + width <= canvas.axisRect()->right();
            painter->drawText(QRectF(fits ? at.x() + kPointSize : at.x() - kPointSize - width,
                                     at.y() - metrics.height() / 2, width, metrics.height()),
                              Qt::AlignCenter, text);
        }
    }

  private:
    const SettingPlot* plot_;
};

/// The words of a setting below its axis, each within its room.
class SettingPlot::WordTicker : public QCPAxisTicker {
  public:
    WordTicker(const QCPAxis* axis, const TrialSetting& setting) : axis_(axis) {
        for (const std::string& value : setting.values) {
            words_ << shownSetting(setting, value);
        }
    }

  protected:
    QVector<double> createTickVector(double, const QCPRange& range) override {
        const int step = std::max(1, static_cast<int>(std::ceil(kLeastWord / pixels())));
        QVector<double> ticks;
        for (int word = 0; word < static_cast<int>(words_.size()); word += step) {
            if (range.contains(word)) {
                ticks.append(word);
            }
        }
        return ticks;
    }
    double getTickStep(const QCPRange&) override { return 1; }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const auto word = static_cast<qsizetype>(std::lround(tick));
        return word < 0 || word >= words_.size()
                   ? QString()
                   : plain::fittingValue(words_[word], QFontMetricsF(axis_->tickLabelFont()),
                                         std::max(pixels(), kLeastWord) - style::kGap);
    }

  private:
    double pixels() const {
        return std::max(axis_->axisRect()->width() / std::max(axis_->range().size(), 1e-9), 1.0);
    }

    const QCPAxis* axis_;
    QStringList words_;
};

SettingPlot::SettingPlot(QWidget* parent)
    : TrialsPart(parent), settings_(new SteadyBox(this)),
      means_(new QCheckBox(TrialsText::tr("&Mean of the seeds"), this)), key_(new KeyStrip(this)),
      canvas_(new PlotCanvas(this)),
      empty_(new PlainLabel(
          TrialsText::tr("The accuracy over a setting appears here.\nChoose runs that differ in at "
                         "least one setting."),
          this)) {
    setObjectName(QStringLiteral("trialsSetting"));
    empty_->setObjectName(QStringLiteral("trialsSettingEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    style::setFaint(*empty_);
    empty_->hide();
    key_->setObjectName(QStringLiteral("trialsSettingKey"));
    settings_->setObjectName(QStringLiteral("trialsSettingBox"));
    settings_->setAccessibleName(TrialsText::tr("Setting on the x axis"));
    means_->setObjectName(QStringLiteral("trialsMeans"));
    means_->setToolTip(TrialsText::tr("Mean ± standard deviation of the runs that differ only in "
                                      "their seed, instead of a point for each run"));
    canvas_->setObjectName(QStringLiteral("trialsSettingCanvas"));
    canvas_->setAccessibleName(TrialsText::tr("Accuracy over a setting"));
    new SameMarks(this); // the canvas owns it
    canvas_->setReadout([this](double x, double y) {
        PlotReadout readout;
        if (const Point* point = pointAt(x, y)) {
            readout.key = point->x;
            readout.value = point->y;
            readout.level = true;
            readout.html = plain::escaped(readoutOf(*point)).replace(u'\n', QStringLiteral("<br>"));
        }
        return readout;
    });
    new ClickWatch(canvas_, [this](QPoint at) {
        const Point* point =
            pointAt(canvas_->xAxis->pixelToCoord(at.x()), canvas_->yAxis->pixelToCoord(at.y()));
        const RunId run = point != nullptr ? content_->runOf(shown().rows[point->row]) : 0;
        if (run != 0) {
            emit openRequested(run);
        }
    });
    auto* tools = new FlowLayout;
    tools->setContentsMargins(style::kGap, style::kTight, style::kGap, 0);
    addLabelledField(tools, TrialsText::tr("Sett&ing"), settings_, this);
    tools->addWidget(means_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(key_);
    column->addWidget(canvas_, 1);
    column->addWidget(empty_, 1);
    connect(settings_, &QComboBox::activated, this, &SettingPlot::draw);
    connect(settings_, &SteadyBox::refillNeeded, this, [this] { setContent(content_); });
    connect(means_, &QCheckBox::toggled, this, &SettingPlot::draw);
    connect(canvas_, &PlotCanvas::themed, this, &SettingPlot::draw);
}

const Trials& SettingPlot::shown() const {
    return means_->isChecked() ? content_->groups : content_->singles();
}

const TrialSetting* SettingPlot::setting() const {
    const std::string path = settings_->chosen().toStdString();
    for (const TrialSetting& each : content_->groups.settings) {
        if (each.field.path() == path) {
            return &each;
        }
    }
    return nullptr;
}

void SettingPlot::setContent(TrialsContentPtr content) {
    content_ = std::move(content);
    fillSettings();
    draw();
}

/// Keeps the chosen setting if it still differs.
void SettingPlot::fillSettings() {
    std::vector<SteadyBox::Item> items;
    for (const TrialSetting& each : content_->groups.settings) {
        const QString path = QString::fromStdString(each.field.path());
        items.push_back({settingTitle(each.field.path()), path, plain::block(path)});
    }
    settings_->setItems(items, settings_->chosen());
}

/// Points of the same word are drawn side by side. A number is where its value is: beside it, a
/// point would show another value.
void SettingPlot::findPoints() {
    points_.clear();
    const TrialSetting* across = setting();
    if (across == nullptr) {
        return;
    }
    const Trials& trials = shown();
    const auto place = static_cast<std::size_t>(across - content_->groups.settings.data());
    std::map<double, std::vector<std::size_t>> atValue;
    for (std::size_t row = 0; row < trials.rows.size(); ++row) {
        const double x = across->placeOf(trials.rows[row].values[place]);
        const Spread& spread = trials.rows[row].results[content_->result];
        if (std::isfinite(x) && spread.n > 0) {
            atValue[x].push_back(points_.size());
            points_.push_back({x, 100 * spread.mean,
                               spread.n > 1 ? 100 * spread.standardDeviation : 0, row,
                               trials.rows[row].dataSet});
        }
    }
    if (across->isNumeric) {
        countSame();
        return;
    }
    for (const auto& [value, points] : atValue) {
        std::vector<std::size_t> runs;
        for (const std::size_t point : points) {
            runs.push_back(trials.rows[points_[point].row].runs.front());
        }
        const std::vector<double> places = placesOf(runs);
        for (std::size_t nth = 0; nth < points.size(); ++nth) {
            points_[points[nth]].x = value + kJitter * places[nth];
        }
    }
}

/// Counts the points that are drawn on each other.
void SettingPlot::countSame() {
    std::map<std::pair<double, long long>, std::size_t> first;
    for (std::size_t i = 0; i < points_.size(); ++i) {
        constexpr double kShownDigits = 100; // of a percent
        const auto place = std::pair(points_[i].x, std::llround(kShownDigits * points_[i].y));
        const auto [found, isNew] = first.emplace(place, i);
        if (!isNew) {
            ++points_[found->second].same;
            points_[i].same = 0;
        }
    }
}

/// The values of a point's row, and the runs of other rows that have the same point.
QString SettingPlot::readoutOf(const Point& point) const {
    QString text = content_->describe(shown(), shown().rows[point.row]);
    QStringList others;
    for (const Point& other : points_) {
        if (&other != &point && other.x == point.x && std::abs(other.y - point.y) < 0.005) {
            others << QString::number(content_->runOf(shown().rows[other.row]));
        }
    }
    if (!others.isEmpty()) {
        text += u'\n' + TrialsText::tr("the same point: %1 %2")
                            .arg(wordText(others.size(), "run"),
                                 others.mid(0, kMostNamed).join(QStringLiteral(", ")));
        text += others.size() > kMostNamed ? QStringLiteral(", …") : QString();
    }
    return text;
}

void SettingPlot::draw() {
    if (content_ == nullptr) { // a control was restored from the last session
        return;
    }
    canvas_->clearPlottables();
    findPoints();
    key_->changed();
    const bool isEmpty = setting() == nullptr;
    canvas_->setVisible(!isEmpty);
    empty_->setVisible(isEmpty);
    setUsable(*settings_, isEmpty ? empty_->text() : QString());
    if (isEmpty) {
        canvas_->replot(QCustomPlot::rpQueuedReplot);
        return;
    }
    for (std::size_t set = 0; set < shown().dataSets.size(); ++set) {
        addGraph(set);
    }
    setAxes();
    canvas_->replot(QCustomPlot::rpQueuedReplot);
    canvas_->refreshReadout();
}

/// The data sets differ in colour and in shape.
QCPScatterStyle SettingPlot::markOf(std::size_t dataSet) const {
    const QColor color =
        theme::runColor(static_cast<int>(dataSet), theme::isDark(canvas_->palette()));
    return {kShapes[dataSet % kShapes.size()], QPen(color, kPointPen),
            means_->isChecked() ? QBrush(color) : QBrush(Qt::NoBrush), kPointSize};
}

void SettingPlot::addGraph(std::size_t dataSet) {
    std::vector<Point> sorted;
    std::copy_if(points_.begin(), points_.end(), std::back_inserter(sorted),
                 [&](const Point& point) { return point.dataSet == dataSet; });
    if (sorted.empty()) {
        return;
    }
    // QCPErrorBars go by the order in which a graph keeps its data.
    std::sort(sorted.begin(), sorted.end(),
              [](const Point& one, const Point& other) { return one.x < other.x; });
    const QCPScatterStyle mark = markOf(dataSet);
    QCPGraph* graph = canvas_->addGraph();
    graph->setLineStyle(QCPGraph::lsNone);
    graph->setScatterStyle(mark);
    for (const Point& point : sorted) {
        graph->addData(point.x, point.y);
    }
    if (means_->isChecked()) {
        auto* bars = new QCPErrorBars(canvas_->xAxis, canvas_->yAxis); // the canvas owns it
        bars->setDataPlottable(graph);
        bars->setPen(QPen(mark.pen().color(), 1.2));
        bars->setWhiskerWidth(7);
        for (const Point& point : sorted) {
            bars->addData(point.deviation);
        }
    }
}

void SettingPlot::setAxes() {
    const TrialSetting& across = *setting();
    canvas_->setLocale(settingLocale());
    canvas_->xAxis->setLabel(axisTitle(across, true));
    canvas_->yAxis->setLabel(content_->resultTitle());
    canvas_->axisRect()->setMinimumMargins(
        {plot::sideMargin(*canvas_->yAxis, QStringLiteral("00.0")), 8, 14, 4});
    QCPRange x;
    canvas_->xAxis->setScaleType(across.isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (!across.isNumeric) {
        canvas_->xAxis->setTicker(QSharedPointer<WordTicker>::create(canvas_->xAxis, across));
        x = QCPRange(-0.5, static_cast<double>(across.values.size()) - 0.5);
    } else if (across.isLogarithmic) {
        canvas_->xAxis->setTicker(QSharedPointer<plot::LogTicker>::create());
        canvas_->xAxis->setNumberFormat(QStringLiteral("gb"));
        const double end = std::pow(across.most / across.least, kAxisEnd);
        x = QCPRange(across.least / end, across.most * end);
    } else {
        canvas_->xAxis->setTicker(QSharedPointer<QCPAxisTicker>::create());
        const double end = std::max(kAxisEnd * (across.most - across.least), 1e-9);
        x = QCPRange(across.least - end, across.most + end);
    }
    TrialRange range;
    for (const Point& point : points_) {
        range.add(point.y - point.deviation);
        range.add(point.y + point.deviation);
    }
    const double pad = std::max(0.08 * (range.most - range.least), 0.5);
    canvas_->setHome(x,
                     range.any ? QCPRange(range.least - pad, range.most + pad) : QCPRange(0, 100));
}

const SettingPlot::Point* SettingPlot::pointAt(double x, double y) const {
    const Point* nearest = nullptr;
    double least = kPointReach;
    for (const Point& point : points_) {
        const double distance =
            std::hypot(canvas_->xAxis->coordToPixel(point.x) - canvas_->xAxis->coordToPixel(x),
                       canvas_->yAxis->coordToPixel(point.y) - canvas_->yAxis->coordToPixel(y));
        if (distance < least) {
            least = distance;
            nearest = &point;
        }
    }
    return nearest;
}

QString SettingPlot::legendText() const {
    if (!means_->isChecked()) {
        return TrialsText::tr("run, n = %1").arg(points_.size());
    }
    int least = 0;
    int most = 0;
    for (const Point& point : points_) {
        const int n = shown().rows[point.row].results[content_->result].n;
        least = most == 0 ? n : std::min(least, n);
        most = std::max(most, n);
    }
    return least == most ? TrialsText::tr("mean ± standard deviation over seeds, n = %1").arg(most)
                         : TrialsText::tr("mean ± standard deviation over seeds, n = %1 to %2")
                               .arg(least)
                               .arg(most);
}

/// What a point stands for, and the settings that the axis does not show.
/// Whether the rows that have a point differ in that setting.
bool SettingPlot::isVaried(const TrialSetting& setting) const {
    const auto place = static_cast<std::size_t>(&setting - content_->groups.settings.data());
    std::set<std::string> values;
    for (const Point& point : points_) {
        values.insert(shown().rows[point.row].values[place]);
    }
    return values.size() > 1;
}

QString SettingPlot::keyText() const {
    if (content_ == nullptr || points_.empty()) {
        return {};
    }
    QStringList parts{legendText()};
    if (std::any_of(points_.begin(), points_.end(),
                    [](const Point& point) { return point.same > 1; })) {
        parts << TrialsText::tr("× 2: two with the same point");
    }
    QStringList others;
    for (const TrialSetting& each : content_->groups.settings) {
        if (&each == setting()) {
            continue;
        }
        if (each.field.path() != kDataSet && isVaried(each)) { // data sets have marks
            others << settingTitle(each.field.path());
        }
    }
    if (!others.isEmpty()) {
        parts << TrialsText::tr("also varied: %1").arg(others.join(QStringLiteral(", ")));
    }
    return parts.join(QStringLiteral(" · "));
}

/// A single data set needs no name, but its mark says what a point is.
std::vector<SettingPlot::KeyEntry> SettingPlot::keyEntries() const {
    const QString text = keyText();
    if (text.isEmpty()) {
        return {};
    }
    std::set<std::size_t> sets;
    for (const Point& point : points_) {
        sets.insert(point.dataSet);
    }
    if (sets.size() == 1) {
        return {{*sets.begin(), text}};
    }
    std::vector<KeyEntry> entries;
    for (const std::size_t set : sets) {
        entries.push_back({set, plain::line(shown().dataSets[set])});
    }
    entries.push_back({std::nullopt, text});
    return entries;
}

int SettingPlot::layOutKey(QCPPainter* painter, const QRect& room) const {
    const QFontMetrics metrics(font());
    int x = 0;
    int y = 0;
    int height = 0; // of the last line
    for (const KeyEntry& entry : keyEntries()) {
        const int mark = entry.dataSet ? kBesidePoint : 0;
        const int wide = mark + metrics.horizontalAdvance(entry.text) + 1;
        if (x > 0 && x + wide > room.width()) {
            x = 0;
            y += height;
        }
        const QRect text(room.left() + x + mark, room.top() + y,
                         std::max(std::min(wide, room.width() - x) - mark, 1), 1000);
        height = metrics.boundingRect(text, Qt::TextWordWrap, entry.text).height();
        if (painter != nullptr) {
            if (entry.dataSet) {
                painter->setAntialiasing(true);
                const QCPScatterStyle style = markOf(*entry.dataSet);
                style.applyTo(painter, style.pen());
                style.drawShape(painter, text.left() - mark + kPointSize / 2 + 1,
                                text.top() + metrics.height() / 2.0);
            }
            painter->setFont(font());
            painter->setPen(theme::plotColors(palette()).text);
            painter->drawText(text, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, entry.text);
        }
        x += wide + kBetweenKeys;
    }
    return y + height;
}

PlotPicture SettingPlot::emptyPicture(const QString& title) const {
    const theme::PlotColors colors = theme::plotColors(palette());
    const QRect room(QPoint(), QSize(400, 300));
    return {title, room.size(), colors.background, [=, this](QCPPainter& painter) {
                painter.setPen(colors.faint);
                painter.drawText(room, Qt::AlignCenter | Qt::TextWordWrap, empty_->text());
            }};
}

PlotPicture SettingPlot::picture(const ExportTarget& target) {
    constexpr int kMargin = 10;
    if (setting() == nullptr) {
        return emptyPicture(
            TrialsText::tr("%1 · %2").arg(content_->resultTitle(), content_->title));
    }
    const QSize one = figureSize(target, canvas_->size(), font()).expandedTo({400, 300});
    const int width = one.width() - 2 * kMargin;
    const QRect key(kMargin, kMargin, width, layOutKey(nullptr, {0, 0, width, 0}));
    const int top = key.bottom() + style::kGap;
    return {TrialsText::tr("%1 over %2 · %3")
                .arg(content_->resultTitle(), settings_->currentText(), content_->title),
            {one.width(), top + one.height()},
            theme::plotColors(palette()).background,
            [=, this](QCPPainter& painter) {
                layOutKey(&painter, key);
                painter.translate(0, top);
                canvas_->toPainter(&painter, one.width(), one.height());
            }};
}

ExportedTable SettingPlot::table() const {
    const TrialRows rows = means_->isChecked() ? TrialRows::settings : TrialRows::runs;
    return {trialsData(shown(), content_->pointers, rows),
            trialsTable(shown(), content_->pointers, rows, plainNumber)};
}

} // namespace asge
