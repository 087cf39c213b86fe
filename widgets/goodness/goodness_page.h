// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/maps/map_page.h"

namespace asge {

class GoodnessView;

/// The goodness maps of the shown run.
class GoodnessPage : public MapPage {
    Q_OBJECT

  public:
    explicit GoodnessPage(QWidget* parent = nullptr);

    QString title() const override;

  protected:
    void showAll(const RunState& run) override;

  private:
    GoodnessView* view_;
};

} // namespace asge
