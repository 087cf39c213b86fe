// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

#include <vector>

namespace asge {

class MapView;
class ViewRoom;

/// The maps of the shown run in a MapView: live while it trains in this window, and of every stored
/// epoch.
class MapPage : public RunPage {
    Q_OBJECT

  public:
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    QVariantMap saveState() const override;
    void restoreState(const QVariantMap& state) override;

  protected:
    MapPage(MapView* view, QWidget* parent);
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;
    bool event(QEvent* event) override;
    /// Shows a note above the view, which is not wider than what is seen of the page.
    void addNote(QWidget* note);

  private:
    void fitRoom();

    MapView* view_;
    std::vector<QWidget*> notes_;
    ViewRoom* room_;
};

} // namespace asge
