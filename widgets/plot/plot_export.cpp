// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_export.h"

#include "core/query/text_table.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/save_dialog.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/plot_text.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QClipboard>
#include <QFileInfo>
#include <QFontInfo>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHash>
#include <QPagedPaintDevice>
#include <QPdfWriter>
#include <QPrinter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QTransform>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asge {
namespace {

constexpr int kScale = 2;          // of a PNG
constexpr int kDotsPerInch = 96;   // pixels per inch in SVG and PDF at a scale of 1
constexpr int kPointsPerInch = 72; // unit of a PDF's page size
constexpr int kSwatch = 12;        // pixels, side of a legend entry's square
constexpr int kLineSwatch = 40;    // pixels, a whole period of every line pattern
constexpr int kSwatchGap = 6;      // pixels, between swatch and text
constexpr int kTitleMargin = 10;   // pixels, around the title of a picture
constexpr int kTallestTitle = 200; // pixels
constexpr int kBetween = 18;       // pixels, between legend entries

bool fail(QString* reason, const QString& text) {
    if (reason) {
        *reason = text;
    }
    return false;
}

/// The picture with its title above it.
PlotPicture withTitle(const PlotPicture& picture) {
    const QString title = plain::line(picture.title);
    if (title.isEmpty()) {
        return picture;
    }
    constexpr int kFlags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
    QFont bold = picture.font;
    bold.setBold(true);
    const int width = std::max(picture.size.width() - 2 * kTitleMargin, 1);
    const int height =
        QFontMetrics(bold).boundingRect(QRect(0, 0, width, kTallestTitle), kFlags, title).height();
    const int top = kTitleMargin + height;
    PlotPicture whole = picture;
    whole.size.rheight() += top;
    whole.paint = [=](QCPPainter& painter) {
        painter.save();
        painter.setFont(bold);
        painter.setPen(plot::textOn(picture.background));
        painter.drawText(QRect(kTitleMargin, kTitleMargin, width, height), kFlags, title);
        painter.restore();
        painter.translate(0, top);
        picture.paint(painter);
    };
    return whole;
}

QImage imageOf(const PlotPicture& picture) {
    QImage image(picture.size * kScale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kScale);
    image.fill(picture.background);
    {
        QCPPainter painter(&image);
        painter.setMode(QCPPainter::pmNoCaching);
        picture.paint(painter);
    }
    return image;
}

QByteArray pngOf(const PlotPicture& picture) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    imageOf(picture).save(&buffer, "PNG");
    return bytes;
}

bool paintVectors(QPaintDevice* device, const PlotPicture& picture,
                  const QTransform& place = QTransform()) {
    QCPPainter painter(device);
    if (!painter.isActive()) {
        return false;
    }
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    painter.setMode(QCPPainter::pmNonCosmetic);
    painter.setTransform(place);
    painter.fillRect(QRect(QPoint(0, 0), picture.size), picture.background);
    picture.paint(painter);
    return true;
}

/// Gives a printer the resolution of the exported files. Pictures are laid out for it: the text of
/// a painter has as many of its pixels as its resolution demands, and a printer's is ten times
/// higher. What is printed is vectors, so that it is as sharp.
void setPictureResolution(QPagedPaintDevice& device) {
    if (auto* printer = dynamic_cast<QPrinter*>(&device)) {
        printer->setResolution(kDotsPerInch);
    } else if (auto* pdf = dynamic_cast<QPdfWriter*>(&device)) {
        pdf->setResolution(kDotsPerInch);
    }
}

/// Paints the picture at the top of a page, as large as it fits. False if there is no page.
bool printPicture(QPagedPaintDevice& device, const PlotPicture& picture) {
    setPictureResolution(device);
    const double scale = std::min(double(device.width()) / picture.size.width(),
                                  double(device.height()) / picture.size.height());
    const double left = (device.width() - scale * picture.size.width()) / 2;
    return paintVectors(&device, picture, QTransform::fromTranslate(left, 0).scale(scale, scale));
}

/// Why nothing was printed: what could not be opened, as far as the device has a name.
QString printProblem(const QPagedPaintDevice& device) {
    const auto* printer = dynamic_cast<const QPrinter*>(&device);
    if (printer == nullptr) {
        return PlotText::tr("Can't print: the file can't be opened");
    }
    return printer->outputFileName().isEmpty()
               ? PlotText::tr("Can't print: the printer %1 can't be opened")
                     .arg(plain::line(printer->printerName()))
               : PlotText::tr("Can't print to %1: the file can't be opened")
                     .arg(plain::line(printer->outputFileName()));
}

/// Replaces the font families in an SVG. Qt writes the family that was requested, often an alias of
/// this system such as "Sans Serif", for which other programs take a serif font. The result names
/// the family that is actually used, then the generic sans-serif.
QByteArray withRealFamilies(const QByteArray& svg) {
    static const QByteArray attribute = "font-family=\"";
    QByteArray named;
    named.reserve(svg.size() + svg.size() / 16);
    QHash<QByteArray, QByteArray> families;
    qsizetype at = 0;
    for (qsizetype found = 0; (found = svg.indexOf(attribute, at)) >= 0;) {
        const qsizetype begin = found + attribute.size();
        const qsizetype end = svg.indexOf('"', begin);
        const QByteArray family = svg.mid(begin, end - begin);
        if (!families.contains(family)) {
            const QString real = QFontInfo(QFont(QString::fromUtf8(family))).family();
            families[family] =
                QStringLiteral("'%1', sans-serif").arg(real.toHtmlEscaped()).toUtf8();
        }
        named += svg.mid(at, begin - at) + families[family];
        at = end;
    }
    return named + svg.mid(at);
}

QByteArray svgOf(const PlotPicture& picture) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(picture.size);
    svg.setViewBox(QRect(QPoint(0, 0), picture.size));
    svg.setResolution(kDotsPerInch);
    svg.setTitle(plain::escaped(picture.title)); // Qt does not escape it
    paintVectors(&svg, picture);
    return withRealFamilies(bytes);
}

QByteArray pdfOf(const PlotPicture& picture) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter pdf(&buffer);
        pdf.setTitle(plain::line(picture.title));
        pdf.setResolution(kDotsPerInch);
        pdf.setPageSize(QPageSize(QSizeF(picture.size) * kPointsPerInch / kDotsPerInch,
                                  QPageSize::Point, QString(), QPageSize::ExactMatch));
        pdf.setPageMargins(QMarginsF(0, 0, 0, 0));
        paintVectors(&pdf, picture);
    }
    return bytes;
}

double paperWidth(const PaperFormat& format) {
    constexpr double kMillimetresPerInch = 25.4;
    return format.millimetres / kMillimetresPerInch * kDotsPerInch;
}

/// By how much text of a font is scaled to have the size of a paper's text.
double textScale(const PaperFormat& format, const QFont& font) {
    return format.points / kPointsPerInch * kDotsPerInch / std::max(QFontInfo(font).pixelSize(), 1);
}

/// The picture in the width of the paper. A narrow one keeps the size of the paper's text.
PlotPicture scaledTo(const PaperFormat& format, const PlotPicture& picture) {
    const double width = paperWidth(format);
    const double scale = std::min(width / picture.size.width(), textScale(format, picture.font));
    PlotPicture scaled = picture;
    scaled.size = {static_cast<int>(std::lround(width)),
                   static_cast<int>(std::ceil(scale * picture.size.height()))};
    scaled.paint = [=](QCPPainter& painter) {
        painter.scale(scale, scale);
        picture.paint(painter);
    };
    return scaled;
}

/// The picture as a file or a page shows it.
PlotPicture exported(const PlotPicture& picture, const ExportTarget& target) {
    const PlotPicture whole = withTitle(picture);
    return target.paper() ? scaledTo(*target.paper(), whole) : whole;
}

int swatchOf(const PlotLegendEntry& entry) {
    return entry.style == Qt::NoPen ? kSwatch : kLineSwatch;
}

void paintSwatch(QPainter& painter, QPoint left, const PlotLegendEntry& entry) {
    if (entry.style == Qt::NoPen) {
        const QRect square(left - QPoint(0, kSwatch / 2), QSize(kSwatch, kSwatch));
        painter.fillRect(square, entry.outline.isValid() ? entry.outline : entry.color);
        painter.fillRect(square.adjusted(1, 1, -1, -1), entry.color);
        if (entry.second.isValid()) {
            painter.fillRect(square.adjusted(kSwatch / 2, 0, 0, 0), entry.second);
        }
        return;
    }
    QPen pen(entry.color, entry.width, entry.style);
    if (!entry.dashes.isEmpty()) {
        pen.setDashPattern(entry.dashes);
        pen.setCapStyle(Qt::FlatCap);
    }
    painter.setPen(pen);
    painter.drawLine(left, left + QPoint(kLineSwatch, 0));
}

} // namespace

QSize exportedSize(const PlotPicture& picture) {
    return withTitle(picture).size;
}

QSize figureSize(const ExportTarget& target, const QSize& shown, const QFont& font) {
    constexpr double kAspect = 0.66; // height over width
    if (!target.paper()) {
        return shown;
    }
    const double width = paperWidth(*target.paper()) / textScale(*target.paper(), font);
    return {static_cast<int>(width), static_cast<int>(std::lround(kAspect * width))};
}

bool saveBytes(const QString& file, const QByteArray& bytes, QString* reason) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit()) {
        return fail(reason, PlotText::tr("Can't write %1: %2").arg(file, out.errorString()));
    }
    return true;
}

void askAndSave(QWidget* view, const QString& suggestedName, const QStringList& endings,
                const std::function<bool(const QString&, QString*)>& save,
                const std::function<void(const QString&)>& report) {
    std::vector<FileKind> kinds;
    for (const QString& ending : endings) {
        kinds.push_back({PlotText::tr("%1 file").arg(ending.toUpper()), ending});
    }
    const QString file = askForFileToWrite(view, PlotText::tr("Export"), suggestedName, kinds);
    if (file.isEmpty()) {
        return;
    }
    QString reason;
    report(save(file, &reason) ? PlotText::tr("Saved %1").arg(file) : reason);
}

bool exportPlot(const ExportTarget& target, const PlotPicture& picture,
                const std::function<QByteArray()>& csv, QString* reason) {
    switch (target.kind()) {
    case ExportTarget::Kind::copiedPicture:
        QGuiApplication::clipboard()->setImage(imageOf(exported(picture, target)));
        return true;
    case ExportTarget::Kind::copiedValues:
        QGuiApplication::clipboard()->setText(QString::fromUtf8(csv()));
        return true;
    case ExportTarget::Kind::printed:
        return printPicture(*target.device(), exported(picture, target)) ||
               fail(reason, printProblem(*target.device()));
    case ExportTarget::Kind::file:
        break;
    }
    const QString& file = target.file();
    const QString ending = QFileInfo(file).suffix().toLower();
    QByteArray bytes;
    if (ending == QLatin1String("csv")) {
        return saveBytes(file, csv(), reason);
    }
    if (ending == QLatin1String("png")) {
        bytes = pngOf(exported(picture, target));
    } else if (ending == QLatin1String("svg")) {
        bytes = svgOf(exported(picture, target));
    } else if (ending == QLatin1String("pdf")) {
        bytes = pdfOf(exported(picture, target));
    } else {
        return fail(reason,
                    PlotText::tr("Can't write %1: its name must end in .png, .svg, .pdf or .csv")
                        .arg(file));
    }
    if (bytes.isEmpty()) {
        return fail(reason, PlotText::tr("Can't write %1: the picture can't be made").arg(file));
    }
    return saveBytes(file, bytes, reason);
}

bool exportFigure(const ExportTarget& target, const PlotPicture& picture,
                  const std::function<ExportedTable()>& table, QString* reason) {
    if (target.kind() == ExportTarget::Kind::file &&
        tableEndings().contains(QFileInfo(target.file()).suffix().toLower())) {
        return saveTable(target.file(), table(), reason);
    }
    const auto csv = [&] { return QByteArray::fromStdString(toCsv(table().data)); };
    return exportPlot(target, picture, csv, reason);
}

QByteArray csvField(const QString& text) {
    return QByteArray::fromStdString(csvField(text.toStdString()));
}

QByteArray csvNumber(double value) {
    if (std::isnan(value)) {
        return "nan";
    }
    if (std::isinf(value)) {
        return value > 0 ? "inf" : "-inf";
    }
    char text[32];
    const std::to_chars_result end = std::to_chars(std::begin(text), std::end(text), value);
    return QByteArray(text, static_cast<qsizetype>(end.ptr - text));
}

int layOutLegend(QPainter* painter, QPoint at, int width, const QFont& font, const QColor& text,
                 const std::vector<PlotLegendEntry>& entries) {
    if (entries.empty()) {
        return 0;
    }
    const QFontMetrics metrics(font);
    const int line = metrics.height() + 6;
    int x = 0;
    int y = 0;
    int tall = line; // height of the current line
    for (const PlotLegendEntry& entry : entries) {
        const int least = swatchOf(entry) + kSwatchGap; // width of what precedes the text
        const int wide = least + metrics.horizontalAdvance(entry.text);
        if (x > 0 && x + wide > width) {
            x = 0;
            y += tall;
            tall = line;
        }
        // An entry that is wider than the whole line is wrapped.
        QRect words(0, 0, std::min(wide, width) - least, line);
        if (wide > width) {
            words.setHeight(
                metrics.boundingRect(QRect(0, 0, words.width(), 1000), Qt::TextWordWrap, entry.text)
                    .height() +
                6);
        }
        tall = std::max(tall, words.height());
        if (painter) {
            const QPoint corner = at + QPoint(x, y);
            paintSwatch(*painter, corner + QPoint(0, line / 2), entry);
            painter->setPen(text);
            painter->setFont(font);
            painter->drawText(words.translated(corner + QPoint(least, 0)),
                              Qt::AlignLeft | Qt::AlignVCenter |
                                  (wide > width ? Qt::TextWordWrap : Qt::TextSingleLine),
                              entry.text);
        }
        x += wide + kBetween;
    }
    return y + tall;
}

} // namespace asge
