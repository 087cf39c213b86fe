// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/maps/probe_gallery.h"

#include "tests/widgets/goodness/goodness_samples.h"
#include "widgets/maps/probe_scene.h"

#include <gtest/gtest.h>

#include <QScrollBar>
#include <QTest>

namespace asge {
namespace {

TEST(ProbeGallery, RowsMoveTogetherRatherThanScrollForLessThanARow) {
    constexpr int kRows = 6;
    ProbeScene scene;
    scene.setRun(test::makeImages(2 * kRows), test::kClasses, test::makeLayers());
    ProbeGallery gallery;
    gallery.setScene(scene);
    const QSize cell = gallery.gridSize();
    const int width = 2 * cell.width() + gallery.verticalScrollBar()->sizeHint().width() + 12;
    const int margin = 8; // of the view around its viewport, at most
    gallery.resize(width, kRows * cell.height() + margin);
    gallery.show();
    const auto scrolls = [&] { return gallery.verticalScrollBar()->maximum() > 0; };
    ASSERT_TRUE(QTest::qWaitFor([&] { return !scrolls(); }, 2000));
    for (int less = 0; less <= 2 * kRows; less += 3) {
        gallery.resize(width, kRows * cell.height() + margin - less);
        EXPECT_TRUE(QTest::qWaitFor([&] { return !scrolls(); }, 2000)) << less;
    }
    gallery.resize(width, (kRows - 1) * cell.height());
    EXPECT_TRUE(QTest::qWaitFor(scrolls, 2000)) << "a whole row is out of sight";
    EXPECT_EQ(gallery.gridSize(), cell);
}

} // namespace
} // namespace asge
