// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/branch_bar.h"

#include "core/base/text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include <utility>

namespace asge {

BranchBar::BranchBar(QWidget* parent) : QFrame(parent), label_(new PlainLabel(this)) {
    setObjectName("branchBar");
    showColors();
    label_->setObjectName("branchText");
    label_->setWordWrap(true);
    auto* cancel = new QToolButton(this);
    cancel->setObjectName("branchCancel");
    cancel->setText(QStringLiteral("✕"));
    cancel->setAutoRaise(true);
    cancel->setToolTip(tr("Begin with new weights instead"));
    connect(cancel, &QToolButton::clicked, this, &BranchBar::clear);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->addWidget(label_, 1);
    row->addWidget(cancel, 0, Qt::AlignTop);
    hide();
}

void BranchBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showColors();
    }
}

void BranchBar::showColors() {
    const QString sheet =
        style::noteSheet(objectName(), style::Note::information, QApplication::palette());
    if (sheet != styleSheet()) { // a new sheet changes the palette too
        setStyleSheet(sheet);
    }
}

void BranchBar::setBranch(const CheckpointOf& point, const RunSummary& parent) {
    constexpr std::size_t kWidestName = 40;
    branch_ = point;
    label_->setText(tr("Train will start a branch of run %1 “%2” after its epoch %3")
                        .arg(QString::number(parent.id),
                             QString::fromStdString(elided(oneLine(parent.name), kWidestName)),
                             QString::number(point.epoch.value_or(parent.epochsDone))));
    show();
}

void BranchBar::clear() {
    hide();
    if (std::exchange(branch_, std::nullopt)) {
        emit cleared();
    }
}

} // namespace asge
