// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

namespace asge {

class CurvesView;

/// Local accuracy and local loss of the shown run.
class CurvesPage : public RunPage {
    Q_OBJECT

  public:
    explicit CurvesPage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    bool showStep(std::int64_t step) override;
    std::optional<std::int64_t> pointedStep() const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    CurvesView* view_;
};

} // namespace asge
