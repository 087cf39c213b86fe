// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <string>

namespace asge {

/// The speed of a training and the time that it still needs. Only training time counts, as given by
/// StepEvent::seconds: nothing changes while a training is paused, waits for the disk, or its
/// process is stopped. Both the terminal and the window use this class.
class TimeLeft {
  public:
    /// Begins a new or resumed training. Before this call nothing is known.
    void begin(const NewRun& run);
    void setEpochs(int epochs) { epochs_ = epochs; } ///< the whole run has so many epochs now
    /// Adds a step. Every step must be added, in order.
    void add(const StepEvent& step);

    int epochs() const { return epochs_; }    ///< number of epochs of the whole run
    int epoch() const { return last_.epoch; } ///< the current epoch; 0 before the first step
    double trainedEpochs() const; ///< 2.5 in the middle of the third epoch; 0 before the first step
    /// Whether there have been enough steps for an estimate.
    bool isKnown() const { return pace_ > 0; }
    double imagesPerSecond() const; ///< 0 until isKnown()
    double seconds() const;         ///< seconds until the last epoch ends; 0 until isKnown()

  private:
    /// Steps that were reported at the same time: one on the CPU, many on a GPU.
    struct Group {
        int steps = 0;
        double seconds = 0; ///< since the previous group; 0 if unknown
        bool beginsEpoch = false;
    };

    void count(const Group& group);

    int epochs_ = 0;
    int batch_ = 1;
    EpochScale scale_;
    StepEvent last_;           ///< time and position of the last step
    Group group_;              ///< the last group, to which further steps may be added
    int counted_ = 0;          ///< number of groups averaged in pace_
    double pace_ = 0;          ///< seconds per step, exponential mean
    double betweenEpochs_ = 0; ///< seconds between the last two epochs that belong to no step
};

} // namespace asge
