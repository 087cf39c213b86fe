// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/channels/channels_view.h"

#include "widgets/channels/channels_map.h"
#include "widgets/common/current_layout.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_flow_layout.h"
#include "widgets/plot/plot_pacer.h"
#include "widgets/plot/reset_button.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QGridLayout>
#include <QScrollArea>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolButton>

#include <algorithm>
#include <utility>

namespace asge {

using channels::Statistic;

namespace {

constexpr qsizetype kSigns = 3; // of channels and events
constexpr int kMapGap = 10;     // pixels, between maps
constexpr int kFieldMargin = 6;
constexpr int kMostHeadlineLines = 2;

/// The columns of maps if there is enough width.
int columnsFor(std::size_t layers) {
    return layers <= 3 ? std::max(1, static_cast<int>(layers)) : layers <= 4 ? 2 : 4;
}

} // namespace

class ChannelsView::Private : public QObject {
    Q_DECLARE_TR_FUNCTIONS(asge::ChannelsView)

  public:
    explicit Private(ChannelsView* view);

    void setHistory(bool open, std::vector<EpochChannels> history);
    void addEpoch(const EpochChannels& epoch);
    void removeLast(int epoch);
    void setKept(const QString& kept, const QString& brief);
    void setMarks(std::vector<EpochMark> marks);
    void select(int layer, int channel);
    void setTitle(const QString& title) { title_ = title; }
    void setRunId(RunId run) { run_ = run; }
    bool exportTo(const ExportTarget& target, QString* reason);
    bool eventFilter(QObject* watched, QEvent* event) override;

    ChannelsView* view_;

  private:
    void makeControls(QLayout* row);
    void makeMaps();
    void fitScales();
    QSize fieldRoom() const;
    int columnsThatFit() const;
    void arrange();
    void fitHeadlines();
    void draw();
    std::pair<int, QSize> gridOf(const ExportTarget& target) const;
    PlotPicture picture(const ExportTarget& target);
    /// The signs of channels and, if there are any, of events.
    QStringList signs() const {
        QStringList signs{tr("✕ dead"), tr("◆ dominating: over 5 × the even share")};
        if (!marks_.empty()) {
            signs << tr("▼ event (number: several)");
        }
        return signs;
    }
    void showSigns();

    RunId run_ = 0;
    std::vector<EpochChannels> history_;
    QString title_ = tr("Channels"); ///< of exported pictures
    Statistic statistic_ = Statistic::share;
    bool byValue_ = false;
    QStackedLayout* stack_;
    QLabel* empty_;
    QString emptyText_; ///< if nothing says why epochs have no statistics
    QLabel* kept_ = nullptr;
    ResetButton* reset_ = nullptr;
    std::vector<QLabel*> key_; ///< a label for each sign, so that they wrap
    QScrollArea* scroll_;
    QWidget* field_;
    FlowLayout* controls_;
    QGridLayout* grid_;
    int columns_ = 0; ///< in which the maps are arranged
    std::vector<ChannelMap*> maps_;
    std::vector<EpochMark> marks_;
    std::pair<int, int> selected_{-1, -1}; ///< layer and channel
    PlotPacer pacer_;
};

ChannelsView::Private::Private(ChannelsView* view)
    : view_(view), stack_(new CurrentLayout(view)), empty_(new PlainLabel(view)),
      scroll_(new QScrollArea(view)), field_(new QWidget), controls_(new FlowLayout),
      grid_(new QGridLayout), pacer_(view, [this] {
          draw();
          return false;
      }) {
    empty_->setObjectName(QStringLiteral("channelsEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    auto* page = new QWidget(view);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    makeControls(controls_);
    grid_->setContentsMargins(0, 0, 0, 0);
    grid_->setSpacing(kMapGap);
    auto* parts = new QVBoxLayout(field_);
    // Within what is scrolled, so that the scroll bar is at the edge, as in other views.
    parts->setContentsMargins(kFieldMargin, kFieldMargin, kFieldMargin, kFieldMargin);
    parts->addLayout(controls_);
    parts->addLayout(grid_, 1);
    scroll_->setObjectName(QStringLiteral("channelsScroll"));
    scroll_->setWidget(field_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setFocusPolicy(Qt::NoFocus);
    scroll_->installEventFilter(this);
    column->addWidget(scroll_, 1);
    stack_->addWidget(empty_);
    stack_->addWidget(page);
    setHistory(false, {});
}

void ChannelsView::Private::makeControls(QLayout* row) {
    auto* statistic = new QComboBox(view_);
    statistic->setObjectName(QStringLiteral("channelsStatistic"));
    statistic->addItems({tr("Share of goodness"), tr("Mean activation"), tr("Dead positions")});
    statistic->setItemData(0, tr("A channel's share of its layer's summed goodness"),
                           Qt::ToolTipRole);
    statistic->setItemData(1, tr("Mean of Y over images and positions"), Qt::ToolTipRole);
    statistic->setItemData(2, tr("Fraction of the positions that are zero for every probe image"),
                           Qt::ToolTipRole);
    statistic->setAccessibleName(tr("Statistic"));
    connect(statistic, &QComboBox::currentIndexChanged, this, [this](int index) {
        statistic_ = static_cast<Statistic>(index);
        pacer_.request();
        pacer_.flush();
    });
    row->addWidget(statistic);
    auto* byValue = new QCheckBox(tr("Sort by latest value"), view_);
    byValue->setObjectName(QStringLiteral("channelsSort"));
    byValue->setToolTip(tr("On: the largest value on top. Off: by channel number"));
    connect(byValue, &QCheckBox::toggled, this, [this](bool on) {
        byValue_ = on;
        pacer_.request();
        pacer_.flush();
    });
    row->addWidget(byValue);
    for (qsizetype sign = 0; sign < kSigns; ++sign) {
        auto* label = new PlainLabel(view_);
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setToolTip(
            tr("Dead: zero at every position of all probe images.\nDominating: over 5 "
               "times the even share of the layer's goodness, or over 50 %."));
        row->addWidget(label);
        key_.push_back(label);
    }
    showSigns();
    kept_ = new PlainLabel(view_);
    kept_->setObjectName(QStringLiteral("channelsKept"));
    kept_->setForegroundRole(QPalette::PlaceholderText);
    row->addWidget(kept_);
    reset_ = new ResetButton(tr("Reset view"),
                             tr("Show everything (double click in a map, or Home)"), view_);
    reset_->setObjectName(QStringLiteral("channelsReset"));
    row->addWidget(reset_);
    QToolButton* save = makeExportButton(
        view_, QStringLiteral("channels"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit view_->message(text); });
    save->setObjectName(QStringLiteral("channelsExport"));
    row->addWidget(save);
}

/// `open`: whether a run is shown; its history may still be empty.
void ChannelsView::Private::setHistory(bool open, std::vector<EpochChannels> history) {
    emptyText_ = open ? tr("This run has no finished epoch, so its channels have not been "
                           "measured.\nWhile a run trains, they appear here as soon as they are.")
                      : tr("A heat map per layer appears here. It shows how each channel "
                           "develops over the epochs.\nPress Train, or open a run.");
    setKept({}, {});
    history_.clear();
    for (const EpochChannels& epoch : history) {
        channels::addEpoch(history_, epoch);
    }
    qDeleteAll(maps_);
    maps_.clear();
    pacer_.requestSoon();
    stack_->setCurrentIndex(history_.empty() ? 0 : 1);
}

void ChannelsView::Private::addEpoch(const EpochChannels& epoch) {
    channels::addEpoch(history_, epoch);
    stack_->setCurrentIndex(1);
    pacer_.request();
}

void ChannelsView::Private::removeLast(int epoch) {
    if (!history_.empty() && history_.back().epoch == epoch) {
        history_.pop_back();
        stack_->setCurrentIndex(history_.empty() ? 0 : 1);
        pacer_.request();
    }
}

void ChannelsView::Private::setKept(const QString& kept, const QString& brief) {
    empty_->setText(kept.isEmpty() ? emptyText_ : kept);
    kept_->setText(brief);
    kept_->setToolTip(kept);
    kept_->setVisible(!brief.isEmpty());
}

void ChannelsView::Private::makeMaps() {
    const std::size_t layers = history_.empty() ? 0 : history_.back().layers.size();
    if (maps_.size() == layers) {
        return;
    }
    qDeleteAll(maps_);
    maps_.clear();
    columns_ = 0;
    for (std::size_t layer = 0; layer < layers; ++layer) {
        auto* map = new ChannelMap(static_cast<int>(layer), field_);
        connect(map, &ChannelMap::channelClicked, view_, &ChannelsView::channelClicked);
        maps_.push_back(map);
    }
    const auto canvases = field_->findChildren<PlotCanvas*>();
    linkCursors({canvases.begin(), canvases.end()});
    for (PlotCanvas* canvas : canvases) {
        reset_->watch(canvas);
    }
    arrange();
}

/// The room of what is scrolled, without a scroll bar.
QSize ChannelsView::Private::fieldRoom() const {
    return scroll_->maximumViewportSize().shrunkBy(field_->layout()->contentsMargins());
}

/// The columns whose maps have their least width, beside a scroll bar if the rows need one.
int ChannelsView::Private::columnsThatFit() const {
    int width = 1;
    int height = 1;
    for (const ChannelMap* map : maps_) {
        width = std::max(width, map->minimumSizeHint().width());
        height = std::max(height, map->minimumSizeHint().height());
    }
    const int layers = static_cast<int>(maps_.size());
    const auto fitting = [&](int room) {
        return std::clamp((room + kMapGap) / (width + kMapGap), 1, columnsFor(maps_.size()));
    };
    QSize area = fieldRoom();
    area.rheight() -= controls_->heightForWidth(area.width()) + field_->layout()->spacing();
    const int columns = fitting(area.width());
    const int rows = (layers + columns - 1) / columns;
    const bool scrolls = rows * (height + kMapGap) - kMapGap > area.height();
    const int bar = scroll_->verticalScrollBar()->sizeHint().width();
    return scrolls ? fitting(area.width() - bar) : columns;
}

void ChannelsView::Private::arrange() {
    const int columns = columnsThatFit();
    if (columns == columns_) {
        return;
    }
    columns_ = columns;
    for (ChannelMap* map : maps_) {
        grid_->removeWidget(map);
    }
    for (int layer = 0; layer < static_cast<int>(maps_.size()); ++layer) {
        grid_->addWidget(maps_[static_cast<std::size_t>(layer)], layer / columns, layer % columns);
    }
}

/// A row has headlines of two lines if one of its maps needs them.
void ChannelsView::Private::fitHeadlines() {
    const int columns = std::max(columns_, 1);
    const int bar = scroll_->verticalScrollBar()->sizeHint().width();
    const int room = fieldRoom().width() - bar + kMapGap;
    const int most = columnsFor(maps_.size()) > 1 ? kMostHeadlineLines : 1;
    const int layers = static_cast<int>(maps_.size());
    for (int first = 0; first < layers; first += columns) {
        const auto begin = maps_.begin() + first;
        const auto end = maps_.begin() + std::min(first + columns, layers);
        int lines = 1;
        std::for_each(begin, end, [&](const ChannelMap* map) {
            lines = std::max(lines, map->wantedLines(room / columns - kMapGap, most));
        });
        std::for_each(begin, end, [&](ChannelMap* map) { map->setHeadlineLines(lines); });
    }
}

bool ChannelsView::Private::eventFilter(QObject* watched, QEvent* event) {
    if (watched == scroll_ && event->type() == QEvent::Resize) {
        arrange();
        fitHeadlines();
    }
    return QObject::eventFilter(watched, event);
}

void ChannelsView::Private::draw() {
    makeMaps();
    select(selected_.first, selected_.second);
    std::size_t most = 0;
    for (std::size_t layer = 0; layer < maps_.size(); ++layer) {
        most = std::max(most, channels::valuesOf(history_.back().layers[layer], statistic_).size());
    }
    for (ChannelMap* map : maps_) {
        map->setMostChannels(static_cast<int>(most));
        map->setMarks(marks_, static_cast<int>(maps_.size()));
        map->present(history_, statistic_, byValue_);
    }
    fitScales();
    fitHeadlines();
    arrange(); // headlines may have become wider
}

/// All maps have the room that the widest number on one of their colour scales needs.
void ChannelsView::Private::fitScales() {
    QString widest;
    for (const ChannelMap* map : maps_) {
        const QString number = map->widestNumber();
        widest = number.size() > widest.size() ? number : widest;
    }
    for (ChannelMap* map : maps_) {
        map->setWidestNumber(widest);
    }
}

void ChannelsView::Private::setMarks(std::vector<EpochMark> marks) {
    marks_ = std::move(marks);
    showSigns();
    pacer_.request();
}

void ChannelsView::Private::showSigns() {
    const QStringList shown = signs();
    for (qsizetype i = 0; i < kSigns; ++i) {
        QLabel& label = *key_[static_cast<std::size_t>(i)];
        label.setText(shown.value(i));
        label.setVisible(i < shown.size());
    }
}

void ChannelsView::Private::select(int layer, int channel) {
    selected_ = {layer, channel};
    for (std::size_t i = 0; i < maps_.size(); ++i) {
        const int marked = static_cast<int>(i) == layer ? channel : -1;
        if (maps_[i]->selected() != marked) {
            maps_[i]->select(marked);
        }
    }
}

/// The columns of an exported picture, and the size of each map: as many as look best, or as many
/// as a paper has room for.
std::pair<int, QSize> ChannelsView::Private::gridOf(const ExportTarget& target) const {
    constexpr QSize kLeast(320, 240);
    const int best = columnsFor(maps_.size());
    if (!target.paper()) {
        return {best, maps_.empty() ? kLeast : maps_.front()->size().expandedTo(kLeast)};
    }
    const int width = figureSize(target, {}, view_->font()).width();
    const int columns = std::clamp(width / (kLeast.width() + kMapGap), 1, best);
    return {columns, QSize(width / columns - kMapGap, kLeast.height()).expandedTo(kLeast)};
}

PlotPicture ChannelsView::Private::picture(const ExportTarget& target) {
    const theme::PlotColors colors = theme::plotColors(view_->palette());
    const auto [columns, one] = gridOf(target);
    const int rows = (static_cast<int>(maps_.size()) + columns - 1) / columns;
    const int line = QFontMetrics(view_->font()).height() + 6;
    int headline = 0;
    for (const ChannelMap* map : maps_) {
        headline = std::max(headline, map->headlineHeight());
    }
    const QSize size(columns * (one.width() + kMapGap),
                     line + std::max(1, rows) * (one.height() + kMapGap));
    return {title_, size, colors.background,
            [this, one = one, columns = columns, line, headline, colors](QCPPainter& painter) {
                painter.setFont(view_->font());
                painter.setPen(colors.faint);
                painter.drawText(QRect(8, 0, columns * one.width(), line),
                                 Qt::AlignLeft | Qt::AlignVCenter,
                                 signs().join(QStringLiteral("   ")));
                painter.translate(0, line);
                for (std::size_t i = 0; i < maps_.size(); ++i) {
                    const int index = static_cast<int>(i);
                    const QPoint at(index % columns * (one.width() + kMapGap),
                                    index / columns * (one.height() + kMapGap));
                    maps_[i]->paint(painter, QRect(at, one), headline);
                }
            }};
}

bool ChannelsView::Private::exportTo(const ExportTarget& target, QString* reason) {
    pacer_.flush();
    return exportPlot(
        target, picture(target), [this] { return channels::csvOf(run_, history_); }, reason);
}

ChannelsView::ChannelsView(QWidget* parent) : QWidget(parent), d_(std::make_unique<Private>(this)) {
    setObjectName(QStringLiteral("channelsView"));
}

ChannelsView::~ChannelsView() = default;

void ChannelsView::setHistory(const std::vector<LayerInfo>& layers,
                              std::vector<EpochChannels> history) {
    d_->setHistory(!layers.empty(), std::move(history));
}

void ChannelsView::setRunId(RunId run) {
    d_->setRunId(run);
}

void ChannelsView::addEpoch(const EpochChannels& epoch) {
    d_->addEpoch(epoch);
}

void ChannelsView::removeLast(int epoch) {
    d_->removeLast(epoch);
}

void ChannelsView::setKept(const QString& kept, const QString& brief) {
    d_->setKept(kept, brief);
}

void ChannelsView::setMarks(std::vector<EpochMark> marks) {
    d_->setMarks(std::move(marks));
}

void ChannelsView::select(int layer, int channel) {
    d_->select(layer, channel);
}

void ChannelsView::setTitle(const QString& title) {
    d_->setTitle(title);
}

void ChannelsView::clear() {
    d_->setHistory(false, {});
}

bool ChannelsView::exportTo(const ExportTarget& target, QString* reason) const {
    return d_->exportTo(target, reason);
}

} // namespace asge
