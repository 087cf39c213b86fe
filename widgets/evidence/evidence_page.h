// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

namespace asge {

class EvidenceView;

/// The evidence in the probe images of the shown run: live while it trains in this window, and of
/// every stored epoch.
class EvidencePage : public RunPage {
    Q_OBJECT

  public:
    explicit EvidencePage(QWidget* parent = nullptr);

    QString title() const override;
    bool exportTo(const QString& file, QString* reason = nullptr) const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    EvidenceView* view_;
};

} // namespace asge
