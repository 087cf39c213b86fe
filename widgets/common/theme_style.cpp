// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme_style.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QFile>
#include <QIcon>
#include <QImage>
#include <QPainter>
#include <QStyleOptionButton>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

namespace asge {

namespace {

/// The pens of resources/icons: most icons, then those that start, end and hold something.
constexpr std::array<QRgb, 4> kIconPens = {0x7286a6, 0x1f9d6b, 0xd6536d, 0x3d8fd1};
constexpr int kSurelyDrawn = 100; ///< alpha above which a pixel's colour is exact enough
constexpr int kPenRounding = 6;   ///< of a channel

bool hasPen(QRgb pixel, QRgb pen) {
    return std::abs(qRed(pixel) - qRed(pen)) <= kPenRounding &&
           std::abs(qGreen(pixel) - qGreen(pen)) <= kPenRounding &&
           std::abs(qBlue(pixel) - qBlue(pen)) <= kPenRounding;
}

/// The pen with which all of an icon is drawn; nothing if it has other colours.
std::optional<QRgb> penOf(const QImage& given) {
    const QImage icon = given.convertToFormat(QImage::Format_ARGB32);
    std::optional<QRgb> found;
    for (int y = 0; y < icon.height(); ++y) {
        const auto* line = reinterpret_cast<const QRgb*>(icon.constScanLine(y));
        for (int x = 0; x < icon.width(); ++x) {
            if (qAlpha(line[x]) < kSurelyDrawn || (found && hasPen(line[x], *found))) {
                continue;
            }
            const auto* pen = std::find_if(kIconPens.begin(), kIconPens.end(),
                                           [&](QRgb each) { return hasPen(line[x], each); });
            if (found || pen == kIconPens.end()) {
                return std::nullopt;
            }
            found = *pen;
        }
    }
    return found;
}

/// The icon in the palette's colours; the same if it is not drawn with one of the pens.
QPixmap inked(const QPixmap& icon) {
    const auto pen = penOf(icon.toImage());
    if (!pen) {
        return icon;
    }
    QPixmap shown = icon;
    QPainter ink(&shown);
    ink.setCompositionMode(QPainter::CompositionMode_SourceIn);
    ink.fillRect(QRect(QPoint(), icon.size()),
                 theme::iconColor(QColor(*pen), QApplication::palette()));
    return shown;
}

/// The icon of that kind in resources/icons; empty if the style's is used.
QString ownIcon(QStyle::StandardPixmap which) {
    const char* name = nullptr;
    switch (which) {
    case QStyle::SP_ToolBarHorizontalExtensionButton:
        name = "more";
        break;
    case QStyle::SP_ToolBarVerticalExtensionButton:
        name = "more-below";
        break;
    case QStyle::SP_TitleBarNormalButton:
        name = "float";
        break;
    case QStyle::SP_TitleBarCloseButton:
    case QStyle::SP_DockWidgetCloseButton:
        name = "close";
        break;
    default:
        return {};
    }
    const QString file = QStringLiteral(":/asge/icons/%1.svg").arg(QLatin1String(name));
    return QFile::exists(file) ? file : QString();
}

} // namespace

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

/// Tool buttons draw their icons by this function.
void ThemeStyle::drawItemPixmap(QPainter* painter, const QRect& rect, int alignment,
                                const QPixmap& pixmap) const {
    QProxyStyle::drawItemPixmap(painter, rect, alignment, inked(pixmap));
}

/// Push buttons draw their icons themselves.
void ThemeStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    if (element != CE_PushButtonLabel || button == nullptr || button->icon.isNull() ||
        (button->state & State_Enabled) == 0) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    QStyleOptionButton shown = *button;
    shown.icon =
        QIcon(inked(button->icon.pixmap(button->iconSize, painter->device()->devicePixelRatioF())));
    QProxyStyle::drawControl(element, &shown, painter, widget);
}

QIcon ThemeStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                               const QWidget* widget) const {
    const QString own = ownIcon(which);
    return own.isEmpty() ? QProxyStyle::standardIcon(which, option, widget) : QIcon(own);
}

} // namespace asge
