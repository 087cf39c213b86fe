// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/theme_style.h"

#include "widgets/common/buddy_state.h"
#include "widgets/common/style.h"
#include "widgets/common/theme.h"
#include "widgets/common/theme_icon.h"

#include <QFile>
#include <QLabel>
#include <QMenuBar>
#include <QPainter>
#include <QStyleOptionButton>
#include <QStyleOptionComboBox>
#include <QStyleOptionFrame>
#include <QStyleOptionMenuItem>
#include <QStyleOptionSpinBox>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr int kBelowMenuWords = 2; ///< pixels that Fusion keeps free below the words of a menu bar

/// The name of the icon of that kind in resources/icons; empty if the style's is used.
QString ownIcon(QStyle::StandardPixmap which) {
    switch (which) {
    case QStyle::SP_ToolBarHorizontalExtensionButton:
        return QStringLiteral("more");
    case QStyle::SP_ToolBarVerticalExtensionButton:
        return QStringLiteral("more-below");
    case QStyle::SP_TitleBarNormalButton:
        return QStringLiteral("float");
    case QStyle::SP_TitleBarCloseButton:
    case QStyle::SP_DockWidgetCloseButton:
        return QStringLiteral("close");
    default:
        return {};
    }
}

/// The colour of Fusion's outlines.
QColor outlineColor(const QPalette& palette) {
    constexpr int kDarker = 140;
    constexpr int kLighter = 108;
    return palette.color(QPalette::Window).darker(kDarker).lighter(kLighter);
}

/// Draws a frame of one pixel as areas. A line is centred on its points, so that at 125 % the lower
/// or the right one may be outside of the widget, or below its contents.
void drawFrame(QPainter& painter, const QRect& rect, const QColor& color) {
    for (const QRect& side : {QRect(rect.left(), rect.top(), rect.width(), 1),
                              QRect(rect.left(), rect.bottom(), rect.width(), 1),
                              QRect(rect.left(), rect.top(), 1, rect.height()),
                              QRect(rect.right(), rect.top(), 1, rect.height())}) {
        painter.fillRect(side, color);
    }
}

/// Fusion's outline of a field, which has round corners, in a colour that is seen on a window.
void drawFieldOutline(QPainter& painter, const QRect& rect, const QPalette& palette) {
    constexpr double kRadius = 2;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::controlOutline(palette), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), kRadius, kRadius);
    painter.restore();
}

/// Where a spin box or a combo box has its outline; empty if it has none, or the one of the focus.
QRect outlineOfField(const QStyleOptionComplex& option) {
    if ((option.state & QStyle::State_Enabled) == 0) {
        return {};
    }
    const bool focus = (option.state & QStyle::State_HasFocus) != 0;
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(&option)) {
        return spin->frame && !focus ? spin->rect.adjusted(0, 1, 0, -1) : QRect();
    }
    const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(&option);
    const bool byKey = (option.state & QStyle::State_KeyboardFocusChange) != 0;
    const bool isPlain = combo != nullptr && combo->frame && !(focus && (byKey || combo->editable));
    return isPlain ? combo->rect : QRect();
}

/// The palette with which Fusion draws the frame of a box in a colour that is seen.
QPalette boxPalette(const QPalette& given, bool enabled) {
    constexpr int kDarker = 140; // what Fusion makes of the window's colour
    constexpr int kLighter = 110;
    QPalette palette = given;
    if (theme::isDark(given)) {
        palette.setColor(QPalette::Window,
                         enabled ? theme::plotColors(given).faint
                                 : given.color(QPalette::Disabled, QPalette::WindowText));
    } else if (enabled) {
        palette.setColor(QPalette::Window,
                         theme::controlOutline(given).lighter(kDarker).darker(kLighter));
    }
    return palette;
}

/// The outline of a scroll bar's handle, which is nearly as light as its trough. In a dark theme
/// Fusion draws both lighter than the palette's buttons.
QColor handleOutline(const QPalette& palette) {
    constexpr int kTrough = 120;
    const QColor trough = theme::isDark(palette)
                              ? palette.color(QPalette::Active, QPalette::Button).lighter(kTrough)
                              : palette.color(QPalette::Active, QPalette::Midlight);
    return theme::legible(palette.color(QPalette::Active, QPalette::Mid), trough,
                          theme::kGraphicContrast + 0.1);
}

/// The colour of which Fusion, which draws all arrows partly transparent, makes the wanted one, or
/// the nearest possible.
QColor arrowInk(const QColor& wanted, const QColor& ground) {
    constexpr double kOpacity = 160.0 / 255;
    const auto channel = [](int seen, int below) {
        return std::clamp(static_cast<int>(below + (seen - below) / kOpacity), 0, 255);
    };
    return {channel(wanted.red(), ground.red()), channel(wanted.green(), ground.green()),
            channel(wanted.blue(), ground.blue())};
}

/// The palette with which Fusion draws arrows in the colours of texts.
QPalette arrowPalette(const QPalette& given) {
    QPalette palette = given;
    for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        for (const auto role : {QPalette::WindowText, QPalette::ButtonText}) {
            palette.setColor(
                group, role,
                arrowInk(given.color(group, role), given.color(group, QPalette::Window)));
        }
    }
    return palette;
}

bool isArrow(QStyle::PrimitiveElement element) {
    return element == QStyle::PE_IndicatorArrowUp || element == QStyle::PE_IndicatorArrowDown ||
           element == QStyle::PE_IndicatorArrowLeft || element == QStyle::PE_IndicatorArrowRight;
}

} // namespace

ThemeStyle::ThemeStyle() : QProxyStyle(QStringLiteral("Fusion")) {}

void ThemeStyle::polish(QWidget* widget) {
    QProxyStyle::polish(widget);
    if (auto* label = qobject_cast<QLabel*>(widget)) {
        followBuddy(*label);
    }
}

/// The given palette with the colours of arrowPalette().
QPalette ThemeStyle::withArrows(const QPalette& given) const {
    constexpr int kKept = 64; // the keys of palettes that are no longer used stay
    if (arrows_.size() > kKept) {
        arrows_.clear();
    }
    auto found = arrows_.find(given.cacheKey());
    if (found == arrows_.end()) {
        found = arrows_.insert(given.cacheKey(), arrowPalette(given));
    }
    QPalette palette = *found;
    palette.setCurrentColorGroup(given.currentColorGroup());
    return palette;
}

/// Draws the half of each step that is not possible as Fusion draws it in a disabled spin box.
void ThemeStyle::drawDisabledSteps(const QStyleOptionSpinBox& spin, QPainter* painter,
                                   const QWidget* widget) const {
    QStyleOptionSpinBox disabled = spin;
    disabled.palette = withArrows(spin.palette);
    disabled.palette.setCurrentColorGroup(QPalette::Disabled);
    disabled.state &= ~(State_Enabled | State_MouseOver | State_Sunken);
    disabled.activeSubControls = SC_None;
    // Else Fusion mixes the arrow's colour with the button's.
    disabled.stepEnabled = QAbstractSpinBox::StepUpEnabled | QAbstractSpinBox::StepDownEnabled;
    const bool enabled = (spin.state & State_Enabled) != 0;
    for (const auto& [step, part] :
         {std::pair(QAbstractSpinBox::StepUpEnabled, SC_SpinBoxUp),
          std::pair(QAbstractSpinBox::StepDownEnabled, SC_SpinBoxDown)}) {
        if (!enabled || !spin.stepEnabled.testFlag(step)) {
            painter->save();
            painter->setClipRect(proxy()->subControlRect(CC_SpinBox, &spin, part, widget),
                                 Qt::IntersectClip);
            QProxyStyle::drawComplexControl(CC_SpinBox, &disabled, painter, widget);
            painter->restore();
        }
    }
}

/// Draws what Fusion draws of a control, but the arrows of fields in the colours of texts.
void ThemeStyle::drawFusion(ComplexControl control, const QStyleOptionComplex& option,
                            QPainter* painter, const QWidget* widget) const {
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(&option)) {
        QStyleOptionComboBox visible = *combo;
        visible.palette = withArrows(combo->palette);
        QProxyStyle::drawComplexControl(control, &visible, painter, widget);
    } else if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(&option)) {
        QStyleOptionSpinBox visible = *spin;
        visible.palette = withArrows(spin->palette);
        QProxyStyle::drawComplexControl(control, &visible, painter, widget);
        drawDisabledSteps(*spin, painter, widget);
    } else {
        QProxyStyle::drawComplexControl(control, &option, painter, widget);
    }
}

/// Fusion draws the handle of a disabled slider like that of an enabled one.
void ThemeStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                                    QPainter* painter, const QWidget* widget) const {
    constexpr double kDisabledSlider = 0.45;
    const bool enabled = (option->state & State_Enabled) != 0;
    const double opacity = painter->opacity();
    painter->setOpacity(control == CC_Slider && !enabled ? kDisabledSlider * opacity : opacity);
    drawFusion(control, *option, painter, widget);
    painter->setOpacity(opacity);
    if (const QRect field = outlineOfField(*option); !field.isEmpty()) {
        drawFieldOutline(*painter, field, option->palette);
    }
    if (control == CC_ScrollBar && enabled && (option->subControls & SC_ScrollBarSlider) != 0) {
        const QRect handle = proxy()->subControlRect(control, option, SC_ScrollBarSlider, widget);
        drawFrame(*painter, handle, handleOutline(option->palette));
    }
}

void ThemeStyle::drawPrimitive(PrimitiveElement element, const QStyleOption* option,
                               QPainter* painter, const QWidget* widget) const {
    if (element == PE_FrameDockWidget) { // of a window without the desktop's frame
        drawFrame(*painter, option->rect, theme::plotColors(option->palette).axis);
        return;
    }
    if (element == PE_PanelMenu) {
        painter->fillRect(option->rect, theme::plotColors(option->palette).axis);
        painter->fillRect(option->rect.adjusted(1, 1, -1, -1), option->palette.base());
        return;
    }
    const bool isPopup = widget != nullptr && widget->inherits("QComboBoxPrivateContainer");
    if (element == PE_Frame && !isPopup) {
        drawFrame(*painter, option->rect, outlineColor(option->palette));
        return;
    }
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton;
    const bool enabled = (option->state & State_Enabled) != 0;
    if (isBox && button != nullptr) {
        QStyleOptionButton visible = *button;
        visible.palette = boxPalette(button->palette, enabled);
        QProxyStyle::drawPrimitive(element, &visible, painter, widget);
        return;
    }
    if (isArrow(element)) {
        QStyleOption visible = *option;
        visible.palette = withArrows(option->palette);
        QProxyStyle::drawPrimitive(element, &visible, painter, widget);
        return;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    if (element == PE_FrameLineEdit && enabled && (option->state & State_HasFocus) == 0) {
        drawFieldOutline(*painter, option->rect, option->palette);
    }
}

/// Fusion draws the icon of a selected line of a menu as that of any other line, and the lines that
/// separate groups in a shade of a dark window that can hardly be seen.
void ThemeStyle::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                             const QWidget* widget) const {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option);
    if (element == CE_MenuItem && item != nullptr && item->text.isEmpty() &&
        item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter->fillRect(QRect(item->rect.left() + style::kTight, item->rect.center().y(),
                                item->rect.width() - 2 * style::kTight, 1),
                          item->palette.color(QPalette::Mid));
        return;
    }
    const State selected = State_Selected | State_Enabled;
    if (element != CE_MenuItem || item == nullptr || item->icon.isNull() ||
        (item->state & selected) != selected) {
        QProxyStyle::drawControl(element, option, painter, widget);
        return;
    }
    const int side = proxy()->pixelMetric(PM_SmallIconSize, option, widget);
    QStyleOptionMenuItem shown = *item;
    shown.icon = QIcon(item->icon.pixmap(QSize(side, side), painter->device()->devicePixelRatioF(),
                                         QIcon::Selected));
    QProxyStyle::drawControl(element, &shown, painter, widget);
}

/// The items of a menu bar are placed at its top. If they are as high as the widget in its corner,
/// their words are at the height of that widget's.
QSize ThemeStyle::sizeFromContents(ContentsType type, const QStyleOption* option,
                                   const QSize& contents, const QWidget* widget) const {
    QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    const auto* bar = type == CT_MenuBarItem ? qobject_cast<const QMenuBar*>(widget) : nullptr;
    if (bar != nullptr && bar->cornerWidget() != nullptr) {
        const int corner = bar->cornerWidget()->sizeHint().height();
        size.setHeight(std::max(size.height(), corner + kBelowMenuWords));
    }
    return size;
}

int ThemeStyle::pixelMetric(PixelMetric metric, const QStyleOption* option,
                            const QWidget* widget) const {
    return metric == PM_TabBarTabHSpace ? 2 * style::kGap
                                        : QProxyStyle::pixelMetric(metric, option, widget);
}

int ThemeStyle::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                          QStyleHintReturn* returned) const {
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

QIcon ThemeStyle::standardIcon(StandardPixmap which, const QStyleOption* option,
                               const QWidget* widget) const {
    const QString own = ownIcon(which);
    return own.isEmpty() || !QFile::exists(QStringLiteral(":/asge/icons/%1.svg").arg(own))
               ? QProxyStyle::standardIcon(which, option, widget)
               : themeIcon(own);
}

} // namespace asge
