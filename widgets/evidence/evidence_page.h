// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/maps/map_page.h"

namespace asge {

class EvidenceView;
class UntrainedNote;

/// The evidence in the probe images of the shown run, and in those of a second one.
class EvidencePage : public MapPage {
    Q_OBJECT

  public:
    explicit EvidencePage(QWidget* parent = nullptr);

    QString title() const override;

  protected:
    void follow(RunState& run) override;
    void followOther(RunState& run) override;
    void showAll(const RunState& run) override;
    void showOther() override;

  private:
    explicit EvidencePage(EvidenceView* view, QWidget* parent);

    void showUntrained(const RunState* run);

    EvidenceView* view_;
    UntrainedNote* untrained_;
};

} // namespace asge
