// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>
#include <QString>

#include <functional>
#include <string>

class QApplication;
class QFontMetrics;
class QFontMetricsF;

namespace asge {

/// A label that shows its text as it is. A QLabel guesses whether its text is HTML and would read
/// the files that the HTML names: a run may be called `<img src="/a/fifo">`.
class PlainLabel : public QLabel {
    Q_OBJECT

  public:
    explicit PlainLabel(QWidget* parent = nullptr);
    explicit PlainLabel(const QString& text, QWidget* parent = nullptr);
};

/// A label that shows HTML written by the program. Text from data must go through plain::escaped
/// first.
class RichLabel : public QLabel {
    Q_OBJECT

  public:
    explicit RichLabel(QWidget* parent = nullptr);

  protected:
    void changeEvent(QEvent* event) override;
};

/// Functions that make text from data safe to show in widgets, each for one of the markups that Qt
/// interprets: HTML in labels and tool tips, '&' in menus and buttons, "[*]" in window titles.
namespace plain {

/// Makes Qt show plain text in all the labels that it creates itself: tool tips, message boxes,
/// input dialogs, file dialogs. A label that asks for rich text explicitly gets it. It may be
/// called more than once.
void guard(QApplication& app);

/// The text as one line. Line breaks, control characters, bidirectional marks and invisible
/// characters become '?'.
QString line(const std::string& text);
QString line(const QString& text);
/// The text for a tool tip or a message, limited in the number and length of its lines.
QString block(const QString& text);
/// The text for a menu entry or a button: '&' is shown, and the length is limited.
QString button(const QString& text);
/// The text for a window title.
QString title(const QString& text);
/// The text for use inside HTML.
QString escaped(const QString& text);
/// The text with spaces that do not break within its quantities, "1 h 43 min" and "138.9 MiB".
QString unbroken(const QString& text);
/// The text in that many pixels. Its paths lose folders first: "path = /data/birds/half" is
/// shortened to "path = …/half". Then the last parts go: "a · b · c" is shortened to "a · …". If
/// more than a third of the room would be empty, or the first part does not fit, the first part
/// that has no room is shortened by words, since half a number would be another number.
QString wholeParts(const QString& text, const QFontMetrics& metrics, int width);
/// The same in at most that many lines, which are about equally long if all parts fit.
QString wholeParts(const QString& text, const QFontMetrics& metrics, int width, int most);
/// The text with a line break in place of each " · " after which the next part has no room: no line
/// begins or ends with the separator.
QString partsInLines(const QString& text, const QFontMetrics& metrics, int width);
/// A value of a setting with as many of its parts as fit, at least one. Of a path the last ones
/// stay, "…/photos/birds", since paths differ at their end; of a list of words the first and the
/// last ones.
QString fittingValue(const QString& value, const std::function<bool(const QString&)>& fits);
/// The same within that many pixels. A single part that is too wide is cut.
QString fittingValue(const QString& value, const QFontMetricsF& metrics, double width);
/// The lines of the text, broken between words so that none is wider than `width` pixels. A word
/// that is wider is elided.
QStringList brokenLines(const QString& text, const QFontMetrics& metrics, int width);

} // namespace plain

} // namespace asge
