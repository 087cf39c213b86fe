#include "core/model/prediction.h"

#include "core/error.h"

namespace asge {

at::Tensor countCorrect(const at::Tensor& scores, const at::Tensor& labels) {
    const at::Tensor own = scores.gather(1, labels.unsqueeze(1)).squeeze(1);
    return scores.argmax(1).eq(labels).logical_and_(own.isfinite()).sum();
}

int Evaluation::bestLayer() const {
    std::size_t best = 0;
    for (std::size_t i = 1; i < layers.size(); ++i) {
        if (layers[i].accuracy > layers[best].accuracy) {
            best = i;
        }
    }
    return static_cast<int>(best);
}

Evaluator::Evaluator(const Network& network) {
    const auto layers = static_cast<std::int64_t>(network.layers.size());
    const at::Device device = network.layers.front().weight.device();
    loss_ = at::zeros({layers}, at::TensorOptions(device).dtype(at::kDouble));
    correct_ = at::zeros({layers + 1}, at::TensorOptions(device).dtype(at::kLong));
}

void Evaluator::add(const std::vector<at::Tensor>& logits, const at::Tensor& labels) {
    at::Tensor fused;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const at::Tensor logProbabilities = logits[i].log_softmax(1);
        const auto at = static_cast<std::int64_t>(i);
        loss_[at] -= logProbabilities.gather(1, labels.unsqueeze(1)).sum();
        correct_[at] += countCorrect(logits[i], labels);
        const at::Tensor probabilities = logProbabilities.exp();
        fused = fused.defined() ? fused + probabilities : probabilities;
    }
    correct_[static_cast<std::int64_t>(logits.size())] += countCorrect(fused, labels);
    images_ += labels.size(0);
}

void Evaluator::add(const PassTotals& totals) {
    std::vector<std::int64_t> correct = totals.correct;
    correct.push_back(totals.fusionCorrect);
    loss_ += at::tensor(totals.loss, loss_.options());
    correct_ += at::tensor(correct, correct_.options());
    images_ += totals.images;
}

Evaluation Evaluator::result() const {
    if (images_ == 0) {
        throw Error("evaluation: no images");
    }
    const at::Tensor loss = loss_.cpu();
    const at::Tensor correct = correct_.cpu();
    const auto images = static_cast<double>(images_);
    const auto accuracy = [&](std::int64_t i) {
        return static_cast<double>(correct[i].item<std::int64_t>()) / images;
    };
    Evaluation evaluation;
    for (std::int64_t i = 0; i < loss.size(0); ++i) {
        evaluation.layers.push_back({loss[i].item<double>() / images, accuracy(i)});
    }
    evaluation.fusion = accuracy(loss.size(0));
    return evaluation;
}

} // namespace asge
