// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/engine.h"
#include "core/store/run_writer.h"
#include "tests/app/window/window_fixture.h"

namespace asge::test {

/// A window whose arrangement is looked at, closed and opened again.
class ArrangementTest : public WindowTest {
  protected:
    QWidget& view(const char* name) { return *window_->views().findView(name); }
    bool isSeen(const char* name) {
        QWidget& widget = view(name);
        return QTest::qWaitFor(
            [&] { return widget.isVisible() && !widget.visibleRegion().isEmpty(); });
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
