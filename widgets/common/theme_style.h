// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QProxyStyle>

namespace asge {

/// Qt's Fusion style with what a dark palette needs: frames of check boxes and radio buttons that
/// are not in a shade darker than the window's, and icons in the palette's colours.
///
/// The files of resources/icons have fixed pens. A button's icon that is drawn with one of
/// these is shown in a shade of it with enough contrast. Icons with other colours, such as the grey
/// ones of disabled buttons, stay as they are.
class ThemeStyle : public QProxyStyle {
    Q_OBJECT

  public:
    ThemeStyle();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget = nullptr) const override;
    void drawItemPixmap(QPainter* painter, const QRect& rect, int alignment,
                        const QPixmap& pixmap) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption* option = nullptr,
                       const QWidget* widget = nullptr) const override;
};

} // namespace asge
