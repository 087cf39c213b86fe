// SPDX-License-Identifier: GPL-3.0-or-later

// The picture and the table that the page is exported as.
#include "widgets/common/class_names.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_page.h"

#include <qcustomplot.h>

#include <QComboBox>
#include <QImage>
#include <QLabel>

#include <algorithm>
#include <memory>

namespace asge {

using confusion::Matrix;

namespace {

constexpr int kConfusionMargin = 10;

} // namespace

/// The key and the sentence about blocks are those of the picture's size, at which other classes
/// may share a cell than on the screen.
PlotPicture ConfusionPage::picture(const ExportTarget& target) const {
    const QSize one = figureSize(target, plot_->size(), font()).expandedTo({480, 420});
    const int width = one.width() - 2 * kConfusionMargin;
    QImage pixel(1, 1, QImage::Format_RGB32);
    QCPPainter measuring(&pixel);
    plot_->toPainter(&measuring, one.width(), one.height()); // lays it out for this size
    const auto key = std::make_shared<ColorKey>();
    key->setPalette(palette());
    key->setFont(font());
    key->setBars(plot_->keyBars());
    const QString merge = plot_->mergeText();
    const QString said = merge.isEmpty() ? headline_->text() : headline_->text() + u'\n' + merge;
    const QFontMetrics metrics(headline_->font());
    const int text =
        metrics.boundingRect(QRect(0, 0, width, 1000), Qt::TextWordWrap, said).height();
    const int top = kConfusionMargin + text + 4;
    const int below = key->heightForWidth(width);
    const theme::PlotColors colors = theme::plotColors(palette());
    return {figureTitle(title(), plot_->matrix().isDifference()),
            {one.width(), top + one.height() + below + kConfusionMargin},
            colors.background,
            [=, this](QCPPainter& painter) {
                painter.setFont(headline_->font());
                painter.setPen(colors.text);
                painter.drawText(QRect(kConfusionMargin, kConfusionMargin, width, text),
                                 Qt::AlignLeft | Qt::TextWordWrap, said);
                key->paint(painter, QRect(kConfusionMargin, top + one.height(), width, below));
                painter.translate(0, top);
                plot_->toPainter(&painter, one.width(), one.height());
            }};
}

/// The list of confusions as a table for programs, as csv() has them.
TextTable ConfusionPage::listed() const {
    const Matrix& matrix = plot_->matrix();
    const std::vector<std::string>& names = run()->classNames();
    TextTable table;
    table.columns = {"label_name", "predicted_name", "count", "fraction_of_label"};
    if (matrix.isDifference()) {
        table.columns.insert(table.columns.end(), {"count_b", "fraction_of_label_b"});
    }
    for (const Matrix::Pair& pair : listedErrors()) {
        const int row = matrix.positionOf(pair.label);
        std::vector<std::string>& cells = table.rows.emplace_back();
        cells = {classText(names, pair.label).toStdString(),
                 classText(names, pair.predicted).toStdString(), std::to_string(pair.count),
                 dataNumber(matrix.fraction(row, pair.count))};
        if (matrix.isDifference()) {
            cells.push_back(std::to_string(pair.other));
            cells.push_back(dataNumber(matrix.otherFraction(row, pair.other)));
        }
    }
    return table;
}

QByteArray ConfusionPage::csv() const {
    const Matrix& matrix = plot_->matrix();
    const std::vector<std::string>& names = run()->classNames();
    QByteArray text = "run,epoch,split,scorer,label,label_name,predicted,predicted_name,count,"
                      "fraction_of_label";
    text += matrix.isDifference()
                ? ",run_b,epoch_b,count_b,fraction_of_label_b,fraction_of_label_b_minus_a\r\n"
                : "\r\n";
    const QByteArray place = QByteArray::number(qlonglong{run()->id()}) + ',' +
                             QByteArray::number(epoch()) + ',' +
                             QByteArray::fromStdString(std::string(keyOf(split()))) + ',' +
                             csvField(scorer_->currentData().toString()) + ',';
    const auto field = [&](int label) {
        return QByteArray::number(label) + ',' + csvField(classText(names, label)) + ',';
    };
    for (int label = 0; label < matrix.classes(); ++label) {
        const int row = matrix.positionOf(label);
        const auto [begin, end] = matrix.row(row);
        std::vector<Matrix::Cell> cells(begin, end);
        std::sort(cells.begin(), cells.end(), [&](const auto& a, const auto& b) {
            return matrix.classAt(a.column) < matrix.classAt(b.column);
        });
        for (const Matrix::Cell& cell : cells) {
            text += place + field(label) + field(matrix.classAt(cell.column)) +
                    QByteArray::number(qlonglong{cell.count}) + ',' +
                    csvNumber(matrix.fraction(row, cell.count));
            if (matrix.isDifference()) {
                const double ofB = matrix.otherFraction(row, cell.other);
                text += ',' +
                        QByteArray::number(qlonglong{other() != nullptr ? other()->id() : 0}) +
                        ',' + QByteArray::number(otherEpoch(epoch())) + ',' +
                        QByteArray::number(qlonglong{cell.other}) + ',' + csvNumber(ofB) + ',' +
                        csvNumber(ofB - matrix.fraction(row, cell.count));
            }
            text += "\r\n";
        }
    }
    return text;
}

bool ConfusionPage::exportTo(const ExportTarget& target, QString* reason) const {
    return exportShown(
        target, [this](const ExportTarget& to) { return picture(to); }, [this] { return csv(); },
        {plot_}, reason);
}

} // namespace asge
