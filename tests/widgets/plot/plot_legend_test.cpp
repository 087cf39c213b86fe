// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_legend.h"

#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"

#include <gmock/gmock.h>

#include <QFontMetrics>
#include <QVBoxLayout>

#include <set>

namespace asge {
namespace {

class PlotLegendTest : public testing::Test {
  protected:
    PlotLegendTest() {
        window.setPalette(theme::lightPalette());
        auto* row = new QVBoxLayout(&window);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(legend);
    }
    /// Pictures of the rows at a width.
    std::vector<QImage> rowsAt(int width) {
        window.resize(width, 300);
        window.show();
        test::settle(window);
        std::vector<QImage> rows;
        for (LegendButton* button : legend->findChildren<LegendButton*>()) {
            rows.push_back(pictureOf(*button));
        }
        return rows;
    }
    /// The row without what the focus and a pointer that happens to be over it add.
    static QImage pictureOf(LegendButton& row) {
        row.setFocusPolicy(Qt::NoFocus);
        row.clearFocus();
        row.setAttribute(Qt::WA_UnderMouse, false);
        return row.grab().toImage();
    }

    QWidget window;
    PlotLegend* legend = new PlotLegend(&window);
};

TEST_F(PlotLegendTest, LayersCanBeToldApartAtAnyWidth) {
    legend->setEntries({{.color = Qt::red, .name = "layer 1 · 32 · P8", .value = "83.21 %"},
                        {.color = Qt::red, .name = "layer 2 · 32 · P8", .value = "83.21 %"}});
    for (int width = legend->minimumSizeHint().width(); width < 280; width += 6) {
        const std::vector<QImage> rows = rowsAt(width);
        ASSERT_EQ(rows.size(), 2U);
        EXPECT_NE(rows[0], rows[1]) << width;
    }
}

TEST_F(PlotLegendTest, NamesAndLongValuesDoNotCoverEachOther) {
    const QString value = QStringLiteral("72.87 %, B 68.61 %");
    legend->setEntries({{.color = Qt::red, .name = "layer 1", .value = value},
                        {.color = Qt::red, .name = "layer 2", .value = value}});
    const QFontMetrics metrics(legend->font());
    EXPECT_GE(legend->minimumSizeHint().width(), metrics.horizontalAdvance(value) + 12);
    const std::vector<QImage> rows = rowsAt(160);
    EXPECT_NE(rows[0], rows[1]) << "the names are there";
    EXPECT_GE(rows[0].height(), 2 * metrics.height()) << "the value is below the name";
    EXPECT_LT(rowsAt(280)[0].height(), 2 * metrics.height()) << "it has room beside the name";
}

TEST_F(PlotLegendTest, NamesThatDifferAtTheirEndKeepIt) {
    const QString name = QStringLiteral("forward-forward with a long name · seed %1");
    legend->setEntries({{.color = Qt::red, .name = name.arg(1), .value = "83.21 %"},
                        {.color = Qt::red, .name = name.arg(2), .value = "83.21 %"}});
    for (const int width : {legend->minimumSizeHint().width(), 200}) {
        const std::vector<QImage> rows = rowsAt(width);
        EXPECT_NE(rows[0], rows[1]) << width;
    }
}

TEST_F(PlotLegendTest, RowsBelowAPlotAreInLine) {
    std::vector<PlotLegend::Entry> entries;
    for (int layer = 1; layer <= 16; ++layer) {
        entries.push_back({.color = Qt::red,
                           .name = QStringLiteral("layer %1 · 16 · P1").arg(layer),
                           .value = QStringLiteral("%1 %").arg(layer % 3 * 9)});
    }
    legend->setEntries(entries);
    legend->setBelow(true);
    rowsAt(680);
    std::set<int> columns;
    std::set<int> lines;
    std::size_t inFirst = 0;
    for (const LegendButton* row : legend->findChildren<LegendButton*>()) {
        columns.insert(row->x());
        lines.insert(row->y());
        inFirst += row->y() == *lines.begin() ? 1 : 0;
    }
    EXPECT_EQ(columns.size(), inFirst);
    EXPECT_LE(lines.size(), 4U) << "many rows drop parts of their names";
}

/// The last name is longer by a letter, or has a longer value.
TEST_F(PlotLegendTest, RowsDropTheSamePartsOfTheirNames) {
    const auto isShort = [](const QImage& row, const QString& name, const QString& value) {
        PlotLegend alone;
        alone.setPalette(theme::lightPalette());
        alone.setEntries({{.color = Qt::red, .name = name, .value = value}});
        alone.resize(row.width(), 300);
        alone.show();
        test::settle(alone);
        const QRect names(20, 0, 65, 20); // without the values behind them
        return pictureOf(*alone.findChild<LegendButton*>()).copy(names) == row.copy(names);
    };
    int different = 0;
    for (int width = 110; width < 260; width += 2) {
        legend->setEntries({{.color = Qt::red, .name = "layer 1 · 32 · P 8", .value = "9 %"},
                            {.color = Qt::red, .name = "layer 2 · 32 · P 8", .value = "83.21 %"}});
        const std::vector<QImage> rows = rowsAt(width);
        const bool first = isShort(rows[0], "layer 1", "9 %");
        const bool second = isShort(rows[1], "layer 2", "83.21 %");
        EXPECT_EQ(first, second) << width;
        different += first ? 1 : 0;
    }
    EXPECT_GT(different, 3) << "parts were dropped";
}

TEST_F(PlotLegendTest, MarksOfLinesAreInFrontOfTheirNames) {
    legend->setEntries({{.color = Qt::red, .name = "wide", .mark = "1"},
                        {.color = Qt::blue, .name = "narrow", .mark = "2"}});
    EXPECT_EQ(legend->findChild<LegendButton*>("curvesLegend2")->accessibleName(),
              "2" + QString(2, QChar::Nbsp) + "narrow");
    legend->setKeptPlace({{"hidden", QStringList{"narrow"}}});
    legend->setEntries({{.color = Qt::red, .name = "wide", .mark = "1"},
                        {.color = Qt::blue, .name = "narrow", .mark = "2"}});
    std::set<int> hidden;
    QObject::connect(legend, &PlotLegend::hiddenChanged, legend,
                     [&](const std::set<int>& entries) { hidden = entries; });
    test::settle(window);
    EXPECT_EQ(hidden, std::set<int>{1}) << "marks are no part of names that are kept";
}

TEST_F(PlotLegendTest, LongTextsHaveSeveralLines) {
    legend->setEntries({{.color = Qt::red, .name = "Backpropagation with a long name"}});
    legend->setKey(QStringLiteral("Numbers: test accuracy after the last epoch"),
                   {{QStringLiteral("training batches"), QPen(Qt::black, 1)}});
    const auto* key = legend->findChild<LegendKey*>();
    const auto* row = legend->findChild<LegendButton*>();
    const QFontMetrics metrics(legend->font());
    for (const int width : {legend->minimumSizeHint().width(), 170, 400}) {
        rowsAt(width);
        const int letters = metrics.horizontalAdvance(row->text());
        EXPECT_GE(row->height() / metrics.height() * row->width(), letters) << width;
        EXPECT_EQ(key->height(), key->heightForWidth(key->width())) << width;
    }
    EXPECT_LT(row->height(), 2 * metrics.height()) << "it has room in one line";
    rowsAt(legend->minimumSizeHint().width());
    EXPECT_GE(key->height(), 3 * metrics.height()) << "the figures have several lines";
}

} // namespace
} // namespace asge
