// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/branch_bar.h"

#include "core/base/text.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/style.h"

#include <QApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include <utility>

namespace asge {

BranchBar::BranchBar(QWidget* parent) : QFrame(parent), label_(new PlainLabel(this)) {
    setObjectName("branchBar");
    showColors();
    label_->setObjectName("branchText");
    label_->setWordWrap(true);
    auto* cancel = new QToolButton(this);
    cancel->setObjectName("branchCancel");
    cancel->setText(QStringLiteral("✕"));
    cancel->setAutoRaise(true);
    cancel->setToolTip(tr("Begin with new weights instead"));
    connect(cancel, &QToolButton::clicked, this, &BranchBar::clear);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(10, 6, 6, 6);
    row->addWidget(label_, 1);
    row->addWidget(cancel, 0, Qt::AlignTop);
    hide();
}

void BranchBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showColors();
    }
}

void BranchBar::showColors() {
    const QString sheet =
        style::noteSheet(objectName(), style::Note::information, QApplication::palette());
    if (sheet != styleSheet()) { // a new sheet changes the palette too
        setStyleSheet(sheet);
    }
}

void BranchBar::setOrigin(std::optional<BranchOrigin> origin) {
    origin_ = std::move(origin);
    if (origin_) { // the store's runs may not be known yet
        names_.emplace(origin_->point.parent, origin_->parent.toStdString());
    }
    showText();
    setVisible(origin_.has_value());
}

std::optional<CheckpointOf> BranchBar::branch() const {
    return origin_ ? std::optional(origin_->point) : std::nullopt;
}

void BranchBar::clear() {
    if (const auto origin = std::exchange(origin_, std::nullopt)) {
        hide();
        emit cleared(*origin);
    }
}

void BranchBar::setRuns(const std::vector<RunSummary>& runs) {
    names_.clear();
    for (const RunSummary& run : runs) {
        names_.emplace(run.id, run.name);
    }
    showText();
}

QString BranchBar::nameOf(RunId run) const {
    const auto found = names_.find(run);
    return found == names_.end() ? QString() : QString::fromStdString(found->second);
}

void BranchBar::showText() {
    constexpr std::size_t kWidestName = 40;
    if (!origin_) {
        return;
    }
    const RunId parent = origin_->point.parent;
    const std::string name = elided(oneLine(nameOf(parent).toStdString()), kWidestName);
    label_->setText(tr("Train will start a branch of run %1 “%2” after its epoch %3")
                        .arg(QString::number(parent), QString::fromStdString(name),
                             QString::number(origin_->point.epoch.value_or(0))));
}

} // namespace asge
