// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/layers/layers_panel.h"

#include "widgets/common/current_layout.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme_icon.h"
#include "widgets/common/undo_history.h"
#include "widgets/common/view_scroll.h"
#include "widgets/layers/layer_row.h"
#include "widgets/layers/layer_values.h"
#include "widgets/layers/layers_text.h"
#include "widgets/layers/network_controls.h"

#include <QAction>
#include <QScrollBar>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kLeastPanelWidth = 300;

QToolButton* undoButton(QAction* action, const char* name, const char* icon, QWidget* panel) {
    action->setIcon(themeIcon(QLatin1String(icon)));
    auto* button = new QToolButton(panel);
    button->setObjectName(QLatin1String(name));
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonIconOnly);
    button->setAutoRaise(true);
    button->setIconSize({18, 18});
    return button;
}

} // namespace

LayersPanel::LayersPanel(QWidget* parent)
    : QWidget(parent), stack_(new CurrentLayout), empty_(new PlainLabel(this)),
      scroll_(new ViewScroll(this)), notice_(new PlainLabel(this)),
      network_(new NetworkControls(this)), quantity_(new PlainLabel(this)), list_(new QVBoxLayout) {
    setObjectName(QStringLiteral("layersPanel"));
    setMinimumWidth(kLeastPanelWidth);
    empty_->setObjectName(QStringLiteral("layersEmpty"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setForegroundRole(QPalette::PlaceholderText);
    empty_->setText(LayersText::tr(
        "Each layer of a training run appears here, to be frozen, reset or sped up."));
    empty_->setContentsMargins(16, 0, 16, 0);
    makeContents();
    stack_->addWidget(empty_);
    stack_->addWidget(scroll_);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(stack_, 1);
    connect(network_, &NetworkControls::acted, this, &LayersPanel::act);
}

/// What is above the layers: the reason why nothing can be changed, and Undo and Redo.
void LayersPanel::makeHeader(QVBoxLayout& column) {
    notice_->setObjectName(QStringLiteral("layersNotice"));
    notice_->setForegroundRole(QPalette::PlaceholderText);
    notice_->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(2);
    row->addWidget(notice_, 1);
    undoAction_ = new QAction(this);
    redoAction_ = new QAction(this);
    connect(undoAction_, &QAction::triggered, this, [this] { history_->undo(); });
    connect(redoAction_, &QAction::triggered, this, [this] { history_->redo(); });
    row->addWidget(undoButton(undoAction_, "layersUndo", "undo", this));
    row->addWidget(undoButton(redoAction_, "layersRedo", "redo", this));
    setHistory(*new UndoHistory(this));
    column.addLayout(row);
}

void LayersPanel::makeContents() {
    auto* contents = new QWidget(scroll_);
    auto* column = new QVBoxLayout(contents);
    column->setContentsMargins(6, 4, 6, 6);
    column->setSpacing(6);
    makeHeader(*column);
    column->addWidget(network_);
    column->addSpacing(2);
    quantity_->setObjectName(QStringLiteral("layersQuantity"));
    quantity_->setForegroundRole(QPalette::PlaceholderText);
    quantity_->setWordWrap(true);
    column->addWidget(quantity_);
    list_->setSpacing(5);
    column->addLayout(list_);
    column->addStretch(1);
    scroll_->setWidget(contents);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

void LayersPanel::setRun(RunState* run) {
    if (run_ == run) {
        showRun();
        return;
    }
    if (run_) {
        disconnect(run_, nullptr, this, nullptr);
    }
    run_ = run;
    if (run_) {
        connect(run_, &RunState::wasReset, this, [this] {
            awaited_.clear(); // their answers may be among what was read anew
            showRun();
        });
        connect(run_, &RunState::statusChanged, this, &LayersPanel::refresh);
        connect(run_, &RunState::liveChanged, this, &LayersPanel::refresh);
        connect(run_, &RunState::interventionAdded, this, &LayersPanel::take);
        connect(run_, &RunState::stepsAdded, this, &LayersPanel::showValues);
        connect(run_, &RunState::channelsAdded, this, &LayersPanel::showValues);
        // The number of epochs that can be set depends on the epoch.
        connect(run_, &RunState::epochAdded, this, &LayersPanel::refresh);
    }
    showRun();
}

void LayersPanel::showRun() {
    const RunId id = run_ ? run_->id() : 0;
    if (std::exchange(shown_, id) != id) {
        history_->drop(this);
        awaited_.clear();
    }
    const bool any = run_ && !run_->curves().layers.empty();
    stack_->setCurrentIndex(any ? 1 : 0);
    makeRows();
    refresh();
    showValues();
}

void LayersPanel::makeRows() {
    const int layers = run_ ? static_cast<int>(run_->curves().layers.size()) : 0;
    while (std::ssize(rows_) > layers) {
        delete rows_.back();
        rows_.pop_back();
    }
    while (std::ssize(rows_) < layers) {
        auto* row = new LayerRow(static_cast<int>(rows_.size()) + 1, this);
        list_->addWidget(row);
        rows_.push_back(row);
        connect(row, &LayerRow::acted, this, &LayersPanel::act);
        connect(row, &LayerRow::chosen, this, [this, row] { select(row->layer()); });
        connect(row, &LayerRow::moved, this, [this](int by) {
            select(std::clamp(selected_ + by, 1, static_cast<int>(rows_.size())));
            focusLayer();
        });
    }
    for (LayerRow* row : rows_) {
        row->setLayers(layers);
    }
    select(layers == 0 ? 0 : std::clamp(selected_, 1, layers));
}

namespace {

Intervention effectOf(const Command& command) {
    Intervention effect;
    effect.kind = factsOf(command.kind).key;
    effect.layer = command.layer;
    effect.value = command.value;
    return effect;
}

} // namespace

/// Shows the run's steering as it will be after the commands that it has not taken yet: while it
/// evaluates, it takes none for many seconds, in which other things of it change.
void LayersPanel::refresh() {
    if (!run_ || rows_.empty()) {
        return;
    }
    if (!run_->isTraining()) {
        history_->drop(this);
        awaited_.clear();
    }
    steering_ = layers::steeringOf(*run_);
    for (const Command& command : awaited_) {
        if (!steering_.layers.empty()) {
            apply(steering_, effectOf(command));
        }
    }
    showSteering();
}

/// Commands are taken in their order, so what was awaited before this one has been taken, too.
void LayersPanel::take(const Intervention& intervention) {
    const auto taken = std::find_if(awaited_.begin(), awaited_.end(), [&](const Command& command) {
        const Intervention effect = effectOf(command);
        return effect.kind == intervention.kind && effect.layer == intervention.layer &&
               effect.value == intervention.value;
    });
    if (taken != awaited_.end()) {
        awaited_.erase(awaited_.begin(), taken + 1);
    }
    refresh();
}

void LayersPanel::refuse(const Command& command) {
    const auto refused = std::find(awaited_.begin(), awaited_.end(), command);
    if (refused != awaited_.end()) {
        awaited_.erase(refused);
    }
    refresh();
}

void LayersPanel::showSteering() {
    const bool known = steering_.layers.size() == rows_.size();
    const QString why = known ? problem({CommandKind::pause, 0, {}})
                              : LayersText::tr("This program can't read the run's experiment.");
    notice_->setText(why);
    const auto problemOf = [&](const Command& command) { return known ? problem(command) : why; };
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        rows_[i]->showSteering(known ? steering_.layers[i] : LayerSteering(), problemOf);
    }
    known ? network_->showSteering(steering_, problemOf) : network_->disable(why);
}

void LayersPanel::showValues() {
    if (!run_ || rows_.empty()) {
        return;
    }
    const std::vector<layers::LayerValues> values = layers::valuesOf(*run_);
    for (std::size_t i = 0; i < std::min(values.size(), rows_.size()); ++i) {
        rows_[i]->showValues(values[i], layers::accuracyText(*run_, values[i].ofBatches));
    }
    quantity_->setVisible(!values.empty());
    quantity_->setText(values.empty() ? QString()
                                      : layers::accuracyText(*run_, values.front().ofBatches));
}

void LayersPanel::select(int layer) {
    selected_ = layer;
    for (LayerRow* row : rows_) {
        row->setSelected(row->layer() == layer);
    }
}

void LayersPanel::focusLayer() {
    if (selected_ > 0) {
        LayerRow* row = rows_[static_cast<std::size_t>(selected_ - 1)];
        row->setFocus(Qt::ShortcutFocusReason);
        scroll_->ensureWidgetVisible(row);
    }
}

QString LayersPanel::problem(const Command& command) const {
    return run_ ? layers::problemOf(*run_, steering_, command) : QString();
}

void LayersPanel::act(const Command& command) {
    const std::optional<Command> inverse = layers::inverseOf(steering_, command);
    if (!inverse) {
        emit commandRequested(command);
        return;
    }
    if (give(command)) {
        history_->add(
            this, LayersText::of(asge::toText(command)),
            [this, inverse = *inverse] { return give(inverse); },
            [this, command] { return give(command); });
    }
}

/// Nothing is undone here: the training gets another command, which it records like any other.
/// Returns false if the training would refuse it.
bool LayersPanel::give(const Command& command) {
    const QString why = problem(command);
    if (!why.isEmpty()) {
        emit message(why);
        // Deferred, since it may drop the step that gives this command.
        QMetaObject::invokeMethod(this, &LayersPanel::refresh, Qt::QueuedConnection);
        return false;
    }
    awaited_.push_back(command);
    emit commandRequested(command); // may be answered at once
    refresh();
    return true;
}

void LayersPanel::setHistory(UndoHistory& history) {
    if (history_ != nullptr) {
        disconnect(history_, nullptr, this, nullptr);
    }
    history_ = &history;
    connect(history_, &UndoHistory::changed, this, &LayersPanel::showHistory);
    showHistory();
}

void LayersPanel::showHistory() {
    const auto show = [](QAction* action, const QString& title, const QString& step) {
        action->setEnabled(!step.isEmpty());
        action->setText(step.isEmpty() ? title : QStringLiteral("%1: %2").arg(title, step));
    };
    show(undoAction_, LayersText::tr("Undo"), history_->undoText());
    show(redoAction_, LayersText::tr("Redo"), history_->redoText());
}

} // namespace asge
