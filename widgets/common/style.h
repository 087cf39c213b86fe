// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QFont;
class QPalette;
class QWidget;

/// Sizes and colours that every view uses; widgets/README.md says what for.
namespace asge::style {

// Spacing in pixels.
inline constexpr int kTight = 4;    ///< between a label and its value
inline constexpr int kGap = 8;      ///< between controls, and from a view's edge to its contents
inline constexpr int kGroup = 12;   ///< between groups of controls
inline constexpr int kSection = 16; ///< inside cards, and between sections

/// Sizes of text, relative to the desktop's.
enum class Text {
    small,   ///< 0.88: captions below or above a value
    body,    ///< 1
    heading, ///< 1.2, bold: a card, a section
    value,   ///< 1.3, bold: the number that a view is about
    title,   ///< 1.4, bold: what the window shows
    page,    ///< 1.7, bold: a page without a run
};
QFont fontOf(const QFont& font, Text size);
void setText(QWidget& widget, Text size);
/// Makes a text less prominent than the others.
void setFaint(QWidget& widget);

/// The height of a row of a table or a list, in pixels.
int rowHeight(const QWidget& widget);
/// The width of the text in a cell of a table that is `cell` pixels wide.
int textRoom(int cell, const QWidget* table);

/// What a note is about: its background, its border and its text have a hue of their own.
enum class Note { information, warning, error };
/// A style sheet for the frame of that object name and everything in it.
QString noteSheet(const QString& objectName, Note note, const QPalette& palette);

} // namespace asge::style
