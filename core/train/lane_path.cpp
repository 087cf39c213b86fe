#include "core/compute/lane_pass.h"
#include "core/train/adamw.h"
#include "core/train/step_path.h"

#include <cmath>
#include <utility>

namespace asge {

namespace {

class LanePath : public StepPath {
  public:
    LanePath(Network& network, Parameters& parameters, const StepSettings& settings)
        : parameters_(parameters), settings_(settings),
          pass_(network, settings.compute.precision, settings.threads) {}

    void step(const BatchSource& batch, double learningRate) override {
        const PassTotals totals = pass_.gradient(batch, parameters_);
        const auto images = static_cast<double>(totals.images);
        std::vector<LayerScore> scores;
        bool finite = true;
        for (std::size_t i = 0; i < totals.loss.size(); ++i) {
            scores.push_back(
                {totals.loss[i] / images, static_cast<double>(totals.correct[i]) / images});
            finite = finite && std::isfinite(totals.loss[i]);
        }
        scores_.push_back(std::move(scores));
        if (finite) {
            update(learningRate);
        }
    }

    std::vector<std::vector<LayerScore>> takeScores(bool) override {
        return std::exchange(scores_, {});
    }

    void reload() override { pass_.reload(); }

    PhaseSeconds takePhases() override {
        PhaseSeconds phases = pass_.takePhases();
        phases[Phase::optimizer] += std::exchange(updates_, {})[Phase::optimizer];
        return phases;
    }

  private:
    void update(double learningRate) {
        LapTimer timer(updates_);
        const auto rates = adamWRates(++parameters_.steps, learningRate, settings_.weightDecay);
        pass_.run([&](int lane) {
            for (std::size_t i = 0; i < parameters_.layers.size(); ++i) {
                const ParameterRange& range = parameters_.layers[i];
                const PassWeights& weights = pass_.weights()[i];
                update(rates, lane, range.weight, range.bias, weights.weight);
                update(rates, lane, range.bias, range.end, weights.bias);
            }
        });
        timer.lap(Phase::optimizer);
    }

    /// This lane's part of the elements from begin to end of the flat parameters, of which `copy`
    /// is what the convolutions use.
    void update(const kernels::AdamWRates& rates, int lane, std::int64_t begin, std::int64_t end,
                const at::Tensor& copy) const {
        const std::int64_t first = (end - begin) * lane / pass_.lanes();
        const std::int64_t size = (end - begin) * (lane + 1) / pass_.lanes() - first;
        std::vector<const float*> gradients = pass_.gradients();
        for (const float*& gradient : gradients) {
            gradient += begin + first;
        }
        const auto at = [&](const at::Tensor& flat) {
            return static_cast<float*>(flat.data_ptr()) + begin + first;
        };
        const auto lanes = static_cast<int>(gradients.size());
        float* values = at(parameters_.values);
        float* mean = at(parameters_.mean);
        float* square = at(parameters_.square);
        const kernels::Kernels& kernels = pass_.kernels();
        if (copy.scalar_type() == at::kBFloat16) {
            auto* rounded = static_cast<kernels::Bfloat16*>(copy.data_ptr()) + first;
            kernels.forBfloat16.adamW(rates, gradients.data(), lanes, size, values, mean, square,
                                      rounded);
        } else {
            kernels.forFloat.adamW(rates, gradients.data(), lanes, size, values, mean, square,
                                   nullptr);
        }
    }

    Parameters& parameters_;
    const StepSettings settings_;
    LanePass pass_;
    PhaseSeconds updates_;
    std::vector<std::vector<LayerScore>> scores_;
};

} // namespace

std::unique_ptr<StepPath> makeLanePath(Network& network, Parameters& parameters,
                                       const StepSettings& settings) {
    return std::make_unique<LanePath>(network, parameters, settings);
}

} // namespace asge
