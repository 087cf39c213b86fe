// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/typed_number.h"

#include <QRegularExpression>
#include <QStringList>

namespace asge {
namespace {

bool isNumber(const QString& text) {
    bool is = false;
    QLocale::c().toDouble(text, &is);
    return is && !text.contains(u',');
}

} // namespace

QLocale settingLocale() {
    QLocale locale;
    locale.setNumberOptions(locale.numberOptions() | QLocale::OmitGroupSeparator);
    return locale;
}

bool hasDecimalComma() {
    return QLocale().decimalPoint() == QStringLiteral(",");
}

QString shownNumber(const QString& written) {
    QString shown = written;
    return isNumber(written) ? shown.replace(u'.', QLocale().decimalPoint()) : written;
}

QString writtenNumber(const QString& typed) {
    QString written = typed;
    written.replace(QLocale().decimalPoint(), QStringLiteral("."));
    return written.contains(u'.') || written.count(u',') != 1
               ? (isNumber(written) ? written : typed)
               : written.replace(u',', u'.');
}

QString shownNumbers(const QString& written, const QString& separator) {
    static const QRegularExpression gaps(QStringLiteral("[\\s,]+"));
    if (!hasDecimalComma()) {
        return written;
    }
    QStringList numbers;
    for (const QString& each : written.split(gaps, Qt::SkipEmptyParts)) {
        if (!isNumber(each)) {
            return written; // a wrong text is shown as it was typed
        }
        numbers << shownNumber(each);
    }
    return numbers.join(separator);
}

QString writtenNumbers(const QString& typed, const QString& separator) {
    static const QRegularExpression gaps(QStringLiteral(",?(?:\\s*;\\s*|\\s+)"));
    if (!hasDecimalComma()) {
        return typed;
    }
    QStringList numbers;
    for (const QString& each : typed.split(gaps, Qt::SkipEmptyParts)) {
        const QString word = each.endsWith(u',') ? each.chopped(1) : each;
        const bool isOne = !word.contains(u'.') && word.count(u',') == 1;
        numbers << (isOne ? QStringList{writtenNumber(word)}
                          : word.split(u',', Qt::SkipEmptyParts));
    }
    return numbers.join(separator);
}

} // namespace asge
