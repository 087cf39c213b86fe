// Tables of a comparison as text: for spreadsheets, for programs, for papers.

#include "core/base/text.h"
#include "widgets/common/plain_text.h"
#include "widgets/compare/compare_model.h"
#include "widgets/plot/plot_export.h"

namespace asge::compare {
namespace {

QString plainCell(const QString& text) {
    QString clean = text;
    return plain::line(clean.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' '));
}

QString latexCharacter(QChar character) {
    switch (character.unicode()) {
    case u'\\':
        return QStringLiteral("\\textbackslash{}");
    case u'~':
        return QStringLiteral("\\textasciitilde{}");
    case u'^':
        return QStringLiteral("\\textasciicircum{}");
    case u'<':
        return QStringLiteral("\\textless{}");
    case u'>':
        return QStringLiteral("\\textgreater{}");
    case u'|':
        return QStringLiteral("\\textbar{}");
    case u'"':
        return QStringLiteral("\\textquotedbl{}");
    case u'`':
        return QStringLiteral("\\textasciigrave{}");
    case u'–':
        return QStringLiteral("--");
    case u'±':
        return QStringLiteral("$\\pm$");
    case u'−':
        return QStringLiteral("$-$");
    case u'×':
        return QStringLiteral("$\\times$");
    case u'·':
        return QStringLiteral("$\\cdot$");
    case u'&':
    case u'%':
    case u'$':
    case u'#':
    case u'_':
    case u'{':
    case u'}':
        return QStringLiteral("\\") + character;
    default:
        return character;
    }
}

QString latexCell(const QString& text) {
    QString escaped;
    for (const QChar character : plainCell(text)) {
        escaped += latexCharacter(character);
    }
    // A row that begins with a bracket would be taken for the line break's argument.
    return escaped.startsWith(u'[') || escaped.startsWith(u'*') ? QStringLiteral("{}") + escaped
                                                                : escaped;
}

QString latexLine(const QStringList& cells) {
    return QStringLiteral("  %1 \\\\\n").arg(cells.join(QStringLiteral(" & ")));
}

} // namespace

QString toTsv(const Table& table) {
    const auto line = [](const QStringList& cells) {
        QStringList clean;
        for (const QString& text : cells) {
            clean << QString::fromStdString(spreadsheetText(plainCell(text).toStdString()));
        }
        return clean.join(u'\t');
    };
    QStringList lines{line(table.columns)};
    for (const QStringList& row : table.rows) {
        lines << line(row);
    }
    return lines.join(u'\n') + u'\n';
}

QByteArray toCsv(const Table& table) {
    QByteArray csv;
    const auto add = [&csv](const QStringList& cells) {
        QByteArrayList fields;
        for (const QString& text : cells) {
            fields << csvField(text);
        }
        csv += fields.join(',') + "\r\n";
    };
    add(table.columns);
    for (const QStringList& row : table.rows) {
        add(row);
    }
    return csv;
}

QString toLatex(const Table& table) {
    const QString columns(std::max<qsizetype>(table.columns.size() - 1, 0), u'r');
    QString text = QStringLiteral("\\begin{tabular}{l%1}\n  \\hline\n").arg(columns);
    QStringList titles;
    for (const QString& title : table.columns) {
        titles << latexCell(title);
    }
    text += latexLine(titles) + QStringLiteral("  \\hline\n");
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        QStringList cells;
        for (int column = 0; column < table.rows[row].size(); ++column) {
            const QString cell = latexCell(table.rows[row][column]);
            const bool bold = table.bold.contains({static_cast<int>(row), column});
            cells << (bold ? QStringLiteral("\\textbf{%1}").arg(cell) : cell);
        }
        text += latexLine(cells);
    }
    return text + QStringLiteral("  \\hline\n\\end{tabular}\n");
}

} // namespace asge::compare
