// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/model/prediction.h"

#include "core/base/error.h"

#include <limits>

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

Evaluator::Evaluator(const Network& network) : layers_(network.layers.size()) {
    const at::Device device = network.layers.front().weight.device();
    loss_ = at::zeros({static_cast<std::int64_t>(layers_)},
                      at::TensorOptions(device).dtype(at::kDouble));
    correct_ = at::zeros({static_cast<std::int64_t>(rangeCount(layers_))},
                         at::TensorOptions(device).dtype(at::kLong));
    outcomes_.classes = network.classes;
    outcomes_.scorers.resize(layers_ + 1);
}

void Evaluator::add(const std::vector<at::Tensor>& logits, const at::Tensor& labels) {
    const at::Tensor label = labels.unsqueeze(1);
    std::vector<at::Tensor> probabilities;
    std::vector<at::Tensor> predicted;
    std::vector<at::Tensor> confidence;
    std::vector<at::Tensor> margin;
    const auto addScorer = [&](const at::Tensor& scores, const at::Tensor& probability) {
        predicted.push_back(scores.argmax(1));
        confidence.push_back(
            probability.gather(1, predicted.back().unsqueeze(1)).squeeze(1).to(at::kFloat));
    };
    for (std::size_t i = 0; i < logits.size(); ++i) {
        const at::Tensor logProbabilities = logits[i].log_softmax(1);
        loss_[static_cast<std::int64_t>(i)] -= logProbabilities.gather(1, label).sum();
        addTop5(i, logits[i], labels);
        correct_[static_cast<std::int64_t>(rangeIndex(i, i, layers_))] +=
            countCorrect(logits[i], labels);
        probabilities.push_back(logProbabilities.exp());
        addScorer(logits[i], probabilities.back());
        const at::Tensor others =
            logits[i].scatter(1, label, -std::numeric_limits<double>::infinity());
        margin.push_back((logits[i].gather(1, label).squeeze(1) - others.amax(1)).to(at::kFloat));
    }
    const at::Tensor fused = addRanges(probabilities, labels);
    addTop5(logits.size(), fused, labels);
    addScorer(fused, fused / static_cast<double>(layers_));
    batches_.push_back({labels, at::stack(predicted), at::stack(confidence), at::stack(margin)});
    images_ += labels.size(0);
}

at::Tensor Evaluator::addRanges(const std::vector<at::Tensor>& probabilities,
                                const at::Tensor& labels) {
    at::Tensor whole;
    for (std::size_t from = 0; from < layers_; ++from) {
        at::Tensor fused = probabilities[from];
        for (std::size_t to = from + 1; to < layers_; ++to) {
            fused = fused + probabilities[to];
            correct_[static_cast<std::int64_t>(rangeIndex(from, to, layers_))] +=
                countCorrect(fused, labels);
        }
        whole = from == 0 ? fused : whole;
    }
    return whole;
}

void Evaluator::addTop5(std::size_t prediction, const at::Tensor& scores,
                        const at::Tensor& labels) {
    if (!isMeasured(kTop5Key, scores.size(1))) {
        return;
    }
    if (!top5_.defined()) {
        top5_ = at::zeros({static_cast<std::int64_t>(layers_) + 1}, correct_.options());
    }
    top5_[static_cast<std::int64_t>(prediction)] += countTop5(scores, labels);
}

void Evaluator::add(PassTotals totals) {
    loss_ += at::tensor(totals.loss, loss_.options());
    correct_ += at::tensor(totals.rangeCorrect, correct_.options());
    if (!totals.top5.empty()) {
        totals.top5.push_back(totals.fusionTop5);
        const at::Tensor top5 = at::tensor(totals.top5, correct_.options());
        top5_ = top5_.defined() ? top5_ + top5 : top5;
    }
    append(totals.outcomes);
    images_ += totals.images;
}

void Evaluator::append(const ImageOutcomes& outcomes) {
    const auto add = [](auto& all, const auto& part) {
        all.insert(all.end(), part.begin(), part.end());
    };
    add(outcomes_.labels, outcomes.labels);
    for (std::size_t i = 0; i < outcomes_.scorers.size(); ++i) {
        add(outcomes_.scorers[i].predicted, outcomes.scorers[i].predicted);
        add(outcomes_.scorers[i].confidence, outcomes.scorers[i].confidence);
        add(outcomes_.scorers[i].margin, outcomes.scorers[i].margin);
    }
}

namespace {

template <typename T>
std::vector<T> onHost(const at::Tensor& tensor, at::ScalarType type) {
    const at::Tensor host = tensor.to(at::kCPU, type).contiguous();
    const T* begin = host.data_ptr<T>();
    return {begin, begin + host.numel()};
}

std::vector<double> fractionsOf(const at::Tensor& counts, std::int64_t images) {
    std::vector<double> fractions;
    for (const std::int64_t count : onHost<std::int64_t>(counts, at::kLong)) {
        fractions.push_back(static_cast<double>(count) / static_cast<double>(images));
    }
    return fractions;
}

} // namespace

Evaluation Evaluator::result() {
    if (images_ == 0) {
        throw Error("evaluation: no images");
    }
    for (const BatchOutcomes& batch : batches_) {
        ImageOutcomes part;
        part.labels = onHost<std::int32_t>(batch.labels, at::kInt);
        for (std::int64_t i = 0; i < batch.predicted.size(0); ++i) {
            part.scorers.push_back({onHost<std::int32_t>(batch.predicted[i], at::kInt),
                                    onHost<float>(batch.confidence[i], at::kFloat),
                                    i < batch.margin.size(0)
                                        ? onHost<float>(batch.margin[i], at::kFloat)
                                        : std::vector<float>()});
        }
        append(part);
    }
    batches_.clear();
    Evaluation evaluation;
    evaluation.outcomes = std::move(outcomes_);
    evaluation.outcomes.rangeCorrect = onHost<std::int64_t>(correct_, at::kLong);
    const std::vector<double> ranges = fractionsOf(correct_, images_);
    const std::vector<double> loss = onHost<double>(loss_, at::kDouble);
    for (std::size_t i = 0; i < layers_; ++i) {
        evaluation.layers.push_back(
            {loss[i] / static_cast<double>(images_), ranges[rangeIndex(i, i, layers_)]});
    }
    evaluation.fusion = ranges[rangeIndex(0, layers_ - 1, layers_)];
    if (top5_.defined()) {
        Evaluation::Measure top5{findMetric(kTop5Key).value(), fractionsOf(top5_, images_), 0};
        top5.fusion = top5.layers.back();
        top5.layers.pop_back();
        evaluation.measures.push_back(std::move(top5));
    }
    return evaluation;
}

} // namespace asge
