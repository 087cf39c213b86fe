// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/plot_pacer.h"

#include <QTest>
#include <QWidget>

#include <gtest/gtest.h>

#include <algorithm>

namespace asge::test {

/// Waits until nothing in the view is about to be drawn, however slow drawing is here (a pacer's
/// pause grows with it), and what was laid out meanwhile has its place.
inline void settle(const QWidget& view) {
    constexpr int kPatience = 60000; // milliseconds: sanitizers, loaded machines
    const auto quiet = [&view] {
        const auto pacers = view.findChildren<PlotPacer*>();
        return std::none_of(pacers.begin(), pacers.end(),
                            [](const PlotPacer* pacer) { return pacer->isPending(); });
    };
    QCoreApplication::processEvents(); // what is shown now asks for its first drawing
    EXPECT_TRUE(QTest::qWaitFor(quiet, kPatience)) << "something is drawn again and again";
    QCoreApplication::processEvents();
}

} // namespace asge::test
