// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/lineage/lineage_view.h"

#include "widgets/common/current_layout.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/theme.h"
#include "widgets/lineage/lineage_canvas.h"
#include "widgets/plot/plot_export.h"

#include <qcustomplot.h>

#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace asge {

LineageView::LineageView(QWidget* parent)
    : QWidget(parent), shownFamily_(new QWidget(this)), scroll_(new QScrollArea(shownFamily_)),
      canvas_(new LineageCanvas(scroll_)) {
    scroll_->setObjectName(QStringLiteral("lineageScroll"));
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
    auto* stack = new CurrentLayout(this);
    stack->addWidget(empty);
    stack->addWidget(shownFamily_);
    QToolButton* save = makeExportButton(
        shownFamily_, QStringLiteral("lineage"),
        [this](const ExportTarget& target, QString* reason) { return exportTo(target, reason); },
        [this](const QString& text) { emit message(text); }, TableForms::all);
    save->setObjectName(QStringLiteral("lineageExport"));
    auto* tools = new QHBoxLayout;
    tools->setContentsMargins(8, 4, 8, 4);
    tools->addStretch(1);
    tools->addWidget(save);
    auto* column = new QVBoxLayout(shownFamily_);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(tools);
    column->addWidget(scroll_, 1);
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

bool LineageView::exportTo(const ExportTarget& target, QString* reason) const {
    // A canvas draws in its own width, which a paper does not have.
    LineageCanvas drawn;
    drawn.setFont(canvas_->font());
    drawn.setPalette(canvas_->palette());
    drawn.setFamily(canvas_->rows(), shown_);
    const int width = figureSize(target, canvas_->size(), canvas_->font()).width();
    drawn.resize(std::max(width, drawn.minimumSizeHint().width()), drawn.sizeHint().height());
    const PlotPicture picture{tr("Family of run %1").arg(shown_), drawn.size(),
                              theme::plotColors(palette()).background,
                              [&drawn](QCPPainter& painter) { drawn.draw(painter, drawn.rect()); }};
    return exportFigure(
        target, picture, [this] { return lineage::tableOf(canvas_->rows()); }, reason);
}

} // namespace asge
