// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_export.h"

#include "core/query/text_table.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/save_dialog.h"
#include "widgets/plot/heat_colors.h"
#include "widgets/plot/plot_text.h"
#include "widgets/plot/print_dialog.h"

#include <qcustomplot.h>

#include <QBuffer>
#include <QClipboard>
#include <QFileInfo>
#include <QFontInfo>
#include <QFontMetrics>
#include <QGuiApplication>
#include <QHash>
#include <QMenu>
#include <QPagedPaintDevice>
#include <QPdfWriter>
#include <QPrinter>
#include <QSaveFile>
#include <QShortcut>
#include <QSvgGenerator>
#include <QToolButton>
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

/// Paints the picture at the top of a page, as large as it fits. False if there is no page.
bool printPicture(QPagedPaintDevice& device, const PlotPicture& picture) {
    const double scale = std::min(double(device.width()) / picture.size.width(),
                                  double(device.height()) / picture.size.height());
    const double left = (device.width() - scale * picture.size.width()) / 2;
    return paintVectors(&device, picture, QTransform::fromTranslate(left, 0).scale(scale, scale));
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

int swatchOf(const PlotLegendEntry& entry) {
    return entry.style == Qt::NoPen ? kSwatch : kLineSwatch;
}

void paintSwatch(QPainter& painter, QPoint left, const PlotLegendEntry& entry) {
    if (entry.style == Qt::NoPen) {
        const QRect square(left - QPoint(0, kSwatch / 2), QSize(kSwatch, kSwatch));
        painter.fillRect(square, entry.outline.isValid() ? entry.outline : entry.color);
        painter.fillRect(square.adjusted(1, 1, -1, -1), entry.color);
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
        QGuiApplication::clipboard()->setImage(imageOf(withTitle(picture)));
        return true;
    case ExportTarget::Kind::copiedValues:
        QGuiApplication::clipboard()->setText(QString::fromUtf8(csv()));
        return true;
    case ExportTarget::Kind::printed:
        return printPicture(*target.device(), withTitle(picture)) ||
               fail(reason, PlotText::tr("Can't print: the printer or the file can't be opened"));
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
        bytes = pngOf(withTitle(picture));
    } else if (ending == QLatin1String("svg")) {
        bytes = svgOf(withTitle(picture));
    } else if (ending == QLatin1String("pdf")) {
        bytes = pdfOf(withTitle(picture));
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

QSize paperSize(const PaperFormat& format, double aspect) {
    constexpr double kMillimetresPerInch = 25.4;
    const double width = format.millimetres / kMillimetresPerInch * kDotsPerInch;
    return {static_cast<int>(std::lround(width)), static_cast<int>(std::lround(aspect * width))};
}

QFont paperFont(const PaperFormat& format, const QFont& family) {
    QFont font = family;
    font.setPixelSize(static_cast<int>(std::lround(format.points / kPointsPerInch * kDotsPerInch)));
    return font;
}

QToolButton*
makeExportButton(QWidget* view, const QString& suggestedName,
                 std::function<bool(const ExportTarget&, QString*)> save,
                 std::function<void(const QString&)> report,
                 std::function<bool(const QString&, const PaperFormat&, QString*)> paper) {
    auto* button = new QToolButton(view);
    button->setObjectName(suggestedName + QStringLiteral("Export")); // the window's menu seeks it
    button->setText(PlotText::tr("Export"));
    button->setToolTip(
        PlotText::tr("Save the view as a picture, or all values as a table (Ctrl+E)"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    auto* menu = new QMenu(button);
    const auto ask = [=](const QStringList& endings) {
        askAndSave(view, suggestedName, endings, save, report);
    };
    const auto add = [&](const QString& text, const QString& ending) {
        QAction* action = menu->addAction(text, view, [=] { ask({ending}); });
        action->setObjectName(suggestedName + QStringLiteral("Export") + ending.toUpper());
    };
    add(PlotText::tr("Picture (PNG, at 2×)…"), QStringLiteral("png"));
    add(PlotText::tr("Drawing (SVG)…"), QStringLiteral("svg"));
    add(PlotText::tr("Drawing (PDF)…"), QStringLiteral("pdf"));
    for (const auto& [text, format] :
         {std::pair(PlotText::tr("For one column of a paper (PDF or SVG, 89 mm)…"), kOneColumn),
          std::pair(PlotText::tr("For two columns of a paper (PDF or SVG, 183 mm)…"),
                    kTwoColumns)}) {
        if (paper) {
            menu->addAction(text, view, [=, format = format] {
                const auto sized = [=](const QString& file, QString* reason) {
                    return paper(file, format, reason);
                };
                askAndSave(view, suggestedName, {QStringLiteral("pdf"), QStringLiteral("svg")},
                           sized, report);
            });
        }
    }
    menu->addSeparator();
    add(PlotText::tr("Table of all values (CSV)…"), QStringLiteral("csv"));
    menu->addSeparator();
    const auto copy = [=](ExportTarget::Kind kind, const QString& done) {
        QString reason;
        report(save(ExportTarget::copy(kind), &reason) ? done : reason);
    };
    const auto copyPicture = [=] {
        copy(ExportTarget::Kind::copiedPicture, PlotText::tr("Copied the picture"));
    };
    menu->addAction(PlotText::tr("Copy picture (Ctrl+C)"), view, copyPicture)
        ->setObjectName(suggestedName + QStringLiteral("Copy"));
    menu->addAction(PlotText::tr("Copy all values (CSV)"), view,
                    [=] {
                        copy(ExportTarget::Kind::copiedValues,
                             PlotText::tr("Copied all values as CSV"));
                    })
        ->setObjectName(suggestedName + QStringLiteral("CopyValues"));
    menu->addSeparator();
    menu->addAction(PlotText::tr("Print…"), view,
                    [=] {
                        QPrinter printer(QPrinter::HighResolution);
                        PrintDialog dialog(&printer, view);
                        if (dialog.exec() != QDialog::Accepted) {
                            return;
                        }
                        QString reason;
                        const bool isPrinted = save(ExportTarget::print(printer), &reason);
                        const QString file = printer.outputFileName();
                        report(!isPrinted       ? reason
                               : file.isEmpty() ? PlotText::tr("Printed")
                                                : PlotText::tr("Saved %1").arg(file));
                    })
        ->setObjectName(suggestedName + QStringLiteral("Print"));
    menu->setObjectName(suggestedName + QStringLiteral("ExportMenu"));
    button->setMenu(menu);
    auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), view);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    shortcut->setWhatsThis(PlotText::tr("Export the view"));
    QObject::connect(shortcut, &QShortcut::activated, view, [ask] {
        ask({QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"),
             QStringLiteral("csv")});
    });
    auto* copyKey = new QShortcut(QKeySequence::Copy, view);
    copyKey->setContext(Qt::WidgetWithChildrenShortcut);
    copyKey->setWhatsThis(PlotText::tr("Copy what the view shows"));
    QObject::connect(copyKey, &QShortcut::activated, view, copyPicture);
    return button;
}

} // namespace asge
