// SPDX-License-Identifier: GPL-3.0-or-later

// The Export button of a view: its menu, its shortcuts and its printing.
#include "widgets/common/key_use.h"
#include "widgets/common/save_dialog.h"
#include "widgets/plot/plot_export.h"
#include "widgets/plot/plot_text.h"
#include "widgets/plot/print_dialog.h"

#include <QMenu>
#include <QPrinter>
#include <QShortcut>
#include <QToolButton>

#include <utility>

namespace asge {
namespace {

/// What a view's Export button offers.
class ExportMenu {
  public:
    using Save = std::function<bool(const ExportTarget&, QString*)>;
    using Report = std::function<void(const QString&)>;

    ExportMenu(QWidget* view, QString name, Save save, Report report, TableForms tables)
        : view_(view), name_(std::move(name)), save_(std::move(save)), report_(std::move(report)),
          tables_(tables) {}

    void fill(QMenu& menu) const;
    void ask(const QStringList& endings) const {
        askAndSave(view_, name_, endings, save_, report_);
    }
    void copyPicture() const {
        copy(ExportTarget::Kind::copiedPicture, PlotText::tr("Copied the picture"));
    }
    QStringList endings() const {
        return QStringList{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")} +
               (tables_ == TableForms::all ? tableEndings() : tableEndings().first(1));
    }

  private:
    void addPictures(QMenu& menu) const;
    void addTables(QMenu& menu) const;
    void addFile(QMenu& menu, const QString& text, const QString& ending) const;
    void askForPaper(const PaperFormat& format) const;
    void copy(ExportTarget::Kind kind, const QString& done) const;
    void print() const;

    QWidget* view_;
    QString name_;
    Save save_;
    Report report_;
    TableForms tables_;
};

void ExportMenu::fill(QMenu& menu) const {
    addPictures(menu);
    menu.addSeparator();
    addTables(menu);
    menu.addSeparator();
    const auto add = [&](const QString& text, const char* name, const auto& slot) {
        menu.addAction(text, view_, slot)->setObjectName(name_ + QLatin1String(name));
    };
    add(PlotText::tr("Copy picture (Ctrl+C)"), "Copy", [it = *this] { it.copyPicture(); });
    add(PlotText::tr("Copy all values (CSV)"), "CopyValues", [it = *this] {
        it.copy(ExportTarget::Kind::copiedValues, PlotText::tr("Copied all values as CSV"));
    });
    menu.addSeparator();
    add(PlotText::tr("Print…"), "Print", [it = *this] { it.print(); });
}

void ExportMenu::addPictures(QMenu& menu) const {
    addFile(menu, PlotText::tr("Picture (PNG, at 2×)…"), QStringLiteral("png"));
    addFile(menu, PlotText::tr("Drawing (SVG)…"), QStringLiteral("svg"));
    addFile(menu, PlotText::tr("Drawing (PDF)…"), QStringLiteral("pdf"));
    const auto add = [&](const QString& text, const char* name, const PaperFormat& format) {
        menu.addAction(text, view_, [it = *this, format] { it.askForPaper(format); })
            ->setObjectName(name_ + QLatin1String(name));
    };
    add(PlotText::tr("For one column of a paper (PDF or SVG, 89 mm)…"), "OneColumn", kOneColumn);
    add(PlotText::tr("For two columns of a paper (PDF or SVG, 183 mm)…"), "TwoColumns",
        kTwoColumns);
}

void ExportMenu::addTables(QMenu& menu) const {
    addFile(menu, PlotText::tr("Table of all values (CSV)…"), QStringLiteral("csv"));
    if (tables_ == TableForms::all) {
        addFile(menu, PlotText::tr("Table with tabs (TSV)…"), QStringLiteral("tsv"));
        addFile(menu, PlotText::tr("Table for papers (LaTeX)…"), QStringLiteral("tex"));
    }
}

void ExportMenu::addFile(QMenu& menu, const QString& text, const QString& ending) const {
    menu.addAction(text, view_, [it = *this, ending] { it.ask({ending}); })
        ->setObjectName(name_ + QStringLiteral("Export") + ending.toUpper());
}

void ExportMenu::askForPaper(const PaperFormat& format) const {
    askAndSave(
        view_, name_, {QStringLiteral("pdf"), QStringLiteral("svg")},
        [this, format](const QString& file, QString* reason) {
            return save_(ExportTarget::forPaper(file, format), reason);
        },
        report_);
}

void ExportMenu::copy(ExportTarget::Kind kind, const QString& done) const {
    QString reason;
    report_(save_(ExportTarget::copy(kind), &reason) ? done : reason);
}

void ExportMenu::print() const {
    QPrinter printer(QPrinter::HighResolution);
    PrintDialog dialog(&printer, name_, view_);
    if (dialog.exec() != QDialog::Accepted) {
        return;
    }
    QString reason;
    const bool isPrinted = save_(ExportTarget::print(printer), &reason);
    const QString file = printer.outputFileName();
    report_(!isPrinted       ? reason
            : file.isEmpty() ? PlotText::tr("Printed")
                             : PlotText::tr("Saved %1").arg(file));
}

} // namespace

QToolButton* makeExportButton(QWidget* view, const QString& suggestedName,
                              std::function<bool(const ExportTarget&, QString*)> save,
                              std::function<void(const QString&)> report, TableForms tables) {
    const ExportMenu content(view, suggestedName, std::move(save), std::move(report), tables);
    auto* button = new QToolButton(view);
    button->setObjectName(suggestedName + QStringLiteral("Export")); // the window's menu seeks it
    button->setText(PlotText::tr("Export"));
    button->setToolTip(
        PlotText::tr("Save the view as a picture, or all values as a table (Ctrl+E)"));
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    auto* menu = new QMenu(button);
    menu->setObjectName(suggestedName + QStringLiteral("ExportMenu"));
    content.fill(*menu);
    button->setMenu(menu);
    auto* shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), view);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    setKeyUse(*shortcut, PlotText::tr("Export the view"));
    QObject::connect(shortcut, &QShortcut::activated, view,
                     [content] { content.ask(content.endings()); });
    auto* copyKey = new QShortcut(QKeySequence::Copy, view);
    copyKey->setContext(Qt::WidgetWithChildrenShortcut);
    setKeyUse(*copyKey, PlotText::tr("Copy what the view shows"));
    QObject::connect(copyKey, &QShortcut::activated, view, [content] { content.copyPicture(); });
    return button;
}

} // namespace asge
