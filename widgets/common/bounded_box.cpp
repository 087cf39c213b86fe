// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/bounded_box.h"

#include "widgets/common/plain_text.h"

#include <QAbstractItemView>
#include <QScrollBar>
#include <QStyleOptionComboBox>
#include <QStylePainter>

#include <algorithm>

namespace asge {
namespace {

constexpr int kFewestLetters = 6;
constexpr int kMostLetters = 22;
constexpr int kAroundListed = 24; ///< pixels around a text of the list

} // namespace

BoundedBox::BoundedBox(QWidget* parent) : QComboBox(parent) {
    connect(this, &QComboBox::currentTextChanged, this, [this] {
        updateGeometry();
        showHelp();
    });
}

void BoundedBox::setHelp(const QString& help) {
    help_ = help;
    showHelp();
}

void BoundedBox::showHelp() {
    const bool isWhole = fitting(textRoom()) == currentText();
    setToolTip(isWhole ? help_ : plain::block(currentText() + u'\n' + help_));
}

int BoundedBox::textRoom() const {
    const int letter = fontMetrics().averageCharWidth();
    return std::clamp(fontMetrics().horizontalAdvance(currentText()) + 1, kFewestLetters * letter,
                      kMostLetters * letter);
}

QSize BoundedBox::sizeHint() const {
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const QSize text(textRoom(), QComboBox::sizeHint().height());
    return {style()->sizeFromContents(QStyle::CT_ComboBox, &option, text, this).width(),
            text.height()};
}

QString BoundedBox::fitting(int room) const {
    return plain::fittingValue(currentText(), QFontMetricsF(font()), room);
}

void BoundedBox::showPopup() {
    view()->setMinimumWidth(view()->sizeHintForColumn(0) + kAroundListed +
                            view()->verticalScrollBar()->sizeHint().width());
    QComboBox::showPopup();
}

void BoundedBox::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionComboBox option;
    initStyleOption(&option);
    const QRect field =
        style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, this);
    option.currentText = fitting(field.width());
    painter.drawComplexControl(QStyle::CC_ComboBox, option);
    painter.drawControl(QStyle::CE_ComboBoxLabel, option);
}

} // namespace asge
