// Adaptive spatial goodness encoding: every layer learns from its own cross-entropy, in closed
// form, and passes on the activations that it had before its update.
#include "core/train/methods/method.h"

#include <algorithm>

namespace asge {

namespace {

class Asge : public Method {
  public:
    StepGradient gradient(const Network& network, const StepBatch& batch,
                          LapTimer& timer) const override {
        StepGradient result;
        std::vector<at::Tensor> scores;
        at::Tensor input = batch.input;
        for (std::size_t i = 0; i < network.layers.size(); ++i) {
            const Layer& layer = network.layers[i];
            const at::Tensor y = layer.activations(input);
            timer.lap(Phase::forward);
            const at::Tensor maps = layer.patchMaps(y);
            const at::Tensor logits = layer.logits(maps);
            scores.push_back(scoresOf(logits, batch));
            timer.lap(Phase::goodness);
            result.layers.push_back(batch.learns[i]
                                        ? layerGradient(layer, input, y, maps, logits, batch, timer)
                                        : LayerTensors());
            if (i + 1 < network.layers.size()) {
                input = layer.nextInput(y);
                if (batch.keep[i + 1].defined()) {
                    input = input * batch.keep[i + 1];
                }
                timer.lap(Phase::nextInput);
            }
        }
        result.scores = at::stack(scores);
        return result;
    }

    bool runsInLanes(const Network& network) const override {
        return std::none_of(network.layers.begin(), network.layers.end(),
                            [](const Layer& layer) { return layer.trainsProjection; });
    }

  private:
    static at::Tensor scoresOf(const at::Tensor& logits, const StepBatch& batch) {
        const at::Tensor loss =
            at::cross_entropy_loss(logits, batch.labels, /*weight=*/{}, at::Reduction::Mean,
                                   /*ignore_index=*/-100, batch.labelSmoothing);
        return at::stack({loss, logits.argmax(1).eq(batch.labels).sum().to(at::kFloat)});
    }

    static LayerTensors layerGradient(const Layer& layer, const at::Tensor& input,
                                      const at::Tensor& y, const at::Tensor& maps,
                                      const at::Tensor& logits, const StepBatch& batch,
                                      LapTimer& timer) {
        const at::Tensor logitsGradient =
            crossEntropyGradient(logits, batch.labels, batch.labelSmoothing);
        const at::Tensor outputGradient = layer.outputGradient(y, logitsGradient);
        timer.lap(Phase::goodness);
        LayerTensors gradient = layer.gradient(input, outputGradient, maps, logitsGradient);
        timer.lap(Phase::gradient);
        return gradient;
    }
};

} // namespace

const Method& asgeMethod() {
    static const Asge method;
    return method;
}

} // namespace asge
