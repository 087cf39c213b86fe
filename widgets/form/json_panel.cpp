// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/form/json_panel.h"

#include "core/base/error.h"
#include "core/experiment/experiment_json.h"
#include "widgets/common/plain_text.h"
#include "widgets/form/form_colors.h"
#include "widgets/form/form_text.h"

#include <QEvent>
#include <QFontDatabase>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace asge {

JsonPanel::JsonPanel(QWidget* parent)
    : QWidget(parent), text_(new QPlainTextEdit(this)), problem_(new PlainLabel(this)) {
    text_->setObjectName(QStringLiteral("formJsonText"));
    text_->setAccessibleName(FormText::tr("The experiment as JSON"));
    text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    text_->setLineWrapMode(QPlainTextEdit::NoWrap);
    text_->setTabChangesFocus(true);
    problem_->setObjectName(QStringLiteral("formJsonProblem"));
    problem_->setWordWrap(true);
    problem_->setMargin(4);
    problem_->hide();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 0, 10, 10);
    column->setSpacing(2);
    column->addWidget(text_, 1);
    column->addWidget(problem_);
    connect(text_, &QPlainTextEdit::textChanged, this, &JsonPanel::read);
    updateLook();
}

void JsonPanel::setExperiment(const Experiment& experiment) {
    if (experiment == shown_ && isValid_ && !text_->document()->isEmpty()) {
        return; // the user's text, whatever its order and spaces, stays
    }
    shown_ = experiment;
    {
        const QSignalBlocker quiet(text_);
        text_->setPlainText(QString::fromStdString(toJson(experiment)));
    }
    setProblem({});
}

void JsonPanel::read() {
    try {
        shown_ = parseExperiment(text_->toPlainText().toStdString(), "JSON");
        setProblem({});
        emit edited(shown_);
    } catch (const Error& error) {
        setProblem(QString::fromUtf8(error.what()));
    }
}

void JsonPanel::setProblem(const QString& what) {
    problem_->setText(what);
    problem_->setVisible(!what.isEmpty());
    if (isValid_ != what.isEmpty()) {
        isValid_ = what.isEmpty();
        emit validChanged();
    }
}

void JsonPanel::updateLook() {
    QPalette error = palette();
    error.setColor(QPalette::WindowText, errorColor(error));
    problem_->setPalette(error);
}

void JsonPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        updateLook();
    }
}

} // namespace asge
