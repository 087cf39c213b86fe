// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/common/run_page.h"
#include "widgets/events/events_model.h"

#include <QTimer>

#include <array>

class QCheckBox;
class QLabel;
class QLineEdit;
class QStackedLayout;

namespace asge {

class EventsFilter;
class RowCopy;
class ViewRoom;
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
    bool eventFilter(QObject* watched, QEvent* event) override;
    void follow(RunState& run) override;
    void showAll(const RunState& run) override;
    void showNone() override;

  private:
    class Table;

    QLayout* makeControls();
    QCheckBox* addToggle(EventGroup group, const char* name);
    void makeTable();
    void measureColumns();
    void fitColumns();
    void fitRows();
    void fitRoom();
    bool isEndSeen() const;
    void showNewest();
    void update();
    void showState();
    void jump(const QModelIndex& index);

    EventsModel* model_;
    EventsFilter* filter_;
    QLineEdit* words_;
    Table* table_;
    RowCopy* copies_ = nullptr;
    QLabel* empty_;
    QLabel* count_;
    QStackedLayout* stack_;
    std::array<int, EventsModel::whatColumn> widths_{}; ///< of the columns before the last one
    int shortTime_ = 0; ///< width of the column of times if they are shortened
    ViewRoom* room_;
    bool follows_ = false;       ///< shows the last row as soon as new rows have their heights
    bool followsInPage_ = false; ///< also by scrolling the page as a whole
    QTimer rows_; ///< one change of the heights for all changes of the rows and of the width
    QTimer soon_; ///< one update for all events of a delivery
    std::vector<std::pair<EventGroup, QCheckBox*>> toggles_;
};

} // namespace asge
