// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/session/session.h"
#include "core/learn/train/training.h"
#include "core/store/run_writer.h"

#include <functional>
#include <optional>
#include <string>

namespace asge {

/// How a run is left that an error has ended.
struct RunEnd {
    RunStatus status = RunStatus::failed;
    std::string reason;
};

/// A training on its way into the store: a run from the first batch on, kept epoch by epoch, and
/// closed whatever happens. For core/session alone: it brings LibTorch along.
class KeptTraining {
  public:
    KeptTraining(Training& training, RunWriter& store, TrainingControl& control,
                 SessionListener& listener)
        : training_(training), store_(store), control_(control), listener_(listener) {}

    /// Makes the run in the store, or takes it up. `isOwn`: it is this training's, which goes on.
    struct Begun {
        RunId run = 0;
        bool isOwn = true;
    };

    /// Trains to the end. `begin` is called when the first batch is there, before it is trained on,
    /// and `started` with the run that it gave, if that is its own. From then on the run's end is
    /// written, whatever it is: if there was no step, as it was `before`. Throws Interrupted if the
    /// training is stopped before that.
    SessionResult run(const std::function<Begun()>& begin,
                      const std::function<void(RunId)>& started,
                      const std::optional<RunEnd>& before = {});

  private:
    TrainingHooks hooks();
    SessionResult runToEnd();
    bool isTakenUp();
    void leaveAs(const RunEnd& end);

    Training& training_;
    RunWriter& store_;
    TrainingControl& control_;
    SessionListener& listener_;
    std::function<Begun()> begin_;
    std::function<void(RunId)> started_;
    std::optional<RunEnd> before_;
    std::optional<Begun> begun_;
    std::int64_t firstStep_ = 0;
};

} // namespace asge
