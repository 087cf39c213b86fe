// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/layer_table.h"

#include "widgets/common/control_states.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/key_use.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme_icon.h"
#include "widgets/form/layer_table_delegate.h"
#include "widgets/form/layer_table_model.h"
#include "widgets/form/remeasure.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QScrollBar>
#include <QShortcut>
#include <QStyle>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>
#include <utility>

namespace asge {
namespace {

constexpr int kMostShownRows = 12; ///< the others are reached by scrolling
constexpr int kNewChannels = 32;   ///< of a layer in an empty network

} // namespace

LayerTable::LayerTable(QWidget* parent)
    : QWidget(parent), model_(new LayerTableModel(this)), view_(new QTableView(this)),
      sum_(new PlainLabel(this)) {
    setObjectName(QStringLiteral("layerTable"));
    view_->setObjectName(QStringLiteral("layerTableView"));
    view_->setAccessibleName(tr("Layers of the network"));
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    view_->setFont(small);
    view_->horizontalHeader()->setFont(small);
    view_->setModel(model_);
    view_->setItemDelegate(new LayerTableDelegate(view_));
    view_->setSelectionMode(QAbstractItemView::SingleSelection);
    view_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked |
                           QAbstractItemView::EditKeyPressed | QAbstractItemView::AnyKeyPressed);
    view_->setTabKeyNavigation(false); // Tab goes on to the next field
    view_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view_->setWordWrap(false);
    view_->setFrameShape(QFrame::NoFrame);
    view_->viewport()->setAutoFillBackground(false);
    view_->verticalHeader()->hide();
    view_->horizontalHeader()->setHighlightSections(false);
    view_->horizontalHeader()->setSectionsClickable(false);
    view_->horizontalHeader()->setMinimumSectionSize(1);
    view_->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view_->viewport()->installEventFilter(this);

    add_ = addButton("layerAdd", "add", tr("Add a layer below the current one"), Qt::Key_Insert,
                     &LayerTable::addLayer);
    duplicate_ = addButton("layerDuplicate", "duplicate", tr("Duplicate the layer"),
                           QKeySequence(Qt::CTRL | Qt::Key_D), &LayerTable::duplicateLayer);
    remove_ = addButton("layerRemove", "remove", tr("Remove the layer"), Qt::Key_Delete,
                        &LayerTable::removeLayer);
    up_ = addButton("layerUp", "up", tr("Move the layer up, towards the image"),
                    QKeySequence(Qt::ALT | Qt::Key_Up), &LayerTable::moveUp);
    down_ = addButton("layerDown", "down", tr("Move the layer down"),
                      QKeySequence(Qt::ALT | Qt::Key_Down), &LayerTable::moveDown);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    for (QToolButton* button : {add_, duplicate_, remove_, up_, down_}) {
        buttons->addWidget(button);
    }
    buttons->addWidget(sum_, 1);
    sum_->setObjectName(QStringLiteral("layerSum"));
    sum_->setFont(small);
    sum_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    style::setFaint(*sum_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(view_);
    column->addLayout(buttons);
    connect(model_, &LayerTableModel::edited, this, &LayerTable::edited);
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &LayerTable::refresh);
    refresh();
}

QToolButton* LayerTable::addButton(const char* name, const char* icon, const QString& toolTip,
                                   const QKeySequence& key, Slot slot) {
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(name));
    button->setIcon(themeIcon(QLatin1String(icon)));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(toolTip);
    button->setToolTip(
        QStringLiteral("%1 (%2)").arg(toolTip, key.toString(QKeySequence::NativeText)));
    const int side = fontMetrics().height() + style::kGap;
    button->setFixedSize(side, side);
    connect(button, &QToolButton::clicked, this, slot);
    auto* shortcut = new QShortcut(key, view_);
    shortcut->setContext(Qt::WidgetShortcut); // an editor keeps its keys
    setKeyUse(*shortcut, toolTip);
    connect(shortcut, &QShortcut::activated, this, slot);
    return button;
}

QList<QWidget*> LayerTable::tabStops() const {
    return {view_, add_, duplicate_, remove_, up_, down_};
}

void LayerTable::setLayers(std::vector<LayerText> layers, std::vector<LayerCost> costs) {
    const int before = model_->rowCount();
    model_->setLayers(std::move(layers), std::move(costs));
    setVisible(model_->rowCount() > 0);
    if (model_->rowCount() != before) {
        fitHeight();
    }
    fitColumns();
    refresh();
}

int LayerTable::row() const {
    return view_->currentIndex().row();
}

/// The layers' texts come back through setLayers before `edited` returns; then that row becomes the
/// current one.
void LayerTable::request(std::vector<LayerText> layers, int row) {
    const int column = std::max<int>(view_->currentIndex().column(), LayerTableModel::channels);
    emit edited(layers);
    view_->setCurrentIndex(model_->index(std::min(row, model_->rowCount() - 1), column));
    refresh();
}

/// Inserts a layer below the current one, or at the end.
void LayerTable::insert(const LayerText& layer) {
    std::vector<LayerText> layers = model_->layers();
    if (static_cast<int>(layers.size()) >= mostLayers()) {
        return;
    }
    const int at = row() < 0 ? static_cast<int>(layers.size()) : row() + 1;
    layers.insert(layers.begin() + at, layer);
    request(std::move(layers), at);
}

/// The new layer is as wide as the one above it, and does not pool, since each pooling halves the
/// side of the maps.
void LayerTable::addLayer() {
    const std::vector<LayerText>& layers = model_->layers();
    LayerText layer;
    layer.channels = layers.empty() ? QString::number(kNewChannels)
                     : row() < 0    ? layers.back().channels
                                    : layers[static_cast<std::size_t>(row())].channels;
    insert(layer);
}

void LayerTable::duplicateLayer() {
    if (row() >= 0) {
        insert(model_->layers()[static_cast<std::size_t>(row())]);
    }
}

void LayerTable::removeLayer() {
    std::vector<LayerText> layers = model_->layers();
    if (row() < 0 || layers.size() < 2) { // a network has a layer
        return;
    }
    layers.erase(layers.begin() + row());
    request(std::move(layers), row());
}

void LayerTable::move(int by) {
    std::vector<LayerText> layers = model_->layers();
    const int to = row() + by;
    if (row() < 0 || to < 0 || to >= static_cast<int>(layers.size())) {
        return;
    }
    std::swap(layers[static_cast<std::size_t>(row())], layers[static_cast<std::size_t>(to)]);
    request(std::move(layers), to);
}

void LayerTable::refresh() {
    const int rows = model_->rowCount();
    const bool isRow = row() >= 0 && row() < rows;
    const QString full =
        rows < mostLayers() ? QString() : tr("A network has at most %1 layers.").arg(mostLayers());
    const QString none = isRow ? QString() : tr("Choose a layer in the table first.");
    const auto reason = [&none](bool isPossible, const QString& why) {
        return !none.isEmpty() ? none : isPossible ? QString() : why;
    };
    setUsable(*add_, full);
    setUsable(*duplicate_, reason(full.isEmpty(), full));
    setUsable(*remove_, reason(rows > 1, tr("A network has at least one layer.")));
    setUsable(*up_, reason(row() > 0, tr("This is the first layer.")));
    setUsable(*down_, reason(row() < rows - 1, tr("This is the last layer.")));
    showSum();
}

void LayerTable::showSum() {
    std::int64_t parameters = 0;
    for (const LayerCost& cost : model_->costs()) {
        parameters += cost.weights + cost.readout;
    }
    const QString layers = countedText(model_->rowCount(), "layer");
    sum_->setText(parameters == 0 ? layers
                                  : tr("%1, %2 parameters").arg(layers, shortCount(parameters)));
    sum_->setToolTip(parameters == 0 ? QString()
                                     : tr("%1 parameters: weights, and the values of the readouts")
                                           .arg(QLocale().toString(qlonglong{parameters})));
}

/// What each column needs with such heads, in pixels.
LayerTable::Widths LayerTable::neededWidths(LayerTableModel::Heads heads) const {
    const QFontMetrics metrics = view_->horizontalHeader()->fontMetrics();
    const int mark = view_->style()->pixelMetric(QStyle::PM_IndicatorWidth, nullptr, view_);
    Widths needs{};
    for (int column = 0; column < LayerTableModel::columns; ++column) {
        int need =
            metrics.horizontalAdvance(LayerTableModel::head(column, heads)) + style::kTight + 2;
        for (int row = 0; row < model_->rowCount(); ++row) {
            need = std::max(need, view_->sizeHintForIndex(model_->index(row, column)).width());
        }
        needs[static_cast<std::size_t>(column)] =
            LayerTableModel::isCheck(column) ? std::max(need, mark + 2) : need;
    }
    return needs;
}

/// Gives each column what it needs, and shares what remains. In a narrow table the heads are brief.
/// If that is not enough, the parameters are left out: the line below the table has their sum.
void LayerTable::fitColumns() {
    const int room = view_->viewport()->width();
    Widths needs{};
    int all = 0;
    for (const auto heads : {LayerTableModel::Heads::whole, LayerTableModel::Heads::brief}) {
        needs = neededWidths(heads);
        all = std::accumulate(needs.begin(), needs.end(), 0);
        model_->setHeads(all <= room ? heads : LayerTableModel::Heads::brief);
        if (all <= room) {
            break;
        }
    }
    const bool hides = all > room;
    view_->setColumnHidden(LayerTableModel::parameters, hides);
    const int shown = LayerTableModel::columns - (hides ? 1 : 0);
    const int extra = std::max(0, room - all + (hides ? needs[LayerTableModel::parameters] : 0));
    for (int column = 0; column < shown; ++column) {
        const int share = extra * (column + 1) / shown - extra * column / shown;
        view_->setColumnWidth(column, needs[static_cast<std::size_t>(column)] + share);
    }
}

void LayerTable::fitHeight() {
    const int height = view_->fontMetrics().height() + 6;
    view_->verticalHeader()->setMinimumSectionSize(1);
    view_->verticalHeader()->setDefaultSectionSize(height);
    const int rows = std::min(model_->rowCount(), kMostShownRows);
    view_->setFixedHeight(view_->horizontalHeader()->sizeHint().height() + rows * height + 1);
    remeasure(*view_);
}

void LayerTable::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitColumns();
}

void LayerTable::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) {
        fitHeight();
        fitColumns();
    }
}

bool LayerTable::eventFilter(QObject* object, QEvent* event) {
    if (object == view_->viewport() && event->type() == QEvent::Resize) {
        QMetaObject::invokeMethod(this, &LayerTable::fitColumns, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(object, event);
}

} // namespace asge
