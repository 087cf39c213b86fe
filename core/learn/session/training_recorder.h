// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/learn/session/session.h"
#include "core/learn/train/training.h"
#include "core/store/run_writer.h"

#include <functional>
#include <optional>
#include <string>

namespace asge {

/// The status of a run after an error.
struct RunEnd {
    RunStatus status = RunStatus::failed;
    std::string reason;
};

/// Records a training in the store: creates or resumes its run when the first batch has been read,
/// commits each epoch, and always sets the run's final status. Used in this folder alone, because
/// the header includes LibTorch's.
class TrainingRecorder {
  public:
    TrainingRecorder(Training& training, RunWriter& store, TrainingControl& control,
                     SessionListener& listener)
        : training_(training), store_(store), control_(control), listener_(listener) {}

    /// The run that was created or resumed in the store. `isOwn` is false if a run like it exists
    /// already, so that the training ends.
    struct Begun {
        RunId run = 0;
        bool isOwn = true;
    };

    /// Trains to the end. `begin` is called when the first batch has been read, before any step;
    /// `started` is called with its run if `isOwn`. From then on every end of the training sets the
    /// run's status; if there was no step, it is set to `previous`. Throws Interrupted if the
    /// training is stopped before that, and what training throws.
    SessionResult run(const std::function<Begun()>& begin,
                      const std::function<void(RunId)>& started,
                      const std::optional<RunEnd>& previous = {});

  private:
    TrainingHooks hooks();
    SessionResult runToEnd();
    bool beginRun();
    void passOn(const SentCommand& sent);
    void waitUntilWritable();
    void tell(const std::string& kind, const std::string& text);
    void record(Intervention intervention, std::int64_t command);
    void endRun(const RunEnd& end);

    Training& training_;
    RunWriter& store_;
    TrainingControl& control_;
    SessionListener& listener_;
    std::function<Begun()> begin_;
    std::function<void(RunId)> started_;
    std::optional<RunEnd> previousEnd_;
    std::optional<Begun> begun_;
    std::int64_t firstStep_ = 0;
};

} // namespace asge
