// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/control.h"
#include "core/experiment/experiment.h"
#include "core/learn/compute/lane_pass.h"
#include "core/learn/methods/method.h"
#include "core/learn/model/prediction.h"
#include "core/learn/train/batches.h"
#include "core/run/snapshot.h"

#include <functional>
#include <optional>

namespace asge {

/// Evaluates and probes a network without changing it, on the compute path that the experiment
/// asks for: in lanes on the CPU, otherwise with LibTorch's operations.
class NetworkObserver {
  public:
    /// `network` must outlive the observer.
    NetworkObserver(const Network& network, const Experiment& experiment);

    /// Evaluates all images, batch by batch. Before each batch, `goesOn` may wait. Returns nothing
    /// if `control` was stopped meanwhile or `goesOn` returned false.
    std::optional<Evaluation> evaluate(const Batches& images,
                                       const TrainingControl* control = nullptr,
                                       const std::function<bool()>& goesOn = {});
    /// What the layers and Fusion make of each image; nothing if `control` was stopped.
    std::optional<ImageOutcomes> outcomes(const Batches& images,
                                          const TrainingControl* control = nullptr);
    /// Evaluates one batch.
    Evaluation evaluate(const Batch& images);
    /// As probe() in core/learn/probe/probe.h.
    ProbeSnapshot probe(const Batch& images, int samples);
    /// The number of threads that share the images of a pass.
    int lanes() const { return pass_ ? pass_->lanes() : 1; }

  private:
    void add(Evaluator& evaluator, const Network& network, const BatchSource& images);
    /// The type of activations.
    at::ScalarType type() const;
    /// The images in that type, channels-last.
    Batch converted(const Batch& images) const;

    const Method& method_;
    const Network& network_;
    const Precision precision_;
    const int threads_;
    std::optional<LanePass> pass_; ///< empty if LibTorch's operations are used
};

} // namespace asge
