#include "core/learn/compute/lane_pass.h"
#include "core/learn/train/optimizer.h"
#include "core/learn/train/step_path.h"

#include <cmath>
#include <utility>

namespace asge {

namespace {

class LanePath : public StepPath {
  public:
    LanePath(Network& network, Parameters& parameters, const StepSettings& settings)
        : parameters_(parameters), settings_(settings),
          pass_(network, settings.compute.precision, settings.threads) {}

    void step(const BatchSource& batch, const StepPlan& plan) override {
        LaneStep step{{}, settings_.labelSmoothing, dropoutOf(settings_, plan.step)};
        for (const double rate : plan.rates) {
            step.learns.push_back(rate > 0);
        }
        const PassTotals totals = pass_.gradient(batch, parameters_, step);
        const auto images = static_cast<double>(totals.images);
        StepScores scores;
        bool finite = true;
        for (std::size_t i = 0; i < totals.loss.size(); ++i) {
            scores.layers.push_back(
                {totals.loss[i] / images, static_cast<double>(totals.correct[i]) / images});
            finite = finite && std::isfinite(totals.loss[i]);
        }
        if (finite) {
            update(plan);
        }
        scores_.push_back(std::move(scores));
    }

    std::vector<StepScores> takeScores(bool) override { return std::exchange(scores_, {}); }

    void reload() override { pass_.reload(); }

    PhaseSeconds takePhases() override {
        PhaseSeconds phases = pass_.takePhases();
        phases[Phase::optimizer] += std::exchange(updates_, {})[Phase::optimizer];
        return phases;
    }

  private:
    void update(const StepPlan& plan) {
        LapTimer timer(updates_);
        for (std::size_t i = 0; i < plan.rates.size(); ++i) {
            parameters_.steps[i] += plan.rates[i] > 0 ? 1 : 0;
        }
        pass_.run([&](int lane) {
            for (std::size_t i = 0; i < plan.rates.size(); ++i) {
                if (plan.rates[i] > 0) {
                    const ParameterRange& range = parameters_.layers[i];
                    const PassWeights& weights = pass_.weights()[i];
                    update(i, plan.rates[i], lane, range.weight, range.bias, weights.weight);
                    update(i, plan.rates[i], lane, range.bias, range.end, weights.bias);
                }
            }
        });
        timer.lap(Phase::optimizer);
    }

    /// This lane's part of the elements from begin to end of the flat parameters, of which `copy`
    /// is what the convolutions use.
    void update(std::size_t layer, double rate, int lane, std::int64_t begin, std::int64_t end,
                const at::Tensor& copy) const {
        const std::int64_t first = (end - begin) * lane / pass_.lanes();
        const std::int64_t size = (end - begin) * (lane + 1) / pass_.lanes() - first;
        if (copy.scalar_type() == at::kBFloat16) {
            auto* rounded = static_cast<kernels::Bfloat16*>(copy.data_ptr()) + first;
            update(pass_.kernels().forBfloat16, layer, rate, begin + first, size, rounded);
        } else {
            update<float>(pass_.kernels().forFloat, layer, rate, begin + first, size, nullptr);
        }
    }

    /// `size` parameters from `first` on.
    template <typename T>
    void update(const kernels::MapKernels<T>& kernels, std::size_t layer, double rate,
                std::int64_t first, std::int64_t size, T* copy) const {
        std::vector<const float*> gradients = pass_.gradients();
        for (const float*& gradient : gradients) {
            gradient += first;
        }
        const auto at = [&](const at::Tensor& flat) {
            return static_cast<float*>(flat.data_ptr()) + first;
        };
        const auto lanes = static_cast<int>(gradients.size());
        if (settings_.optimizer.name == OptimizerKind::sgd) {
            kernels.sgd(sgdRates(settings_.optimizer, rate), gradients.data(), lanes, size,
                        at(parameters_.values), at(parameters_.mean), copy);
        } else {
            kernels.adamW(
                adamWRates(parameters_.steps[layer], rate, settings_.optimizer.weightDecay),
                gradients.data(), lanes, size, at(parameters_.values), at(parameters_.mean),
                at(parameters_.square), copy);
        }
    }

    Parameters& parameters_;
    const StepSettings settings_;
    LanePass pass_;
    PhaseSeconds updates_;
    std::vector<StepScores> scores_;
};

} // namespace

std::unique_ptr<StepPath> makeLanePath(Network& network, Parameters& parameters,
                                       const StepSettings& settings) {
    return std::make_unique<LanePath>(network, parameters, settings);
}

} // namespace asge
