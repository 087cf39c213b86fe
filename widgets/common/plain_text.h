// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>
#include <QString>

#include <string>

class QApplication;

namespace asge {

/// A label that shows its text as it is. Qt's own takes a text with tags in it for HTML, and reads
/// the files that it names: a run may be called `<img src="/a/fifo">`.
class PlainLabel : public QLabel {
    Q_OBJECT

  public:
    explicit PlainLabel(QWidget* parent = nullptr);
    explicit PlainLabel(const QString& text, QWidget* parent = nullptr);
};

/// A label whose HTML the program writes. Text from data goes through plain::escaped first.
class RichLabel : public QLabel {
    Q_OBJECT

  public:
    explicit RichLabel(QWidget* parent = nullptr);
};

/// How text that may come from others gets into widgets, which have more than one language: HTML
/// in labels and tool tips, '&' for keys, "[*]" in titles.
namespace plain {

/// From now on Qt too shows plain text in all that it makes of labels: tool tips, messages, input
/// dialogs, its questions about files. A label that asks for rich text itself gets it. May be
/// called again.
void guard(QApplication& app);

/// One line, in which characters that break it, turn it or hide in it are '?'.
QString line(const std::string& text);
QString line(const QString& text);
/// A tool tip or a message: some lines, not too many and not too long.
QString block(const QString& text);
/// The text of a menu's entry or a button: it shows '&' and is no longer than fits a menu.
QString button(const QString& text);
/// A window's title.
QString title(const QString& text);
/// Text inside HTML.
QString escaped(const QString& text);

} // namespace plain

} // namespace asge
