// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/message_bar.h"

#include "widgets/common/plain_text.h"

#include <QHBoxLayout>
#include <QTimer>
#include <QToolButton>

namespace asge {

namespace {

constexpr int kInformationMilliseconds = 8000;

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), symbol_(new PlainLabel(this)), label_(new PlainLabel(this)) {
    setObjectName("messageBar");
    label_->setObjectName("messageText");
    label_->setWordWrap(true);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* close = new QToolButton(this);
    close->setObjectName("messageClose");
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close this message"));
    connect(close, &QToolButton::clicked, this, &QWidget::hide);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->addWidget(symbol_);
    row->addWidget(label_, 1);
    row->addWidget(close);
    hide();
}

void MessageBar::showMessage(Kind kind, const QString& given) {
    const QString text = plain::block(given);
    const bool error = kind == Kind::error;
    symbol_->setText(error ? QStringLiteral("⚠") : QStringLiteral("ℹ"));
    // Fixed dark-on-light pairs of colours, readable with both palettes.
    setStyleSheet(error ? "#messageBar { background: #fdecea; border: 1px solid #c62828; "
                          "border-radius: 4px; } #messageBar * { color: #7f1d1d; }"
                        : "#messageBar { background: #e8f1fb; border: 1px solid #1f6fb2; "
                          "border-radius: 4px; } #messageBar * { color: #12395c; }");
    label_->setText(text);
    show();
    if (!error) {
        QTimer::singleShot(kInformationMilliseconds, this, [this, text] {
            if (label_->text() == text) {
                hide();
            }
        });
    }
}

QString MessageBar::text() const {
    return label_->text();
}

} // namespace asge
