// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/layer_row.h"

#include "widgets/common/counted_text.h"
#include "widgets/common/handled_keys.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_icon.h"
#include "widgets/layers/layers_text.h"
#include "widgets/layers/sparkline.h"
#include "widgets/layers/steering_field.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

constexpr int kColorBar = 5; ///< width in pixels of the layer's colour at the left edge

std::vector<double> offeredFactors() {
    return {0.1, 0.25, 0.5, 1, 2, 4, 10};
}

QString percentOf(double fraction) {
    return std::isfinite(fraction)
               ? LayersText::tr("%1 %").arg(QLocale().toString(100 * fraction, 'f', 1))
               : QStringLiteral("–");
}

/// Why there is no line; empty if there is one.
QString sparklineNote(const layers::LayerValues& values) {
    if (!values.isTrained) {
        return LayersText::tr("untrained readout");
    }
    if (values.recent.empty()) {
        return LayersText::tr("no finished step");
    }
    const bool isFinite = std::any_of(values.recent.begin(), values.recent.end(),
                                      [](double value) { return std::isfinite(value); });
    return isFinite ? QString() : LayersText::tr("no finite accuracy");
}

/// The tool tip of a control: what it does, its key, and whether it can be undone.
QString helpOf(const CommandFacts& facts, const QString& key, bool canUndo) {
    return LayersText::tr("%1 (%2). %3")
        .arg(LayersText::of(facts.description), key,
             canUndo ? LayersText::tr("Ctrl+Z undoes it.") : LayersText::tr("It can't be undone."));
}

} // namespace

LayerRow::LayerRow(int layer, QWidget* parent)
    : QFrame(parent), layer_(layer), layers_(layer), title_(new PlainLabel(this)),
      shape_(new PlainLabel(this)), accuracy_(new PlainLabel(this)),
      sparkline_(new Sparkline(this)),
      rate_(new SteeringField(offeredFactors(), QStringLiteral("×"), this)),
      freeze_(addButton(CommandKind::freeze, "Freeze", "freeze")),
      reset_(addButton(CommandKind::reset, "Reset", "reset-layer")),
      redraw_(addButton(CommandKind::redraw, "Redraw", "redraw")), measures_(new PlainLabel(this)) {
    const QString name = QStringLiteral("layer%1").arg(layer);
    setObjectName(name + QStringLiteral("Row"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(LayersText::tr("Layer %1").arg(layer));
    title_->setText(LayersText::tr("Layer %1").arg(layer));
    accuracy_->setObjectName(name + QStringLiteral("Accuracy"));
    sparkline_->setObjectName(name + QStringLiteral("Sparkline"));
    measures_->setObjectName(name + QStringLiteral("Measures"));
    shape_->setToolTip(
        LayersText::tr("Channels × height × width of the outputs, and the patches per side"));
    rate_->setName(name + QStringLiteral("Rate"),
                   LayersText::tr("Learning rate factor of layer %1").arg(layer));
    rate_->setFixedWidth(86);
    rate_->setCheck([this](double value) {
        const auto problem = formProblem({CommandKind::rate, layer_, value}, layer_);
        return problem ? plain::line(*problem) : QString();
    });
    rate_->setHelp(helpOf(factsOf(CommandKind::rate),
                          LayersText::tr("Enter applies; − halves, + doubles"), true));
    freeze_->setCheckable(true);
    arrange();
    connect(rate_, &SteeringField::entered, this,
            [this](double factor) { act(CommandKind::rate, factor); });
    connect(freeze_, &QToolButton::clicked, this, &LayerRow::toggleFrozen);
    connect(reset_, &QToolButton::clicked, this, &LayerRow::reset);
    connect(redraw_, &QToolButton::clicked, this, &LayerRow::redraw);
    applyColors();
    addKeys();
}

/// Also for keys that a button of the row does not use. A field keeps its keys.
void LayerRow::addKeys() {
    auto* keys = new HandledKeys(*this);
    keys->add({Qt::Key_F}, LayersText::tr("Freeze a layer, or train it again"),
              [this] { toggleFrozen(); });
    keys->add({Qt::Key_R}, LayersText::tr("Reset a layer"), [this] { reset(); });
    keys->add({Qt::Key_P}, LayersText::tr("Redraw a layer's projection"), [this] { redraw(); });
    keys->add({Qt::Key_Minus}, LayersText::tr("Halve a layer's learning rate"),
              [this] { scaleRate(0.5); });
    keys->add({Qt::Key_Plus, Qt::Key_Equal}, LayersText::tr("Double a layer's learning rate"),
              [this] { scaleRate(2); });
    keys->add({Qt::Key_Return, Qt::Key_Enter}, LayersText::tr("Edit a layer's learning rate"),
              [this] { editRate(); });
    keys->add({Qt::Key_Up}, LayersText::tr("Previous layer"), [this] { emit moved(-1); });
    keys->add({Qt::Key_Down}, LayersText::tr("Next layer"), [this] { emit moved(1); });
}

QToolButton* LayerRow::addButton(CommandKind kind, const char* name, const char* icon) {
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("layer%1%2").arg(layer_).arg(QLatin1String(name)));
    button->setIcon(themeIcon(QLatin1String(icon)));
    button->setIconSize({18, 18});
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(
        LayersText::tr("%1, layer %2").arg(LayersText::of(factsOf(kind).title)).arg(layer_));
    return button;
}

void LayerRow::arrange() {
    QFont bold = font();
    bold.setBold(true);
    title_->setFont(bold);
    accuracy_->setFont(bold);
    accuracy_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    shape_->setForegroundRole(QPalette::PlaceholderText);
    measures_->setForegroundRole(QPalette::PlaceholderText);
    measures_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    style::setText(*measures_, style::Text::small);

    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(title_);
    head->addWidget(shape_);
    head->addStretch(1);
    head->addWidget(accuracy_);
    auto* controls = new QHBoxLayout;
    controls->setSpacing(2);
    controls->addWidget(rate_);
    controls->addSpacing(4);
    for (QToolButton* button : {freeze_, reset_, redraw_}) {
        controls->addWidget(button);
    }
    controls->addWidget(measures_, 1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(kColorBar + 9, 6, 8, 6);
    column->setSpacing(3);
    column->addLayout(head);
    column->addWidget(sparkline_);
    column->addLayout(controls);
}

void LayerRow::setLayers(int layers) {
    layers_ = layers;
    applyColors();
}

void LayerRow::applyColors() {
    sparkline_->setColor(
        theme::legible(theme::layerColor(layer_ - 1, layers_, theme::isDark(palette())),
                       palette().color(QPalette::Base), theme::kGraphicContrast));
    update();
}

void LayerRow::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        applyColors();
    }
}

void LayerRow::showValues(const layers::LayerValues& values, const QString& what) {
    const QString untrained =
        LayersText::tr("The readout of this layer is a random draw that never learns, so its "
                       "accuracy is no result. Train linear probes (menu Training, or the Ladder) "
                       "says what the layer is worth.");
    accuracy_->setToolTip(values.isTrained ? what : untrained);
    sparkline_->setToolTip(values.isTrained ? what : untrained);
    sparkline_->setNote(sparklineNote(values));
    shape_->setText(values.shape);
    accuracy_->setText(percentOf(values.accuracy));
    sparkline_->setValues(values.recent);
    QStringList parts, tips;
    if (values.timeShare >= 0) {
        parts << LayersText::tr("time %1 %").arg(100 * values.timeShare, 0, 'f', 0);
        tips << LayersText::tr("Share of the time of a step, without updates");
    }
    if (values.dead >= 0) {
        parts << LayersText::tr("dead %1").arg(values.dead);
        tips << LayersText::tr("%1 of %2 dead after the last epoch: zero on all probe images")
                    .arg(values.dead)
                    .arg(countedText(values.channels, "channel"));
    }
    measures_->setText(parts.join(u'\n')); // side by side they would be cut in a narrow panel
    measures_->setToolTip(tips.join('\n'));
}

void LayerRow::showSteering(const LayerSteering& steering, const Problem& problem) {
    frozen_ = steering.frozen;
    const CommandKind toggle = frozen_ ? CommandKind::thaw : CommandKind::freeze;
    rate_->setValue(steering.rateFactor);
    rate_->setProblem(problem({CommandKind::rate, layer_, steering.rateFactor}));
    const auto allow = [&](QToolButton* button, CommandKind kind, const QString& key,
                           bool canUndo) {
        const QString why = problem({kind, layer_, {}});
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? helpOf(factsOf(kind), key, canUndo) : why);
    };
    allow(freeze_, toggle, QStringLiteral("F"), true);
    allow(reset_, CommandKind::reset, QStringLiteral("R"), false);
    allow(redraw_, CommandKind::redraw, QStringLiteral("P"), false);
    freeze_->setChecked(frozen_);
    title_->setText(frozen_ ? LayersText::tr("Layer %1, frozen").arg(layer_)
                            : LayersText::tr("Layer %1").arg(layer_));
}

void LayerRow::setSelected(bool selected) {
    selected_ = selected;
    update();
}

void LayerRow::act(CommandKind kind, std::optional<double> value) {
    emit acted({kind, layer_, value});
}

void LayerRow::toggleFrozen() {
    if (freeze_->isEnabled()) {
        freeze_->setChecked(!frozen_);
        act(frozen_ ? CommandKind::thaw : CommandKind::freeze);
    }
}

void LayerRow::scaleRate(double factor) {
    const double wanted = std::clamp(rate_->value() * factor, kLeastRateFactor, kMostRateFactor);
    if (rate_->isEnabled() && wanted != rate_->value()) {
        act(CommandKind::rate, wanted);
    }
}

void LayerRow::reset() {
    if (reset_->isEnabled()) {
        act(CommandKind::reset);
    }
}

void LayerRow::redraw() {
    if (redraw_->isEnabled()) {
        act(CommandKind::redraw);
    }
}

void LayerRow::editRate() {
    rate_->setFocus(Qt::ShortcutFocusReason);
    rate_->line()->selectAll();
}

void LayerRow::mousePressEvent(QMouseEvent* event) {
    QFrame::mousePressEvent(event);
    setFocus(Qt::MouseFocusReason);
    emit chosen();
}

void LayerRow::focusInEvent(QFocusEvent* event) {
    QFrame::focusInEvent(event);
    emit chosen();
}

void LayerRow::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& colors = palette();
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QColor border = colors.color(QPalette::Mid);
    if (selected_) {
        border = colors.color(QPalette::Highlight);
    }
    painter.setPen(QPen(border, selected_ ? 1.5 : 1));
    painter.setBrush(colors.color(QPalette::Base));
    painter.drawRoundedRect(area, 4, 4);
    const QColor color = theme::layerColor(layer_ - 1, layers_, theme::isDark(colors));
    const QColor outline = theme::outlineOf(color, colors.color(QPalette::Base));
    painter.setPen(outline.isValid() ? QPen(outline, 1) : QPen(Qt::NoPen));
    painter.setBrush(frozen_ ? QBrush(color, Qt::Dense4Pattern) : QBrush(color));
    painter.drawRoundedRect(QRectF(4, 5, kColorBar, height() - 10), 2, 2);
}

} // namespace asge
