// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/support/run_samples.h"
#include "widgets/runs/runs_model.h"
#include "widgets/runs/runs_view.h"

#include <gmock/gmock.h>

#include <QTableView>
#include <QTest>

#include <utility>
#include <vector>

namespace asge::test {

/// A run table in a window that records the view's requests.
class RunsViewFixture : public testing::Test {
  protected:
    void SetUp() override {
        view.resize(900, 500);
        view.show();
        view.activateWindow(); // shortcuts need the focus
        ASSERT_TRUE(QTest::qWaitForWindowActive(&view));
        QObject::connect(&view, &RunsView::openRequested, &view,
                         [this](RunId id) { opened.push_back(id); });
        QObject::connect(&view, &RunsView::compareRequested, &view,
                         [this](const QList<RunId>& ids) { compared = ids; });
        QObject::connect(&view, &RunsView::deleteRequested, &view,
                         [this](const QList<RunId>& ids) { deleted = ids; });
        QObject::connect(&view, &RunsView::selectionChanged, &view,
                         [this](const QList<RunId>& ids) { selections.push_back(ids); });
        QObject::connect(&view, &RunsView::renameRequested, &view,
                         [this](RunId id, const QString& name) { renamed.emplace_back(id, name); });
    }

    /// Ids 1 to 4: two finished, one failed, one running.
    std::vector<RunSummary> fourRuns() {
        RunSummary failed = test::makeEmptyRun(3, "gamma", RunStatus::failed);
        failed.reason = "layer 2: loss is not finite";
        return {test::makeEmptyRun(4, "delta", RunStatus::running), failed,
                test::makeRun(2, "beta", 0.92), test::makeRun(1, "alpha", 0.91)};
    }

    template <typename Widget>
    Widget* find(const char* name) {
        return view.findChild<Widget*>(QString::fromLatin1(name));
    }
    QTableView* table() { return find<QTableView>("runsTable"); }
    QModelIndex cell(const char* name, int column = RunsModel::nameColumn) {
        for (int row = 0; row < table()->model()->rowCount(); ++row) {
            const QModelIndex index = table()->model()->index(row, RunsModel::nameColumn);
            if (index.data().toString() == QLatin1String(name)) {
                return index.siblingAtColumn(column);
            }
        }
        return {};
    }
    void click(const char* name, Qt::KeyboardModifiers modifiers = {}) {
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, modifiers,
                          table()->visualRect(cell(name)).center());
    }
    RunsView view;
    std::vector<RunId> opened;
    QList<RunId> compared;
    QList<RunId> deleted;
    std::vector<QList<RunId>> selections;
    std::vector<std::pair<RunId, QString>> renamed;
};

} // namespace asge::test
