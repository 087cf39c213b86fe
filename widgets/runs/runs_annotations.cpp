// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/runs/runs_annotations.h"

#include "core/base/text.h"
#include "widgets/common/plain_text.h"
#include "widgets/form/form_colors.h"
#include "widgets/runs/runs_text.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace asge {
namespace {

constexpr int kInitialStateRole = Qt::UserRole; ///< check state when the dialog was opened

QIcon swatch(const QColor& color) {
    QPixmap pixmap(32, 32);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(QRectF(2, 2, 12, 12));
    return QIcon(pixmap);
}

} // namespace

TagsDialog::TagsDialog(const QList<QStringList>& runs, const QStringList& known, QWidget* parent)
    : QDialog(parent), list_(new QListWidget(this)), newTag_(new QLineEdit(this)),
      problem_(new PlainLabel(this)), add_(new QPushButton(RunsText::tr("Add"), this)),
      runs_(runs.size()) {
    setObjectName(QStringLiteral("runsTagsDialog"));
    setWindowTitle(RunsText::tr("Tags of %1").arg(runCount(runs.size())));
    list_->setObjectName(QStringLiteral("runsTagsList"));
    newTag_->setObjectName(QStringLiteral("runsTagsNew"));
    newTag_->setPlaceholderText(RunsText::tr("New tag"));
    add_->setObjectName(QStringLiteral("runsTagsAdd"));
    add_->setAutoDefault(false);
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, errorColor(colors));
    problem_->setPalette(colors);
    problem_->setWordWrap(true);
    problem_->hide();

    QStringList tags = known;
    for (const QStringList& run : runs) {
        tags += run;
    }
    tags.removeDuplicates();
    tags.sort(Qt::CaseInsensitive);
    for (const QString& tag : tags) {
        const auto count = std::count_if(
            runs.begin(), runs.end(), [&tag](const QStringList& run) { return run.contains(tag); });
        const Qt::CheckState state = count == 0             ? Qt::Unchecked
                                     : count == runs.size() ? Qt::Checked
                                                            : Qt::PartiallyChecked;
        auto* item = new QListWidgetItem(tag, list_);
        item->setFlags(Qt::ItemIsUserCheckable | Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setCheckState(state);
        item->setData(kInitialStateRole, state);
    }

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    auto* row = new QHBoxLayout;
    row->addWidget(newTag_, 1);
    row->addWidget(add_);
    auto* column = new QVBoxLayout(this);
    column->addLayout(row);
    column->addWidget(problem_);
    column->addWidget(list_, 1);
    column->addWidget(buttons);
    resize(320, 360);
    newTag_->setFocus();
    connect(add_, &QPushButton::clicked, this, &TagsDialog::add);
    connect(buttons, &QDialogButtonBox::accepted, this, &TagsDialog::commit);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(newTag_, &QLineEdit::textChanged, problem_, &QWidget::hide);
}

void TagsDialog::add() {
    const QString tag = newTag_->text().trimmed();
    if (const auto problem = tagProblem(tag.toStdString())) {
        problem_->setText(RunsText::tr("The tag %1").arg(QString::fromStdString(*problem)));
        problem_->show();
        return;
    }
    const auto same = list_->findItems(tag, Qt::MatchExactly);
    QListWidgetItem* item = same.isEmpty() ? nullptr : same.front();
    if (item == nullptr) {
        item = new QListWidgetItem(tag);
        item->setFlags(Qt::ItemIsUserCheckable | Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        item->setData(kInitialStateRole, Qt::Unchecked);
        list_->insertItem(0, item);
    }
    item->setCheckState(Qt::Checked);
    list_->scrollToItem(item);
    newTag_->clear();
}

void TagsDialog::commit() {
    if (!newTag_->text().trimmed().isEmpty()) { // Enter after a new tag adds the tag
        add();
        if (problem_->isVisible()) {
            return;
        }
    }
    QStringList added;
    QStringList removed;
    for (int i = 0; i < list_->count(); ++i) {
        const QListWidgetItem* item = list_->item(i);
        if (item->checkState() !=
            static_cast<Qt::CheckState>(item->data(kInitialStateRole).toInt())) {
            (item->checkState() == Qt::Checked ? added : removed) << item->text();
        }
    }
    if (!added.isEmpty() || !removed.isEmpty()) {
        emit changed(added, removed);
    }
    accept();
}

NotesDialog::NotesDialog(const QString& name, const QString& notes, QWidget* parent)
    : QDialog(parent), text_(new QPlainTextEdit(this)), before_(notes) {
    setObjectName(QStringLiteral("runsNotesDialog"));
    setWindowTitle(plain::title(RunsText::tr("Notes on %1").arg(name)));
    text_->setObjectName(QStringLiteral("runsNotesText"));
    text_->setPlainText(notes);
    text_->setPlaceholderText(RunsText::tr("The purpose of this run, and its findings.\n\n"
                                           "A line such as “@1200 the loss jumps” belongs to "
                                           "that step of the training."));
    text_->setTabChangesFocus(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Save)->setToolTip(RunsText::tr("Ctrl+Enter"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(text_, 1);
    column->addWidget(buttons);
    resize(480, 280);
    text_->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &NotesDialog::commit);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    text_->installEventFilter(this);
}

bool NotesDialog::eventFilter(QObject* object, QEvent* event) {
    if (object == text_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers().testFlag(Qt::ControlModifier) &&
            (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)) {
            commit();
            return true;
        }
    }
    return QDialog::eventFilter(object, event);
}

void NotesDialog::commit() {
    if (const QString now = text_->toPlainText(); now != before_) {
        emit changed(before_, now.trimmed().isEmpty() ? QString() : now);
    }
    accept();
}

const std::vector<RunColor>& runColors() {
    // The hues of Okabe and Ito, adjusted to a contrast of at least 3 on white and on near black.
    static const std::vector<RunColor> all{{RunsText::tr("Orange"), QStringLiteral("#c27c00")},
                                           {RunsText::tr("Sky blue"), QStringLiteral("#2f93cf")},
                                           {RunsText::tr("Green"), QStringLiteral("#00916a")},
                                           {RunsText::tr("Yellow"), QStringLiteral("#8f8500")},
                                           {RunsText::tr("Blue"), QStringLiteral("#3d72d8")},
                                           {RunsText::tr("Vermilion"), QStringLiteral("#d55e00")},
                                           {RunsText::tr("Pink"), QStringLiteral("#c0609a")},
                                           {RunsText::tr("Grey"), QStringLiteral("#7a7f87")}};
    return all;
}

ColorMenu::ColorMenu(const QString& title, QWidget* parent) : QMenu(title, parent) {
    for (const RunColor& color : runColors()) {
        addAction(swatch(QColor(color.code)), color.name, this,
                  [this, code = color.code] { emit chosen(code); });
    }
    addSeparator();
    addAction(RunsText::tr("None"), this, [this] { emit chosen({}); });
}

} // namespace asge
