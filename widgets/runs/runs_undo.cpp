// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_undo.h"

#include "widgets/common/plain_text.h"
#include "widgets/runs/runs_text.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace asge {
namespace {

constexpr std::size_t kMostSteps = 100;

} // namespace

RunsUndoBar::RunsUndoBar(QWidget* parent)
    : QFrame(parent), text_(new PlainLabel(this)), undo_(new QToolButton(this)) {
    setObjectName(QStringLiteral("runsUndoBar"));
    setFrameShape(QFrame::StyledPanel);
    text_->setObjectName(QStringLiteral("runsUndoText"));
    undo_->setObjectName(QStringLiteral("runsUndoButton"));
    undo_->setText(RunsText::tr("Undo"));
    undo_->setToolTip(RunsText::tr("Ctrl+Z in the table"));
    auto* close = new QToolButton(this);
    close->setObjectName(QStringLiteral("runsUndoClose"));
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setAccessibleName(RunsText::tr("Close"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 3, 4, 3);
    row->addWidget(text_);
    row->addWidget(undo_);
    row->addStretch(1);
    row->addWidget(close);
    connect(undo_, &QToolButton::clicked, this, &RunsUndoBar::undo);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    hide();
}

void RunsUndoBar::add(const QString& done, std::function<void()> undo) {
    if (steps_.size() == kMostSteps) {
        steps_.erase(steps_.begin());
    }
    steps_.push_back({done, std::move(undo)});
    text_->setText(done);
    show();
    emit changed();
}

void RunsUndoBar::undo() {
    if (steps_.empty()) {
        return;
    }
    const Step step = std::move(steps_.back());
    steps_.pop_back();
    step.undo();
    hide();
    emit changed();
}

} // namespace asge
