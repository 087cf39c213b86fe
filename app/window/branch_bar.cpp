// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/branch_bar.h"

#include "core/base/text.h"
#include "widgets/common/plain_text.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace asge {

BranchBar::BranchBar(QWidget* parent) : QFrame(parent), label_(new PlainLabel(this)) {
    setObjectName("branchBar");
    // A fixed dark-on-light pair of colours, readable with both palettes.
    setStyleSheet("#branchBar { background: #e8f1fb; border: 1px solid #1f6fb2; "
                  "border-radius: 4px; } #branchBar * { color: #12395c; }");
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
    branch_.reset();
    hide();
}

} // namespace asge
