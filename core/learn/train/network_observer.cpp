// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/network_observer.h"

#include "core/base/cores.h"
#include "core/learn/probe/probe.h"
#include "core/learn/train/batch_stream.h"
#include "core/learn/train/step_path.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>

namespace asge {

namespace {

constexpr int kEvaluationImages = 250;
/// Bytes of an evaluation batch of images that are read ahead; several such batches are in memory
/// at a time.
constexpr std::size_t kEvaluationBytes = std::size_t{16} << 20U;

/// Images that a lane evaluates at a time.
int imagesPerLane(const Batches& images) {
    const auto most = std::max<std::size_t>(1, kEvaluationBytes / images.imageBytes());
    return images.isReadAhead() ? static_cast<int>(std::min<std::size_t>(kEvaluationImages, most))
                                : kEvaluationImages;
}

} // namespace

NetworkObserver::NetworkObserver(const Network& network, const Experiment& experiment)
    : method_(methodNamed(experiment.method)), network_(network),
      precision_(experiment.compute.precision), threads_(threadCount(experiment.threads)) {
    if (computesInLanes(method_, experiment.compute.path, network)) {
        pass_.emplace(network, precision_, threads_);
    }
}

std::optional<Evaluation> NetworkObserver::evaluate(const Batches& images,
                                                    const TrainingControl* control,
                                                    const std::function<bool()>& goesOn) {
    if (pass_) {
        pass_->reload();
    }
    const at::NoGradGuard noGrad;
    const Network network = network_.withWeightsOf(type());
    Evaluator evaluator(network);
    BatchStream batches(images, imagesPerLane(images) * lanes(), threads_);
    while (!batches.isDone() && (!goesOn || goesOn())) {
        const auto source = batches.next(control);
        if (!source) {
            break;
        }
        add(evaluator, network, *source);
    }
    if (!batches.isDone()) {
        return std::nullopt;
    }
    return evaluator.result();
}

std::optional<ImageOutcomes> NetworkObserver::outcomes(const Batches& images,
                                                       const TrainingControl* control) {
    auto evaluation = evaluate(images, control);
    return evaluation ? std::optional(std::move(evaluation->outcomes)) : std::nullopt;
}

Evaluation NetworkObserver::evaluate(const Batch& images) {
    if (pass_) {
        pass_->reload();
    }
    const at::NoGradGuard noGrad;
    const Network network = network_.withWeightsOf(type());
    Evaluator evaluator(network);
    add(evaluator, network, sourceOf(images));
    return evaluator.result();
}

void NetworkObserver::add(Evaluator& evaluator, const Network& network, const BatchSource& images) {
    if (pass_) {
        evaluator.add(pass_->forward(images));
        return;
    }
    const Batch batch = images.part(0, images.count);
    evaluator.add(method_.logits(network, converted(batch).input), batch.labels);
}

ProbeSnapshot NetworkObserver::probe(const Batch& images, int samples) {
    if (pass_) {
        pass_->reload();
        return asge::probe(*pass_, network_, sourceOf(images), samples);
    }
    return asge::probe(method_, network_.withWeightsOf(type()), converted(images), samples);
}

at::ScalarType NetworkObserver::type() const {
    return precision_ == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
}

Batch NetworkObserver::converted(const Batch& images) const {
    return {images.input.to(type(), false, false, at::MemoryFormat::ChannelsLast), images.labels};
}

} // namespace asge
