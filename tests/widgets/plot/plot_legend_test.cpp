// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/plot_legend.h"

#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"

#include <gmock/gmock.h>

#include <QFontMetrics>
#include <QVBoxLayout>

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
            button->setFocusPolicy(Qt::NoFocus); // a frame would be part of the picture
            button->clearFocus();
            rows.push_back(button->grab().toImage());
        }
        return rows;
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

} // namespace
} // namespace asge
