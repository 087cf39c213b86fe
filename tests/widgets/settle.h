// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/plot_pacer.h"

#include <QTest>
#include <QWidget>

#include <gtest/gtest.h>

#include <algorithm>

namespace asge::test {

/// Waits until no drawing of the view is pending, however slow drawing is on this machine (a
/// pacer's pause grows with it), and until layouts have been applied.
inline void settle(const QWidget& view) {
    constexpr int kTimeout = 60000; // milliseconds; long, for sanitizers and loaded machines
    const auto quiet = [&view] {
        const auto pacers = view.findChildren<PlotPacer*>();
        return std::none_of(pacers.begin(), pacers.end(),
                            [](const PlotPacer* pacer) { return pacer->isPending(); });
    };
    QCoreApplication::processEvents(); // showing the view requests its first drawing
    EXPECT_TRUE(QTest::qWaitFor(quiet, kTimeout)) << "drawing does not end";
    QCoreApplication::processEvents();
}

} // namespace asge::test
