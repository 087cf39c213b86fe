#include "core/train/adamw.h"
#include "core/train/captured_graph.h"
#include "core/train/step_path.h"

#include <optional>
#include <utility>

namespace asge {

namespace {

/// Steps before a graph is recorded: libraries choose their algorithms in them.
constexpr int kWarmUps = 3;
/// On a GPU scores are fetched, which waits for the device, once for so many steps.
constexpr std::size_t kScoresAtOnce = 32;

/// What a recorded step reads and writes.
struct StepTensors {
    at::Tensor input;
    at::Tensor labels;
    at::Tensor rates;  ///< from ratesTensor
    at::Tensor scores; ///< layers × 2: mean loss, correct images
};

struct PendingScores {
    at::Tensor scores;
    std::int64_t images = 0;
};

class PlainPath : public StepPath {
  public:
    PlainPath(Network& network, Parameters& parameters, const StepSettings& settings, bool captures)
        : network_(network), parameters_(parameters), settings_(settings), captures_(captures),
          device_(parameters.values.device()),
          type_(settings.compute.precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat) {}

    void step(const BatchSource& source, double learningRate) override {
        const at::NoGradGuard noGrad;
        LapTimer timer(phases_);
        const Batch batch = source.part(0, source.count);
        timer.lap(Phase::data);
        const auto rates = adamWRates(++parameters_.steps, learningRate, settings_.weightDecay);
        const StepTensors tensors{
            batch.input, batch.labels, ratesTensor(rates).to(device_, /*non_blocking=*/true), {}};
        const bool replays = captures_ && ++steps_ > kWarmUps && isRecordable(tensors);
        pending_.push_back({replays ? replay(tensors) : compute(tensors), source.count});
    }

    std::vector<std::vector<LayerScore>> takeScores(bool all) override {
        if (!all && !device_.is_cpu() && pending_.size() < kScoresAtOnce) {
            return {};
        }
        std::vector<std::vector<LayerScore>> taken;
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
            std::vector<LayerScore>& scores = taken.emplace_back();
            for (std::size_t i = 0; i < network_.layers.size(); ++i, value += 2) {
                scores.push_back({value[0], value[1] / static_cast<double>(step.images)});
            }
        }
        pending_.clear();
        return taken;
    }

    PhaseSeconds takePhases() override { return std::exchange(phases_, {}); }

  private:
    /// A batch of the size that was recorded, or, before that, any.
    bool isRecordable(const StepTensors& tensors) const {
        return !recorded_ || recorded_->input.sizes() == tensors.input.sizes();
    }

    at::Tensor replay(const StepTensors& tensors) {
        if (!recorded_) {
            recorded_ = {tensors.input.clone(), tensors.labels.clone(), tensors.rates.clone(),
                         at::empty({static_cast<std::int64_t>(network_.layers.size()), 2},
                                   parameters_.values.options())};
            graph_ = std::make_unique<CapturedGraph>(device_, [this] {
                const at::NoGradGuard noGrad;
                recorded_->scores.copy_(compute(*recorded_));
            });
        }
        LapTimer timer(phases_);
        recorded_->input.copy_(tensors.input);
        recorded_->labels.copy_(tensors.labels);
        recorded_->rates.copy_(tensors.rates);
        graph_->run();
        timer.lap(Phase::forward);
        return recorded_->scores.clone();
    }

    /// One step; nothing in it waits for the device.
    at::Tensor compute(const StepTensors& tensors) {
        LapTimer timer(phases_);
        std::vector<at::Tensor> scores;
        std::vector<at::Tensor> weights;
        std::vector<at::Tensor> biases;
        at::Tensor input = tensors.input.to(type_, false, false, at::MemoryFormat::ChannelsLast);
        for (std::size_t i = 0; i < network_.layers.size(); ++i) {
            const Layer layer = network_.layers[i].withWeightsOf(type_);
            const at::Tensor y = layer.activations(input);
            timer.lap(Phase::forward);
            const at::Tensor logits = layer.logits(layer.patchMaps(y));
            scores.push_back(at::stack({at::cross_entropy_loss(logits, tensors.labels),
                                        logits.argmax(1).eq(tensors.labels).sum().to(at::kFloat)}));
            const at::Tensor outputGradient = layer.outputGradient(y, logits, tensors.labels);
            timer.lap(Phase::goodness);
            const LocalGradient gradient = layer.weightGradient(input, outputGradient);
            weights.push_back(gradient.weight);
            biases.push_back(gradient.bias);
            timer.lap(Phase::gradient);
            if (i + 1 < network_.layers.size()) {
                input = layer.nextInput(y);
                timer.lap(Phase::nextInput);
            }
        }
        adamWStep(parameters_, parameters_.flatten(weights, biases), tensors.rates);
        timer.lap(Phase::optimizer);
        return at::stack(scores);
    }

    Network& network_;
    Parameters& parameters_;
    const StepSettings settings_;
    const bool captures_;
    const at::Device device_;
    const at::ScalarType type_;
    int steps_ = 0;
    std::optional<StepTensors> recorded_;
    std::unique_ptr<CapturedGraph> graph_;
    std::vector<PendingScores> pending_;
    PhaseSeconds phases_;
};

} // namespace

std::unique_ptr<StepPath> makePlainPath(Network& network, Parameters& parameters,
                                        const StepSettings& settings, bool captures) {
    return std::make_unique<PlainPath>(network, parameters, settings, captures);
}

std::unique_ptr<StepPath> makeStepPath(Network& network, Parameters& parameters,
                                       const StepSettings& settings) {
    const bool fast = settings.compute.path == ComputePath::fast;
    return fast && parameters.values.is_cpu() ? makeLanePath(network, parameters, settings)
                                              : makePlainPath(network, parameters, settings, fast);
}

} // namespace asge
