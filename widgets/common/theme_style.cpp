// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme_style.h"

#include "widgets/common/theme.h"

#include <QStyleOptionButton>

namespace asge {

ThemeStyle::ThemeStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton;
    if (!isBox || button == nullptr || !theme::isDark(button->palette)) {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        return;
    }
    QStyleOptionButton visible = *button;
    visible.palette.setColor(QPalette::Window, theme::plotColors(button->palette).faint);
    QProxyStyle::drawPrimitive(element, &visible, painter, widget);
}

} // namespace asge
