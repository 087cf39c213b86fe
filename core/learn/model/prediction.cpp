// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/prediction.h"

#include "core/base/error.h"

namespace asge {

at::Tensor countCorrect(const at::Tensor& scores, const at::Tensor& labels) {
    const at::Tensor own = scores.gather(1, labels.unsqueeze(1)).squeeze(1);
    return scores.argmax(1).eq(labels).logical_and_(own.isfinite()).sum();
}

at::Tensor countTop5(const at::Tensor& scores, const at::Tensor& labels) {
    constexpr int kTop = 5;
    const at::Tensor label = labels.unsqueeze(1);
    const at::Tensor own = scores.gather(1, label);
    const at::Tensor earlier = at::arange(scores.size(1), labels.options()).lt(label);
    const at::Tensor before = scores.gt(own).logical_or_(scores.eq(own).logical_and_(earlier));
    const at::Tensor numbers =
        own.squeeze(1).isfinite().logical_and_(scores.isnan().any(1).logical_not_());
    return before.sum(1).lt(kTop).logical_and_(numbers).sum();
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

void Evaluation::addTo(MetricValues& values, Split split, std::optional<int> best) const {
    values.setScores(split, layers);
    for (const Measure& measure : measures) {
        values.setLayers(measure.metric, split, measure.layers);
    }
    if (!best) {
        return;
    }
    const auto layer = static_cast<std::size_t>(*best);
    values.set(MetricId::accuracy, split,
               Predictions{layers.back().accuracy, fusion, layers[layer].accuracy});
    for (const Measure& measure : measures) {
        values.set(measure.metric, split,
                   Predictions{measure.layers.back(), measure.fusion, measure.layers[layer]});
    }
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
        addTop5(i, logits[i], labels);
        const at::Tensor probabilities = logProbabilities.exp();
        fused = fused.defined() ? fused + probabilities : probabilities;
    }
    correct_[static_cast<std::int64_t>(logits.size())] += countCorrect(fused, labels);
    addTop5(logits.size(), fused, labels);
    images_ += labels.size(0);
}

void Evaluator::addTop5(std::size_t prediction, const at::Tensor& scores,
                        const at::Tensor& labels) {
    if (!isMeasured(kTop5Key, scores.size(1))) {
        return;
    }
    if (!top5_.defined()) {
        top5_ = at::zeros_like(correct_);
    }
    top5_[static_cast<std::int64_t>(prediction)] += countTop5(scores, labels);
}

void Evaluator::add(const PassTotals& totals) {
    const auto counted = [&](std::vector<std::int64_t> layers, std::int64_t fusion) {
        layers.push_back(fusion);
        return at::tensor(layers, correct_.options());
    };
    loss_ += at::tensor(totals.loss, loss_.options());
    correct_ += counted(totals.correct, totals.fusionCorrect);
    if (!totals.top5.empty()) {
        const at::Tensor top5 = counted(totals.top5, totals.fusionTop5);
        top5_ = top5_.defined() ? top5_ + top5 : top5;
    }
    images_ += totals.images;
}

Evaluation Evaluator::result() const {
    if (images_ == 0) {
        throw Error("evaluation: no images");
    }
    const at::Tensor loss = loss_.cpu();
    const auto images = static_cast<double>(images_);
    const auto fractions = [&](const at::Tensor& counts) {
        const at::Tensor here = counts.cpu();
        std::vector<double> all;
        for (std::int64_t i = 0; i < here.size(0); ++i) {
            all.push_back(static_cast<double>(here[i].item<std::int64_t>()) / images);
        }
        return all;
    };
    const std::vector<double> accuracies = fractions(correct_);
    Evaluation evaluation;
    for (std::int64_t i = 0; i < loss.size(0); ++i) {
        evaluation.layers.push_back(
            {loss[i].item<double>() / images, accuracies[static_cast<std::size_t>(i)]});
    }
    evaluation.fusion = accuracies.back();
    if (top5_.defined()) {
        Evaluation::Measure top5{findMetric(kTop5Key).value(), fractions(top5_), 0};
        top5.fusion = top5.layers.back();
        top5.layers.pop_back();
        evaluation.measures.push_back(std::move(top5));
    }
    return evaluation;
}

} // namespace asge
