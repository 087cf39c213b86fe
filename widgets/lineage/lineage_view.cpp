// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/lineage/lineage_view.h"

#include "widgets/common/plain_text.h"
#include "widgets/lineage/lineage_canvas.h"

#include <QScrollArea>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <utility>

namespace asge {

LineageView::LineageView(QWidget* parent)
    : QWidget(parent), scroll_(new QScrollArea(this)), canvas_(new LineageCanvas(scroll_)) {
    scroll_->setWidget(canvas_);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    auto* empty = new PlainLabel(tr("The family of the open run appears here: the run that it "
                                    "branched off from, and its branches.\nOpen a run. Branch in "
                                    "the run table starts a new run from one of its checkpoints."),
                                 this);
    empty->setObjectName("lineageEmpty");
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    auto* stack = new QStackedLayout(this);
    stack->addWidget(empty);
    stack->addWidget(scroll_);
    connect(canvas_, &LineageCanvas::openRequested, this, &LineageView::openRequested);
}

void LineageView::setRuns(std::vector<RunSummary> runs) {
    canvas_->setFamily({}, 0); // its rows point into the old runs
    runs_ = std::move(runs);
    refresh();
}

void LineageView::setShown(RunId id) {
    shown_ = id;
    refresh();
}

void LineageView::refresh() {
    auto family = lineage::familyOf(runs_, shown_);
    auto* stack = static_cast<QStackedLayout*>(layout());
    stack->setCurrentIndex(family.empty() ? 0 : 1);
    canvas_->setFamily(std::move(family), shown_);
}

} // namespace asge
