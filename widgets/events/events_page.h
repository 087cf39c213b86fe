// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QStackedLayout;
class QTableView;
class QToolButton;

namespace asge {

class EventsFilter;
class EventsModel;
enum class EventGroup;

/// The log of the shown run as a table: when it was started, resumed and ended, what was done to
/// it and by whom, and what the guard noticed.
class EventsPage : public RunPage {
    Q_OBJECT

  public:
    explicit EventsPage(QWidget* parent = nullptr);

    QString title() const override;
    /// Writes the shown rows; the file's name must end in .csv.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const override;
    QVariantMap saveState() const override; ///< the groups that are hidden
    void restoreState(const QVariantMap& state) override;

  protected:
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    QLayout* makeControls();
    QToolButton* addToggle(EventGroup group, const char* name);
    void makeTable();
    void update();
    void showState();
    void jump(const QModelIndex& index);

    EventsModel* model_;
    EventsFilter* filter_;
    QLineEdit* words_;
    QTableView* table_;
    QLabel* empty_;
    QLabel* count_;
    QStackedLayout* stack_;
    QTimer soon_; ///< one update for all events of a delivery
    std::vector<std::pair<EventGroup, QToolButton*>> toggles_;
};

} // namespace asge
