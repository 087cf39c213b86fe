#pragma once

#include "widgets/common/run_page.h"
#include "widgets/common/run_state.h"

#include <QPointer>

namespace asge {

class CurvesView;

/// Local accuracy and local loss of the shown run.
class CurvesPage : public RunPage {
    Q_OBJECT

  public:
    explicit CurvesPage(QWidget* parent = nullptr);

    QString title() const override;
    void setRun(RunState* run) override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;

  private:
    void showAll();

    QPointer<RunState> run_;
    CurvesView* view_;
};

} // namespace asge
