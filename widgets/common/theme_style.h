// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QHash>
#include <QPalette>
#include <QProxyStyle>

class QStyleOptionSpinBox;

namespace asge {

/// Qt's Fusion style with what the palettes and small screens need: frames of check boxes, radio
/// buttons, menus and separate windows, and lines in menus, that are not in a shade darker than a
/// dark window; outlines of boxes and fields that are seen on a window of either theme; handles of
/// scroll bars with such an outline; icons in the palette's colours (themeIcon()), also for the
/// buttons of docks and tool bars and in the selected line of a menu; a menu bar whose words are in
/// line with what is in its corner; narrower tabs; arrows that are seen like texts; disabled text
/// without a bright copy below it; labels that are as pale as the disabled fields they name; frames
/// of one pixel that are whole at any scale; no icons of the desktop, which may be black, in the
/// buttons of dialogs.
class ThemeStyle : public QProxyStyle {
    Q_OBJECT

  public:
    ThemeStyle();

    using QProxyStyle::polish;
    void polish(QWidget* widget) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
                            QPainter* painter, const QWidget* widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& contents,
                           const QWidget* widget = nullptr) const override;
    int pixelMetric(PixelMetric metric, const QStyleOption* option = nullptr,
                    const QWidget* widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption* option = nullptr,
                  const QWidget* widget = nullptr,
                  QStyleHintReturn* returned = nullptr) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption* option = nullptr,
                       const QWidget* widget = nullptr) const override;

  private:
    void drawDisabledSteps(const QStyleOptionSpinBox& spin, QPainter* painter,
                           const QWidget* widget) const;
    void drawFusion(ComplexControl control, const QStyleOptionComplex& option, QPainter* painter,
                    const QWidget* widget) const;
    QPalette withArrows(const QPalette& given) const;

    /// By the key of a palette. Fusion keeps pictures by the keys of palettes, so that a new
    /// palette at each painting would fill its memory.
    mutable QHash<qint64, QPalette> arrows_;
};

} // namespace asge
