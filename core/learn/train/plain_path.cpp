// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/plain_path.h"

#include "core/learn/train/captured_graph.h"
#include "core/learn/train/device.h"
#include "core/learn/train/optimizer.h"
#include "core/learn/train/step_path.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace asge {

namespace {

/// Steps before a graph is recorded, in which libraries choose their algorithms.
constexpr int kWarmUps = 3;
/// Steps per fetch of scores on a GPU, because a fetch waits for the device.
constexpr std::size_t kScoresAtOnce = 32;
constexpr std::int64_t kColumns = 3; ///< columns of a step's scores

/// The tensors that a recorded step reads and writes.
struct StepTensors {
    StepBatch batch;
    at::Tensor rates;  ///< layers × 3; rows from ratesTensor
    at::Tensor scores; ///< layers × 3: mean loss, correct images, norm of the weight gradient
};

struct PendingScores {
    at::Tensor scores;
    std::int64_t images = 0;
    std::vector<bool> learns; ///< one per layer
};

class PlainPath : public StepPath {
  public:
    PlainPath(Network& network, Parameters& parameters, const StepSettings& settings, bool captures)
        : network_(network), parameters_(parameters), settings_(settings), captures_(captures),
          device_(parameters.values.device()),
          type_(settings.compute.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat) {}

    void step(const BatchSource& source, const StepPlan& plan) override {
        const at::NoGradGuard noGrad;
        LapTimer timer(phases_);
        const Batch batch = source.part(0, source.count);
        const StepTensors tensors{{batch.input,
                                   batch.labels,
                                   {},
                                   dropoutFactors(source.count, plan.step),
                                   settings_.labelSmoothing,
                                   draws(source.count, plan.step)},
                                  {},
                                  {}};
        timer.lap(Phase::data);
        std::vector<bool> learns;
        for (const double rate : plan.rates) {
            learns.push_back(rate > 0);
        }
        pending_.push_back({run(tensors, plan), source.count, std::move(learns)});
    }

    std::vector<StepScores> takeScores(bool all) override {
        if (!all && !device_.is_cpu() && pending_.size() < kScoresAtOnce) {
            return {};
        }
        std::vector<StepScores> taken;
        std::vector<at::Tensor> tensors;
        for (const PendingScores& step : pending_) {
            tensors.push_back(step.scores);
        }
        if (tensors.empty()) {
            return taken;
        }
        const at::Tensor host = at::stack(tensors).cpu();
        const auto* value = static_cast<const float*>(host.data_ptr());
        for (const PendingScores& step : pending_) {
            StepScores& scores = taken.emplace_back();
            std::vector<double> norms;
            for (std::size_t i = 0; i < network_.layers.size(); ++i, value += kColumns) {
                scores.layers.push_back({value[0], value[1] / static_cast<double>(step.images)});
                norms.push_back(step.learns[i] ? measuredNorm(value[2]) : value[2]);
            }
            scores.measures.push_back({gradientNorm_, std::move(norms)});
        }
        pending_.clear();
        return taken;
    }

    /// A recorded step holds its tensors' memory and the settings that are not tensors.
    void reload() override { discardRecording(); }
    void change(const StepSettings& settings) override {
        settings_ = settings;
        discardRecording();
    }

    PhaseSeconds takePhases() override { return std::exchange(phases_, {}); }
    std::string takeNote() override { return std::exchange(note_, {}); }

  private:
    /// Computes or replays one step. Returns its scores.
    at::Tensor run(StepTensors tensors, const StepPlan& plan) {
        std::vector<at::Tensor> rates;
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            const bool learns = plan.rates[i] > 0;
            tensors.batch.learns.push_back(learns);
            const std::int64_t updates = parameters_.steps[i] + (learns ? 1 : 0);
            rates.push_back(ratesTensor(settings_.optimizer, std::max<std::int64_t>(updates, 1),
                                        plan.rates[i]));
        }
        tensors.rates = copyTo(device_, at::stack(rates));
        at::Tensor scores = shouldReplay(tensors.batch) ? replay(tensors) : compute(tensors);
        // Counted last: a step that fails, for lack of memory for example, has not updated
        // anything.
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            parameters_.steps[i] += tensors.batch.learns[i] ? 1 : 0;
        }
        return scores;
    }

    /// Steps are replayed after several steps of the same kind in a row. Others, such as that of an
    /// epoch's last, smaller batch, are computed.
    bool shouldReplay(const StepBatch& batch) {
        if (!captures_) {
            return false;
        }
        if (recorded_ && recorded_->batch.learns != batch.learns) {
            discardRecording();
        }
        if (recorded_) {
            return recorded_->batch.input.sizes() == batch.input.sizes();
        }
        if (warmUpSizes_ != batch.input.sizes() || warmUpLearns_ != batch.learns) {
            warmUps_ = 0;
            warmUpSizes_ = batch.input.sizes().vec();
            warmUpLearns_ = batch.learns;
        }
        return ++warmUps_ > kWarmUps;
    }

    at::Tensor replay(const StepTensors& tensors) {
        if (!recorded_ && !record(tensors)) {
            return compute(tensors);
        }
        LapTimer timer(phases_);
        StepBatch& batch = recorded_->batch;
        batch.input.copy_(tensors.batch.input);
        batch.labels.copy_(tensors.batch.labels);
        for (std::size_t i = 0; i < batch.keep.size(); ++i) {
            if (batch.keep[i].defined()) {
                batch.keep[i].copy_(tensors.batch.keep[i]);
            }
        }
        if (batch.draws.defined()) {
            batch.draws.copy_(tensors.batch.draws);
        }
        recorded_->rates.copy_(tensors.rates);
        graph_->run();
        timer.lap(Phase::forward);
        return recorded_->scores.clone();
    }

    void discardRecording() {
        graph_.reset();
        recorded_.reset();
        warmUps_ = 0;
    }

    /// Returns false, and leaves a note for the user, if the device can't record the step.
    bool record(const StepTensors& tensors) {
        recorded_ = tensors;
        StepBatch& batch = recorded_->batch;
        batch.input = batch.input.clone();
        batch.labels = batch.labels.clone();
        for (at::Tensor& keep : batch.keep) {
            keep = keep.defined() ? keep.clone() : keep;
        }
        batch.draws = batch.draws.defined() ? batch.draws.clone() : batch.draws;
        recorded_->rates = tensors.rates.clone();
        recorded_->scores = at::empty({static_cast<std::int64_t>(network_.layers.size()), kColumns},
                                      parameters_.values.options());
        try {
            graph_ = std::make_unique<CapturedGraph>(device_, [this] {
                const at::NoGradGuard noGrad;
                recorded_->scores.copy_(compute(*recorded_));
            });
        } catch (const c10::Error& error) {
            discardRecording();
            captures_ = false;
            const std::string why = error.what_without_backtrace();
            note_ = device_.str() + ": the training step can't be recorded (" +
                    why.substr(0, why.find('\n')) +
                    "); its operations are launched one by one, which is slower";
        }
        return graph_ != nullptr;
    }

    /// Dropout factors of each layer's input; undefined for the first layer, whose input is the
    /// image.
    std::vector<at::Tensor> dropoutFactors(std::int64_t images, std::int64_t step) const {
        const Dropout dropout = dropoutOf(settings_, step);
        std::vector<at::Tensor> keep(network_.layers.size());
        for (std::size_t i = 1; dropout.isActive() && i < keep.size(); ++i) {
            const std::int64_t channels = network_.layers[i].weight.size(1);
            const at::Tensor host = at::empty({images, channels, 1, 1});
            std::vector<float> factors(static_cast<std::size_t>(channels));
            for (std::int64_t image = 0; image < images; ++image) {
                dropout.factors(i, image, factors);
                std::copy(factors.begin(), factors.end(),
                          static_cast<float*>(host.data_ptr()) + image * channels);
            }
            keep[i] = copyTo(device_, host.to(type_));
        }
        return keep;
    }

    at::Tensor draws(std::int64_t images, std::int64_t step) const {
        return settings_.method->usesDraws() ? copyTo(device_, drawsOf(settings_, step, images))
                                             : at::Tensor();
    }

    /// Computes a step without waiting for the device. Returns its scores.
    at::Tensor compute(const StepTensors& tensors) {
        LapTimer timer(phases_);
        const Network network = network_.withWeightsOf(type_);
        StepBatch batch = tensors.batch;
        batch.input = batch.input.to(type_, false, false, at::MemoryFormat::ChannelsLast);
        const StepGradient gradient = settings_.method->gradient(network, batch, timer);
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            if (batch.learns[i]) {
                updateLayer(settings_.optimizer, parameters_, i,
                            Parameters::flatten(gradient.layers[i]),
                            tensors.rates[static_cast<std::int64_t>(i)]);
            }
        }
        timer.lap(Phase::optimizer);
        return at::cat({gradient.scores, normsOf(gradient, batch)}, 1);
    }

    /// The norms of the weight gradients, layers × 1; NaN for a layer that does not learn.
    at::Tensor normsOf(const StepGradient& gradient, const StepBatch& batch) const {
        std::vector<at::Tensor> norms;
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            norms.push_back(batch.learns[i] ? at::norm(gradient.layers[i].weight, 2, at::kFloat)
                                            : at::full({}, std::numeric_limits<float>::quiet_NaN(),
                                                       parameters_.values.options()));
        }
        return at::stack(norms).unsqueeze(1);
    }

    Network& network_;
    Parameters& parameters_;
    StepSettings settings_;
    bool captures_; ///< becomes false if recording fails
    const at::Device device_;
    const at::ScalarType type_;
    int warmUps_ = 0; ///< consecutive steps of the following kind
    std::vector<std::int64_t> warmUpSizes_;
    std::vector<bool> warmUpLearns_;
    std::string note_;
    std::optional<StepTensors> recorded_;
    std::unique_ptr<CapturedGraph> graph_;
    std::vector<PendingScores> pending_;
    PhaseSeconds phases_;
    const MetricId gradientNorm_ = findMetric("gradient_norm").value();
};

} // namespace

std::unique_ptr<StepPath> makePlainPath(Network& network, Parameters& parameters,
                                        const StepSettings& settings, bool captures) {
    return std::make_unique<PlainPath>(network, parameters, settings, captures);
}

} // namespace asge
