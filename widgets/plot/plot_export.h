// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QColor>
#include <QFont>
#include <QImage>
#include <QRect>
#include <QSize>
#include <QString>
#include <QVector>

#include <functional>
#include <vector>

class QCPPainter;
class QPainter;
class QToolButton;
class QWidget;

namespace asge {

/// A picture of a view, painted again for each format so that SVG and PDF hold vectors.
struct PlotPicture {
    QString title;
    QSize size; ///< pixels at a scale of 1
    QColor background;
    std::function<void(QCPPainter&)> paint; ///< within (0, 0) to size
};

/// A picture's width in a paper, and the size of its texts there.
struct PaperFormat {
    double millimetres = 89;
    double points = 8;
};
inline constexpr PaperFormat kOneColumn{89, 8};
inline constexpr PaperFormat kTwoColumns{183, 8};
/// A size in the pixels of a PlotPicture that is so wide in a paper, `aspect` times as high.
QSize paperSize(const PaperFormat& format, double aspect);
QFont paperFont(const PaperFormat& format, const QFont& family);

QImage imageOf(const PlotPicture& picture); ///< at 2×

/// Writes .png (at 2×), .svg or .pdf (one page) from `picture`, .csv from `csv`, by the file name's
/// ending. Texts stay texts: a PDF holds its fonts, an SVG names the family that is drawn with. The
/// file is replaced whole or not at all. False, with one line that names the file, where it can't
/// be done.
bool exportPlot(const QString& file, const PlotPicture& picture,
                const std::function<QByteArray()>& csv, QString* reason);

/// Asks for a file whose name ends in one of `endings` and has `save` write it; `say` gets the
/// outcome as one line.
void askAndSave(QWidget* view, const QString& suggestedName, const QStringList& endings,
                const std::function<bool(const QString&, QString*)>& save,
                const std::function<void(const QString&)>& say);
/// Writes a file whole or not at all. False, with one line that names it, where it can't be done.
bool saveBytes(const QString& file, const QByteArray& bytes, QString* reason);

/// A field of a CSV line after RFC 4180: in quotes where it holds a comma, a quote or a line break.
QByteArray csvField(const QString& text);
/// The shortest text that reads back as the same number, in the C locale; nan, inf, -inf.
QByteArray csvNumber(double value);

/// One entry of the legend on top of an exported picture.
struct PlotLegendEntry {
    QColor color;
    Qt::PenStyle style = Qt::SolidLine; ///< Qt::NoPen draws a square instead of a line
    QString text;
    QVector<qreal> dashes = {}; ///< in the place of the style's own
    double width = 2;           ///< of the line
};
/// Lays entries out in lines within `width`; returns the height used. Paints only with a painter.
int layLegend(QPainter* painter, QPoint at, int width, const QFont& font, const QColor& text,
              const std::vector<PlotLegendEntry>& entries);

/// The 'Export' button of a view, with its menu and the view's shortcut Ctrl+E. `save` is the
/// view's exportTo; `say` gets the outcome as one line. With `paper` it also offers drawings of the
/// widths of a paper's columns.
QToolButton*
makeExportButton(QWidget* view, const QString& suggestedName,
                 std::function<bool(const QString&, QString*)> save,
                 std::function<void(const QString&)> say,
                 std::function<bool(const QString&, const PaperFormat&, QString*)> paper = nullptr);

} // namespace asge
