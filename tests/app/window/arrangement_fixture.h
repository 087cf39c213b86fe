// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/engine.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"

#include <algorithm>

namespace asge::test {

/// A window whose arrangement is looked at, closed and opened again.
class ArrangementTest : public WindowTest {
  protected:
    QWidget& view(const char* name) { return *window_->views().findView(name); }
    /// Whether a part of the view can be seen, which may be children that cover all of it.
    bool isSeen(const char* name) {
        QWidget& widget = view(name);
        const auto hasRegion = [](const QWidget* each) {
            return each->isVisible() && !each->visibleRegion().isEmpty();
        };
        return QTest::qWaitFor([&] {
            const auto parts = widget.findChildren<QWidget*>();
            return hasRegion(&widget) || std::any_of(parts.begin(), parts.end(), hasRegion);
        });
    }
    QDockWidget& dock(const char* name) { return child<QDockWidget>(name); }

    RunId train(const std::filesystem::path& into) {
        RunWriter writer(into);
        TrainingControl control;
        SessionListener listener;
        Experiment experiment = experiment_;
        experiment.train.epochs = 1;
        return loadEngine().train(experiment, "short", writer, control, listener).run;
    }
    void reopen() {
        window_->close();
        window_.reset();
        open();
    }
};

} // namespace asge::test
