// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/export_target.h"
#include "widgets/plot/table_export.h"

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

/// A picture of a view. It is painted separately for each format, so that SVG and PDF hold vectors.
struct PlotPicture {
    QString title; ///< what it shows and of which run; also written above the picture
    QSize size;    ///< pixels at a scale of 1
    QColor background;
    std::function<void(QCPPainter&)> paint; ///< paints within (0, 0) to size
    QFont font = {};                        ///< of the title
};

/// The size at which a figure with text of that font is laid out: `shown`, that on the screen, or
/// for a paper the one at which the text has the paper's size once the figure has its width. A
/// figure that needs more room may be larger; exportPlot scales it to the paper.
QSize figureSize(const ExportTarget& target, const QSize& shown, const QFont& font);

/// The size of a picture with its title above it, in pixels at a scale of 1.
QSize exportedSize(const PlotPicture& picture);

/// Writes .png (at 2×), .svg or .pdf (one page) from `picture`, or .csv from `csv`, by the ending
/// of the file's name; or copies one of them to the clipboard; or prints the picture, which looks
/// like the exported one. Text stays text: a PDF embeds its fonts, an SVG names the font family.
/// The file is replaced as a whole or not at all. Returns false and sets `reason` to one line that
/// names the file if it fails.
bool exportPlot(const ExportTarget& target, const PlotPicture& picture,
                const std::function<QByteArray()>& csv, QString* reason);
/// The same with a table, which is also written as .tsv and .tex.
bool exportFigure(const ExportTarget& target, const PlotPicture& picture,
                  const std::function<ExportedTable()>& table, QString* reason);

/// Asks for a file whose name ends in one of `endings` and calls `save` to write it; `report` gets
/// the outcome as one line.
void askAndSave(QWidget* view, const QString& suggestedName, const QStringList& endings,
                const std::function<bool(const QString&, QString*)>& save,
                const std::function<void(const QString&)>& report);
/// Writes a file as a whole or not at all. Returns false and sets `reason` to one line that names
/// the file if it fails.
bool saveBytes(const QString& file, const QByteArray& bytes, QString* reason);

/// A CSV field (RFC 4180): quoted if it holds a comma, a quote or a line break.
QByteArray csvField(const QString& text);
/// The shortest text that reads back as the same number, in the C locale; nan, inf or -inf.
QByteArray csvNumber(double value);

/// A legend entry of an exported picture.
struct PlotLegendEntry {
    QColor color;
    Qt::PenStyle style = Qt::SolidLine; ///< Qt::NoPen draws a square instead of a line
    QString text;
    QVector<qreal> dashes = {}; ///< replaces the style's own pattern
    double width = 2;           ///< of the line
    QColor outline = {};        ///< of a square; invalid: none
    QColor second = {};         ///< of the right half of a square; invalid: the same colour
};
/// Arranges entries in lines within `width` and returns the height used. Paints if `painter` is
/// set.
int layOutLegend(QPainter* painter, QPoint at, int width, const QFont& font, const QColor& text,
                 const std::vector<PlotLegendEntry>& entries);

/// The forms in which a view writes its table: those of exportPlot or those of exportFigure.
enum class TableForms { csv, all };

/// The Export button of a view, named after the suggested name of files, with its menu and the
/// shortcuts Ctrl+E and, to copy a picture, Ctrl+C. `save` is the view's exportTo; `report` gets
/// the outcome as one line.
QToolButton* makeExportButton(QWidget* view, const QString& suggestedName,
                              std::function<bool(const ExportTarget&, QString*)> save,
                              std::function<void(const QString&)> report,
                              TableForms tables = TableForms::csv);

} // namespace asge
