// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/message_bar.h"

#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QTimer>
#include <QToolButton>

#include <algorithm>

namespace asge {

namespace {

constexpr int kInformationMilliseconds = 8000;
constexpr int kErrorMilliseconds = 20'000;
// Sizes in pixels.
constexpr int kMostWidth = 900;
constexpr int kMargin = 12;     ///< to the parent's edges
constexpr int kBesideText = 90; ///< the symbol, the button and the margins

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), symbol_(new PlainLabel(this)), label_(new PlainLabel(this)),
      reminder_(new QToolButton(parent)), lifetime_(new QTimer(this)) {
    setObjectName("messageBar");
    label_->setObjectName("messageText");
    label_->setWordWrap(true);
    label_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* close = new QToolButton(this);
    close->setObjectName("messageClose");
    close->setText(QStringLiteral("✕"));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close this message"));
    connect(close, &QToolButton::clicked, this, [this] {
        lifetime_->stop();
        hide();
    });
    reminder_->setObjectName("messageReminder");
    reminder_->setText(tr("⚠ Error"));
    reminder_->setAutoRaise(true);
    reminder_->hide();
    connect(reminder_, &QToolButton::clicked, this, [this] { showError(kept_); });
    lifetime_->setSingleShot(true);
    connect(lifetime_, &QTimer::timeout, this, &MessageBar::expire);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->addWidget(symbol_);
    row->addWidget(label_, 1);
    row->addWidget(close);
    setAutoFillBackground(true);
    parent->installEventFilter(this);
    hide();
}

bool MessageBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parent() && event->type() == QEvent::Resize) {
        place();
    } else if (watched == parent() && event->type() == QEvent::PaletteChange) {
        showColors();
    }
    return QFrame::eventFilter(watched, event);
}

/// Puts the bar at the middle of the parent's lower edge, as wide as its text needs.
void MessageBar::place() {
    const QSize room = parentWidget()->size();
    const int wanted = label_->fontMetrics().size(0, label_->text()).width() + kBesideText;
    const int width = std::min({wanted, kMostWidth, room.width() - 2 * kMargin});
    ensurePolished(); // the style sheet's border takes a part of the room
    const QSize border = size() - contentsRect().size();
    const int needed = layout()->heightForWidth(width - border.width()) + border.height();
    const int height = std::min(needed, room.height() - kMargin);
    setGeometry((room.width() - width) / 2, room.height() - height - kMargin, width, height);
    raise();
}

void MessageBar::showColors() {
    setStyleSheet(style::noteSheet(
        objectName(), kind_ == Kind::error ? style::Note::error : style::Note::information,
        parentWidget()->palette()));
}

void MessageBar::showMessage(Kind kind, const QString& given) {
    const QString text = plain::block(given);
    if (isVisible() && kind_ == Kind::error && label_->text() != text) {
        remind(); // it makes room for the new one
    }
    const bool error = kind == Kind::error;
    symbol_->setText(error ? QStringLiteral("⚠") : QStringLiteral("ℹ"));
    kind_ = kind;
    showColors();
    label_->setText(text);
    place();
    show();
    if (error && text == kept_) {
        forget();
    }
    lifetime_->start(error ? kErrorMilliseconds : kInformationMilliseconds);
}

/// What the user reads or selects stays.
void MessageBar::expire() {
    if (underMouse()) {
        lifetime_->start();
        return;
    }
    if (kind_ == Kind::error) {
        remind();
    }
    hide();
}

void MessageBar::remind() {
    kept_ = label_->text();
    reminder_->setToolTip(plain::block(kept_));
    reminder_->show();
}

void MessageBar::forget() {
    kept_.clear();
    reminder_->hide();
}

QString MessageBar::text() const {
    return label_->text();
}

} // namespace asge
