// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/command.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace asge {

/// The answer to a command.
struct CommandAnswer {
    enum class Outcome { applied, refused, expired };

    Outcome outcome = Outcome::applied;
    std::int64_t step = 0; ///< finished steps when it was applied
    std::string reason;    ///< why it was refused or expired
};

/// A command on its way to a training.
struct CommandRequest {
    Command command;
    std::string source;       ///< core/run/command.h
    std::int64_t stored = 0;  ///< its id in the store; 0 if it did not come from there
    std::string problem = {}; ///< why it can't be understood; empty if it can
    /// Called once: on the training thread, or by close(). May be empty.
    std::function<void(const CommandAnswer&)> answer = {};
};

/// Lets other threads steer and stop a training. All members may be called from any thread.
class TrainingControl {
  public:
    /// Which of the waiting commands are wanted; an empty function wants all.
    using Filter = std::function<bool(const CommandRequest&)>;

    /// Hands a command to the training, which takes it after the current batch.
    void send(CommandRequest request);
    void pause() { send({{CommandKind::pause, 0, {}}, std::string(source::kWindow)}); }
    void resume() { send({{CommandKind::resume, 0, {}}, std::string(source::kWindow)}); }
    /// Ends the training after the current batch, also if it is paused. This can't be undone.
    /// `cause` names what asked for it if it was not the user ("SIGTERM"); the first call decides.
    /// Returns false if the training has not begun: it then never begins, and nothing has to be
    /// saved.
    bool stop(const std::string& cause = {});

    /// Called on the training thread before a run is created or changed; afterwards stop() returns
    /// true, and commands are taken again if an earlier training has called close(). Returns false
    /// if the training is stopped.
    bool begin();

    bool isStopped() const { return stopped_; }
    std::string cause() const; ///< what stopped the training; empty if no cause was given

    /// Whether a command waits or the training is stopped. Fast enough to be called at each step.
    bool hasNews() const { return waiting_ || stopped_; }
    /// The first waiting command that is wanted; nothing if there is none.
    std::optional<CommandRequest> next(const Filter& isWanted = {});
    /// Waits until a command that is wanted has been sent or the training has been stopped.
    void wait(const Filter& isWanted = {});
    /// Answers the waiting commands, and all later ones, with `expired`: the training has ended.
    void close(const std::string& reason);

  private:
    std::deque<CommandRequest>::iterator find(const Filter& isWanted);

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<CommandRequest> requests_;
    std::atomic<bool> waiting_ = false; ///< whether there are requests
    std::atomic<bool> stopped_ = false;
    bool begun_ = false;
    std::optional<std::string> closed_; ///< the reason
    std::string cause_;
};

} // namespace asge
