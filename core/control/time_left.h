#pragma once

#include "core/run/records.h"

#include <string>

namespace asge {

/// How fast a training is and how long it will still take. It counts training time alone, as steps
/// tell it (StepEvent::seconds): while a training is paused, waits for the disk, or its process is
/// stopped, nothing changes. The terminal and the window both show what this says.
class TimeLeft {
  public:
    /// A training begins, or goes on; until then nothing is known.
    void begin(const NewRun& run);
    /// Every step, in order.
    void add(const StepEvent& step);

    int epochs() const { return epochs_; }    ///< of the whole run
    int epoch() const { return last_.epoch; } ///< the one under way; 0 before the first step
    double trainedEpochs() const;             ///< 2.5 in the middle of the third; 0 before a step
    /// Whether there have been enough steps to say something.
    bool isKnown() const { return pace_ > 0; }
    double imagesPerSecond() const; ///< of steps; 0 until it is known
    double seconds() const;         ///< until the last epoch ends; 0 until it is known

  private:
    /// Steps that were told of at the same time: one on the CPU, many on a GPU.
    struct Group {
        int steps = 0;
        double seconds = 0; ///< since the group before; 0 if that is not known
        bool beginsEpoch = false;
    };

    void count(const Group& group);

    int epochs_ = 0;
    int batch_ = 1;
    EpochScale scale_;
    StepEvent last_;           ///< its time and place
    Group group_;              ///< the last one, of which more may come
    int counted_ = 0;          ///< groups that pace_ is a mean of
    double pace_ = 0;          ///< seconds a step, exponential mean
    double betweenEpochs_ = 0; ///< seconds between the last two epochs that were no step's
};

/// "1:02:03", "2:03".
std::string clockText(double seconds);

} // namespace asge
