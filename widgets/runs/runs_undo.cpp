// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_undo.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/undo_history.h"
#include "widgets/runs/runs_text.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace asge {

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
    connect(undo_, &QToolButton::clicked, this, [this] { history_->undo(); });
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    setHistory(*new UndoHistory(this));
}

void RunsUndoBar::setHistory(UndoHistory& history) {
    if (history_ != nullptr) {
        disconnect(history_, nullptr, this, nullptr);
    }
    history_ = &history;
    connect(history_, &UndoHistory::changed, this, &RunsUndoBar::showHistory);
    showHistory();
}

void RunsUndoBar::showHistory() {
    hide();
    emit changed();
}

void RunsUndoBar::addSilently(const QString& done, std::function<void()> undo,
                              std::function<void()> redo) {
    const auto always = [](std::function<void()> change) {
        return [change = std::move(change)] {
            change();
            return true;
        };
    };
    history_->add(this, done, always(std::move(undo)), always(std::move(redo)));
}

void RunsUndoBar::add(const QString& done, std::function<void()> undo, std::function<void()> redo) {
    addSilently(done, std::move(undo), std::move(redo));
    text_->setText(done);
    show();
}

} // namespace asge
