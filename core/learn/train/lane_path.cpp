// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/lane_path.h"

#include "core/learn/compute/lane_pass.h"
#include "core/learn/train/optimizer.h"
#include "core/learn/train/step_path.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

namespace asge {

namespace {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

/// The sum of squares of `size` gradient elements, each of which is a sum over all lanes. It has
/// four partial sums, which the processor adds in parallel.
double sumOfSquares(const kernels::MapKernels<float>& kernels,
                    const std::vector<const float*>& lanes, std::int64_t size) {
    constexpr std::int64_t kBlock = 1024;
    std::array<float, kBlock> sums{};
    double total = 0;
    for (std::int64_t first = 0; first < size; first += kBlock) {
        sums.fill(0);
        for (const float* lane : lanes) {
            kernels.accumulate(lane + first, std::min(kBlock, size - first), sums.data());
        }
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (std::size_t i = 0; i < kBlock; i += 4) {
            a += sums[i] * sums[i];
            b += sums[i + 1] * sums[i + 1];
            c += sums[i + 2] * sums[i + 2];
            d += sums[i + 3] * sums[i + 3];
        }
        total += static_cast<double>(a + b) + static_cast<double>(c + d);
    }
    return total;
}

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
            scores.measures.push_back({gradientNorm_, update(plan)});
        }
        scores_.push_back(std::move(scores));
    }

    std::vector<StepScores> takeScores(bool) override { return std::exchange(scores_, {}); }

    std::vector<double> takeLayerSeconds() override { return pass_.takeLayerSeconds(); }
    void reload() override { pass_.reload(); }
    void change(const StepSettings& settings) override { settings_ = settings; }

    PhaseSeconds takePhases() override {
        PhaseSeconds phases = pass_.takePhases();
        phases[Phase::optimizer] += std::exchange(updates_, {})[Phase::optimizer];
        return phases;
    }

  private:
    /// Updates the parameters. Returns the norm of each layer's gradient.
    std::vector<double> update(const StepPlan& plan) {
        LapTimer timer(updates_);
        std::vector<std::vector<double>> squares(static_cast<std::size_t>(pass_.lanes()),
                                                 std::vector<double>(plan.rates.size()));
        for (std::size_t i = 0; i < plan.rates.size(); ++i) {
            parameters_.steps[i] += plan.rates[i] > 0 ? 1 : 0;
        }
        pass_.run([&](int lane) {
            for (std::size_t i = 0; i < plan.rates.size(); ++i) {
                if (plan.rates[i] > 0) {
                    const ParameterRange& range = parameters_.layers[i];
                    const PassWeights& weights = pass_.weights()[i];
                    squares[static_cast<std::size_t>(lane)][i] =
                        sumOfSquares(range.weight, range.bias, lane);
                    update(i, plan.rates[i], lane, range.weight, range.bias, weights.weight);
                    update(i, plan.rates[i], lane, range.bias, range.end, weights.bias);
                }
            }
        });
        timer.lap(Phase::optimizer);
        return normsOf(squares, plan);
    }

    static std::vector<double> normsOf(const std::vector<std::vector<double>>& squares,
                                       const StepPlan& plan) {
        std::vector<double> norms(plan.rates.size(), kNotMeasured);
        for (std::size_t i = 0; i < norms.size(); ++i) {
            double sum = 0;
            for (const std::vector<double>& lane : squares) {
                sum += lane[i];
            }
            norms[i] = plan.rates[i] > 0 ? measuredNorm(std::sqrt(sum)) : kNotMeasured;
        }
        return norms;
    }

    /// The sum of squares of this lane's part of the gradient elements from `begin` to before
    /// `end`.
    double sumOfSquares(std::int64_t begin, std::int64_t end, int lane) const {
        const auto [first, size] = partOf(begin, end, lane);
        return asge::sumOfSquares(pass_.kernels().forFloat, gradientsFrom(begin + first), size);
    }

    /// The offset from `begin` and the size of a lane's part of the elements.
    std::pair<std::int64_t, std::int64_t> partOf(std::int64_t begin, std::int64_t end,
                                                 int lane) const {
        const std::int64_t first = (end - begin) * lane / pass_.lanes();
        return {first, (end - begin) * (lane + 1) / pass_.lanes() - first};
    }

    /// Each lane's gradient, from element `first` on.
    std::vector<const float*> gradientsFrom(std::int64_t first) const {
        std::vector<const float*> gradients = pass_.gradients();
        for (const float*& gradient : gradients) {
            gradient += first;
        }
        return gradients;
    }

    /// Updates this lane's part of the flat parameters from `begin` to before `end`, and `copy`,
    /// which the convolutions use.
    void update(std::size_t layer, double rate, int lane, std::int64_t begin, std::int64_t end,
                const at::Tensor& copy) const {
        const auto [first, size] = partOf(begin, end, lane);
        if (copy.scalar_type() == at::kBFloat16) {
            auto* rounded = static_cast<kernels::Bfloat16*>(copy.data_ptr()) + first;
            update(pass_.kernels().forBfloat16, layer, rate, begin + first, size, rounded);
        } else {
            update<float>(pass_.kernels().forFloat, layer, rate, begin + first, size, nullptr);
        }
    }

    /// Updates `size` parameters from `first` on.
    template <typename T>
    void update(const kernels::MapKernels<T>& kernels, std::size_t layer, double rate,
                std::int64_t first, std::int64_t size, T* copy) const {
        const std::vector<const float*> gradients = gradientsFrom(first);
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
    StepSettings settings_;
    LanePass pass_;
    PhaseSeconds updates_;
    std::vector<StepScores> scores_;
    const MetricId gradientNorm_ = findMetric("gradient_norm").value();
};

} // namespace

std::unique_ptr<StepPath> makeLanePath(Network& network, Parameters& parameters,
                                       const StepSettings& settings) {
    return std::make_unique<LanePath>(network, parameters, settings);
}

} // namespace asge
