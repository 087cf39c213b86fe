// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/form_search.h"

#include "widgets/common/find_field.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"
#include "widgets/form/form_field.h"
#include "widgets/form/form_group.h"
#include "widgets/form/form_text.h"
#include "widgets/form/remeasure.h"

#include <QEvent>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

FormSearch::FormSearch(QWidget* parent)
    : QWidget(parent), line_(new QLineEdit(this)),
      nothingFound_(new PlainLabel(FormText::tr("No setting matches."), this)),
      results_(new QWidget(parent)), rows_(new QFormLayout(results_)) {
    line_->setObjectName(QStringLiteral("formSearch"));
    line_->setPlaceholderText(FormText::tr("Find a setting"));
    line_->setAccessibleName(line_->placeholderText());
    line_->setToolTip(FormText::tr(
        "Words of a setting's name, choices or description (Ctrl+F). Return goes to the first, "
        "Escape shows all settings"));
    line_->setClearButtonEnabled(true);
    line_->installEventFilter(this);
    nothingFound_->setObjectName(QStringLiteral("formNothingFound"));
    style::setFaint(*nothingFound_);
    nothingFound_->hide();
    results_->setObjectName(QStringLiteral("formResults"));
    results_->hide();
    rows_->setContentsMargins(0, style::kTight, 0, style::kGap);
    rows_->setHorizontalSpacing(6);
    rows_->setVerticalSpacing(style::kGap);
    rows_->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows_->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 0, 10, 6);
    column->addWidget(line_);
    column->addWidget(nothingFound_);
    connect(line_, &QLineEdit::textChanged, this, &FormSearch::search);
    if (parent != nullptr) {
        setFindField(*parent, *line_);
    }
}

/// The fields that match; those of equal rank are in their usual order.
std::vector<FormSearch::Match> FormSearch::matches(const QString& text) const {
    std::vector<std::pair<int, Match>> ranked;
    for (const FormGroup* group : groups_) {
        for (FormField* field : group->fields()) {
            if (const auto rank = field->rankIn(text)) {
                ranked.emplace_back(*rank, Match{field, group});
            }
        }
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    std::vector<Match> found;
    for (const auto& [rank, match] : ranked) {
        found.push_back(match);
    }
    return found;
}

void FormSearch::search(const QString& text) {
    active_ = !text.trimmed().isEmpty();
    const std::vector<Match> found = active_ ? matches(text) : std::vector<Match>{};
    clearResults();
    for (FormGroup* group : groups_) {
        active_ ? group->lendFields() : group->takeFieldsBack();
    }
    for (const Match& match : found) {
        addResult(match);
    }
    results_->setVisible(active_);
    nothingFound_->setVisible(active_ && found_.empty());
    // The layouts keep sizes from before the fields were visible.
    QMetaObject::invokeMethod(this, &FormSearch::measureResults, Qt::QueuedConnection);
    emit changed();
}

/// Takes the fields and their labels out of the list. They stay its hidden children until they are
/// shown elsewhere.
void FormSearch::clearResults() {
    while (rows_->rowCount() > 0) {
        const QFormLayout::TakeRowResult row = rows_->takeRow(0);
        for (QLayoutItem* item : {row.labelItem, row.fieldItem}) {
            if (item != nullptr) {
                item->widget()->hide();
                delete item;
            }
        }
    }
    for (FormField* field : std::exchange(found_, {})) {
        field->label()->setParent(results_);
    }
    qDeleteAll(std::exchange(titles_, {}));
}

void FormSearch::addResult(const Match& match) {
    const auto [field, group] = match;
    auto* title = new QWidget(results_);
    auto* lines = new QVBoxLayout(title);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(0);
    auto* of = new PlainLabel(group->title(), title);
    of->setObjectName(QString::fromStdString(field->path()) + QStringLiteral(".group"));
    style::setText(*of, style::Text::small);
    style::setFaint(*of);
    field->label()->setMinimumWidth(labelWidth_);
    lines->addWidget(field->label());
    lines->addWidget(of);
    lines->addStretch(1);
    rows_->addRow(title, field);
    field->label()->show();
    field->show();
    if (QWidget* below = group->below(field)) {
        rows_->addRow(below);
        below->show();
    }
    title->show();
    titles_.push_back(title);
    found_.push_back(field);
}

void FormSearch::measureResults() {
    for (FormField* field : found_) {
        field->measure();
    }
    for (QWidget* widget : results_->findChildren<QWidget*>()) {
        if (widget->isVisible() && widget->layout() != nullptr) {
            remeasure(*widget);
        }
    }
}

/// Escape clears the search; Return and Down move to the first field.
bool FormSearch::handleKey(const QKeyEvent& event) {
    if (event.key() == Qt::Key_Escape && !line_->text().isEmpty()) {
        line_->clear();
        return true;
    }
    if (event.key() != Qt::Key_Return && event.key() != Qt::Key_Enter &&
        event.key() != Qt::Key_Down) {
        return false;
    }
    std::vector<FormField*> shown = found_;
    for (const FormGroup* group : groups_) {
        if (!active_ && group->isOpen()) {
            shown.insert(shown.end(), group->fields().begin(), group->fields().end());
        }
    }
    const auto first = std::find_if(shown.begin(), shown.end(), [](const FormField* field) {
        return field->focusProxy()->isEnabled();
    });
    if (first != shown.end()) {
        (*first)->setFocus(Qt::TabFocusReason);
    }
    return true;
}

bool FormSearch::eventFilter(QObject* object, QEvent* event) {
    if (object == line_ && event->type() == QEvent::KeyPress &&
        handleKey(static_cast<const QKeyEvent&>(*event))) {
        return true;
    }
    return QWidget::eventFilter(object, event);
}

} // namespace asge
