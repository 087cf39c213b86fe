// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/style.h"

#include "widgets/common/theme.h"

#include <QApplication>
#include <QFont>
#include <QPalette>
#include <QStyle>
#include <QWidget>

namespace asge::style {

namespace {

struct NoteColors {
    const char* background;
    const char* border;
    const char* text;
};

NoteColors noteColors(Note note, bool dark) {
    switch (note) {
    case Note::information:
        break;
    case Note::warning:
        return dark ? NoteColors{"#443510", "#d9a441", "#fbeccb"}
                    : NoteColors{"#fdf3dc", "#a06a00", "#5c3d00"};
    case Note::error:
        return dark ? NoteColors{"#4a1f1f", "#e57373", "#ffdad6"}
                    : NoteColors{"#fdecea", "#c62828", "#7f1d1d"};
    }
    return dark ? NoteColors{"#1d3348", "#6aa9e0", "#d6e8fa"}
                : NoteColors{"#e8f1fb", "#1f6fb2", "#12395c"};
}

double scaleOf(Text size) {
    switch (size) {
    case Text::small:
        return 0.88;
    case Text::body:
        return 1;
    case Text::heading:
        return 1.2;
    case Text::value:
        return 1.3;
    case Text::title:
        return 1.4;
    case Text::page:
        return 1.7;
    }
    return 1;
}

} // namespace

int rowHeight(const QWidget& widget) {
    return widget.fontMetrics().height() + kGap;
}

int textRoom(int cell, const QWidget* table) {
    const QStyle* style = table != nullptr ? table->style() : QApplication::style();
    return cell - 2 * (style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, table) + 1);
}

QFont fontOf(const QFont& font, Text size) {
    QFont scaled = font;
    scaled.setPointSizeF(font.pointSizeF() * scaleOf(size));
    scaled.setBold(size > Text::body);
    return scaled;
}

void setText(QWidget& widget, Text size) {
    widget.setFont(fontOf(widget.font(), size));
}

void setFaint(QWidget& widget) {
    widget.setForegroundRole(QPalette::PlaceholderText);
}

QString noteSheet(const QString& objectName, Note note, const QPalette& palette) {
    const NoteColors colors = noteColors(note, theme::isDark(palette));
    return QStringLiteral("#%1 { background: %2; border: 1px solid %3; border-radius: 4px; } "
                          "#%1 * { color: %4; }")
        .arg(objectName, QLatin1String(colors.background), QLatin1String(colors.border),
             QLatin1String(colors.text));
}

} // namespace asge::style
