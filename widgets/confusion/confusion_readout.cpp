// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/confusion/confusion_readout.h"

#include "widgets/common/class_names.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/plain_text.h"
#include "widgets/confusion/confusion_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace asge::confusion {

namespace {

QString nameAt(const Matrix& matrix, const std::vector<std::string>& names, int position) {
    return classText(names, matrix.classAt(position));
}

} // namespace

QString percentText(double fraction, bool sign) {
    const double percent = 100 * fraction;
    if (std::isnan(percent)) {
        return QStringLiteral("–");
    }
    if (percent != 0 && std::abs(percent) < 0.05) {
        const QString least = QLocale().toString(0.1, 'f', 1);
        return (percent > 0 ? QStringLiteral("<") : QStringLiteral("−<")) + least;
    }
    const QString digits =
        QLocale().toString(std::abs(percent), 'f', std::abs(percent) > 99.949 ? 0 : 1);
    return (percent < 0           ? QStringLiteral("−")
            : sign && percent > 0 ? QStringLiteral("+")
                                  : QString()) +
           digits;
}

QString countText(double count, bool sign) {
    const QString digits = QString::number(std::llround(std::abs(count)));
    return (count < 0           ? QStringLiteral("−")
            : sign && count > 0 ? QStringLiteral("+")
                                : QString()) +
           digits;
}

QString valueText(const Matrix& matrix, double value) {
    return matrix.values() == Values::counts ? countText(value, matrix.isDifference())
                                             : percentText(value, matrix.isDifference());
}

QString cellReadout(const Matrix& matrix, const std::vector<std::string>& names, int row,
                    int column) {
    const Matrix::Cell cell = matrix.cell(row, column);
    const QString label = plain::escaped(nameAt(matrix, names, row));
    const QString title =
        row == column
            ? ConfusionText::tr("%1, predicted correctly").arg(label)
            : QStringLiteral("%1 → %2").arg(label, plain::escaped(nameAt(matrix, names, column)));
    const auto part = [](std::int64_t count, double fraction) {
        return ConfusionText::tr("%1, %2 % of the label")
            .arg(countedText(count, "image"), plain::escaped(percentText(fraction, false)));
    };
    const QString own = part(cell.count, matrix.fraction(row, cell.count));
    if (!matrix.isDifference()) {
        return QStringLiteral("<b>%1</b><br>%2").arg(title, own);
    }
    return QStringLiteral("<b>%1</b><br>A: %2<br>B: %3")
        .arg(title, own, part(cell.other, matrix.otherFraction(row, cell.other)));
}

QString blockReadout(const Matrix& matrix, const std::vector<std::string>& names, int row,
                     int column, int size) {
    const int lastRow = std::min(row + size, matrix.classes()) - 1;
    const int lastColumn = std::min(column + size, matrix.classes()) - 1;
    std::int64_t wrong = 0, correct = 0, otherWrong = 0, otherCorrect = 0;
    for (int each = row; each <= lastRow; ++each) {
        const auto [begin, end] = matrix.row(each);
        for (const Matrix::Cell* cell = begin; cell != end; ++cell) {
            if (cell->column >= column && cell->column <= lastColumn) {
                const bool right = cell->column == each;
                (right ? correct : wrong) += cell->count;
                (right ? otherCorrect : otherWrong) += cell->other;
            }
        }
    }
    const auto span = [&](int first, int last) {
        return first == last
                   ? plain::escaped(nameAt(matrix, names, first))
                   : ConfusionText::tr("%1 … %2").arg(plain::escaped(nameAt(matrix, names, first)),
                                                      plain::escaped(nameAt(matrix, names, last)));
    };
    const auto counts = [&](std::int64_t bad, std::int64_t good) {
        return row == column ? ConfusionText::tr("%1 correct, %2 wrong").arg(good).arg(bad)
                             : ConfusionText::tr("%1 wrong").arg(countedText(bad, "image"));
    };
    QString html = ConfusionText::tr("label <b>%1</b><br>predicted <b>%2</b><br>")
                       .arg(span(row, lastRow), span(column, lastColumn));
    html += matrix.isDifference()
                ? QStringLiteral("A: %1<br>B: %2")
                      .arg(counts(wrong, correct), counts(otherWrong, otherCorrect))
                : counts(wrong, correct);
    return html + QStringLiteral("<br>") + ConfusionText::tr("double click: zoom in");
}

} // namespace asge::confusion
