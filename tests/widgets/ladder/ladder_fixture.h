// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "tests/widgets/outcome_samples.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/ladder/ladder_page.h"

#include <gmock/gmock.h>

#include <QFile>
#include <QTableWidget>
#include <QTemporaryDir>

#include <utility>
#include <vector>

namespace asge::test {

/// Outcomes of three layers with these numbers of correct images out of 1,000, in the order of
/// rangeIndex: 1, 1–2, 1–3, 2, 2–3, 3.
inline SplitOutcomes ladderSplit(Split split, std::vector<std::int64_t> correct) {
    SplitOutcomes outcomes;
    outcomes.split = split;
    outcomes.images = 1000;
    outcomes.rangeCorrect = std::move(correct);
    outcomes.margins.resize(3);
    for (MarginCounts& counts : outcomes.margins) {
        counts.fill(0);
        counts[70] = 1000;
    }
    return outcomes;
}

inline EpochOutcomes ladderOutcomes() {
    // Layer 2 alone is the best layer, 1–2 the best range on validation images; test images would
    // choose layer 3 and 2–3.
    return {1,
            {ladderSplit(Split::validation, {600, 850, 820, 800, 840, 790}),
             ladderSplit(Split::test, {610, 830, 825, 790, 860, 815})}};
}

/// The page on run 7 with three layers, and run 8 to compare it with.
class LadderFixture : public testing::Test {
  protected:
    LadderFixture() {
        page.setPalette(theme::lightPalette());
        page.resize(1100, 760);
        page.setRun(&state);
        page.show();
    }
    void show(std::vector<EpochOutcomes> outcomes) {
        RunRecord record = test::tinyRecord(7, static_cast<int>(outcomes.size()));
        record.outcomes = std::move(outcomes);
        record.classNames = {"a", "b", "c"};
        record.images.count = 1;
        record.images.channels = 1;
        record.images.height = 8;
        record.images.width = 8;
        state.apply(test::resetTo(record));
        test::settle(page);
    }
    template <class Widget>
    Widget* find(const char* name) {
        return test::child<Widget>(page, name);
    }
    QStringList row(int number) {
        auto* table = find<QTableWidget>("ladderTable");
        QStringList texts;
        for (int column = 0; column < table->columnCount(); ++column) {
            texts << table->item(number, column)->text();
        }
        return texts;
    }
    LadderPlot& plot() { return *find<LadderPlot>("ladderPlot"); }

    void compareWith(const EpochOutcomes& outcomes) {
        RunRecord record = test::tinyRecord(8, 1);
        record.outcomes = {outcomes};
        record.classNames = {"a", "b", "c"};
        other.apply(test::resetTo(record));
        page.setOther(&other);
        test::settle(page);
    }
    QList<QList<QByteArray>> csv() {
        const QTemporaryDir dir;
        const QString file = dir.filePath("l.csv");
        EXPECT_TRUE(page.exportTo(file));
        QFile in(file);
        EXPECT_TRUE(in.open(QIODevice::ReadOnly));
        QList<QList<QByteArray>> rows;
        for (const QByteArray& line : in.readAll().trimmed().split('\n')) {
            rows << line.trimmed().split(',');
        }
        return rows;
    }

    RunState state, other;
    LadderPage page;
};

} // namespace asge::test
