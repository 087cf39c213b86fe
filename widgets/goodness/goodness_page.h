#pragma once

#include "widgets/common/run_page.h"
#include "widgets/common/run_state.h"

#include <QPointer>

namespace asge {

class GoodnessView;

/// Goodness maps of the shown run: live while it trains here, and of every stored epoch.
class GoodnessPage : public RunPage {
    Q_OBJECT

  public:
    explicit GoodnessPage(QWidget* parent = nullptr);

    QString title() const override;
    void setRun(RunState* run) override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;

  private:
    void showAll();

    QPointer<RunState> run_;
    GoodnessView* view_;
};

} // namespace asge
