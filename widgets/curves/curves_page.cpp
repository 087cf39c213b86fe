#include "widgets/curves/curves_page.h"

#include "widgets/curves/curves_view.h"

#include <QVBoxLayout>

namespace asge {

CurvesPage::CurvesPage(QWidget* parent) : RunPage(parent), view_(new CurvesView(this)) {
    setObjectName("curves");
    view_->setObjectName("runCurves");
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(view_);
    connect(view_, &CurvesView::message, this, &RunPage::message);
}

QString CurvesPage::title() const {
    return tr("Curves");
}

bool CurvesPage::exportTo(const QString& file, QString* reason) const {
    return view_->exportTo(file, reason);
}

void CurvesPage::setRun(RunState* run) {
    if (run_) {
        disconnect(run_, nullptr, this, nullptr);
    }
    run_ = run;
    if (run_) {
        connect(run_, &RunState::wasReset, this, &CurvesPage::showAll);
        const auto update = [this] { view_->updateRun(run_->curves()); };
        connect(run_, &RunState::stepsAdded, this, update);
        connect(run_, &RunState::epochAdded, this, update);
        connect(run_, &RunState::interventionAdded, this, update);
    }
    showAll();
}

void CurvesPage::showAll() {
    if (run_ && run_->id() != 0) {
        view_->setRuns({run_->curves()});
    } else {
        view_->setRuns({});
    }
}

} // namespace asge
