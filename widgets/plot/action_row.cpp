// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/action_row.h"

#include "widgets/common/style.h"
#include "widgets/plot/plot_flow_layout.h"

#include <QAction>
#include <QMenu>
#include <QSpacerItem>
#include <QToolButton>

namespace asge {

namespace {

/// Pixels. Until it is placed, a row has one line: with the width that Qt gives a new widget it
/// would have many, and the window would grow.
constexpr int kUnplacedWidth = 4000;

} // namespace

ActionRow::ActionRow(QWidget* parent) : WrappingPart(parent), flow_(new FlowLayout(this)) {
    flow_->setSpacing(style::kTight);
    resize(kUnplacedWidth, height());
}

QToolButton* ActionRow::add(QAction* action) {
    auto* button = new QToolButton(this);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setFocusPolicy(Qt::TabFocus);
    button->setDefaultAction(action);
    if (action->menu() != nullptr) {
        button->setPopupMode(QToolButton::InstantPopup);
    }
    flow_->addWidget(button);
    return button;
}

void ActionRow::add(QWidget* widget) {
    flow_->addWidget(widget);
}

void ActionRow::addGap() {
    flow_->addItem(new QSpacerItem(style::kGroup - style::kTight, 0));
}

/// A layout would take the height that the narrowest row needs.
QSize ActionRow::sizeHint() const {
    return minimumSizeHint();
}

} // namespace asge
