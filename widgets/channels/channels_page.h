#pragma once

#include "widgets/common/run_page.h"
#include "widgets/common/run_state.h"

#include <QPointer>

namespace asge {

class ChannelsView;

/// Channel statistics of the shown run, epoch by epoch.
class ChannelsPage : public RunPage {
    Q_OBJECT

  public:
    explicit ChannelsPage(QWidget* parent = nullptr);

    QString title() const override;
    void setRun(RunState* run) override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;

  private:
    void showAll();
    void showUnderway();

    QPointer<RunState> run_;
    ChannelsView* view_;
};

} // namespace asge
