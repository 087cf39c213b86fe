// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

namespace asge {

class GoodnessView;

/// The goodness maps of the shown run: live while it trains in this window, and of every stored
/// epoch.
class GoodnessPage : public RunPage {
    Q_OBJECT

  public:
    explicit GoodnessPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    GoodnessView* view_;
};

} // namespace asge
