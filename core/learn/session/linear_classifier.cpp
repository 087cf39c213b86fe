// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/session/linear_classifier.h"

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/learn/model/prediction.h"
#include "core/learn/train/batches.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace asge {

namespace {

/// From the strongest penalty to the weakest, so that of equally accurate ones the strongest wins.
constexpr std::array kPenalties{1e-1, 1e-2, 1e-3, 1e-4, 1e-5};
constexpr auto kPenaltyCount = static_cast<std::int64_t>(kPenalties.size());
constexpr int kClassifierEpochs = 20;
constexpr double kClassifierRate = 1e-2;
/// Small sets get small batches, so that an epoch has at least about 50 steps.
constexpr std::int64_t kMostPerBatch = 512;
constexpr std::int64_t kLeastPerBatch = 16;
constexpr std::int64_t kLeastBatches = 50;
constexpr std::int64_t kBatchesUnasked = 8; ///< between two calls of onEpoch
/// Rows that are converted to double at a time.
constexpr std::int64_t kRowsAtOnce = 2048;

/// Calls `visit` with blocks of consecutive rows.
template <typename Visit>
void forEachRowBlock(const at::Tensor& rows, Visit visit) {
    for (std::int64_t first = 0; first < rows.size(0); first += kRowsAtOnce) {
        visit(rows.narrow(0, first, std::min(kRowsAtOnce, rows.size(0) - first)));
    }
}

/// Mean and standard deviation of the columns, in double: D each.
std::pair<at::Tensor, at::Tensor> columnStatistics(const at::Tensor& rows) {
    const auto count = static_cast<double>(rows.size(0));
    const auto options = rows.options().dtype(at::kDouble);
    at::Tensor mean = at::zeros({rows.size(1)}, options);
    forEachRowBlock(rows, [&](const at::Tensor& block) { mean += block.to(at::kDouble).sum(0); });
    mean /= count;
    at::Tensor squares = at::zeros({rows.size(1)}, options);
    forEachRowBlock(rows, [&](const at::Tensor& block) {
        squares += (block.to(at::kDouble) - mean).square().sum(0);
    });
    return {mean, (squares / count).sqrt()};
}

void standardise(const at::Tensor& rows, const LinearClassifier& with) {
    forEachRowBlock(rows, [&](at::Tensor block) { block.sub_(with.mean).mul_(with.scale); });
}

/// The regressions of all penalties, which are trained together.
class ClassifierTraining {
  public:
    ClassifierTraining(std::int64_t features, std::int64_t classes, const at::Device& device)
        : classes_(classes) {
        const at::TensorOptions options(device);
        const std::int64_t columns = kPenaltyCount * classes;
        parameters_ = at::zeros({features + 1, columns}, options.dtype(at::kFloat));
        momentum_ = at::zeros_like(parameters_);
        squares_ = at::zeros_like(parameters_);
        std::vector<float> penalties;
        for (const double penalty : kPenalties) {
            penalties.insert(penalties.end(), static_cast<std::size_t>(classes),
                             static_cast<float>(penalty));
        }
        penalties_ = at::tensor(penalties).to(device);
    }

    /// One step of Adam (Kingma, Ba 2015; β 0.9, 0.999, ε 1e-8).
    void step(const at::Tensor& features, const at::Tensor& labels, double rate) {
        constexpr double kBeta1 = 0.9;
        constexpr double kBeta2 = 0.999;
        constexpr double kEpsilon = 1e-8;
        const at::Tensor gradient = gradientOf(features, labels);
        ++steps_;
        momentum_.mul_(kBeta1).add_(gradient, 1 - kBeta1);
        squares_.mul_(kBeta2).addcmul_(gradient, gradient, 1 - kBeta2);
        const double size = rate / (1 - std::pow(kBeta1, steps_));
        const double root = std::sqrt(1 - std::pow(kBeta2, steps_));
        parameters_.addcdiv_(momentum_, squares_.sqrt().div_(root).add_(kEpsilon), -size);
    }

    /// The scores of all penalties, N × penalties × classes.
    at::Tensor scores(const at::Tensor& features) const {
        return at::addmm(bias(), features, weight())
            .view({features.size(0), kPenaltyCount, classes_});
    }
    at::Tensor weightOf(std::int64_t penalty) const {
        return weight().narrow(1, penalty * classes_, classes_).clone();
    }
    at::Tensor biasOf(std::int64_t penalty) const {
        return bias().narrow(0, penalty * classes_, classes_).clone();
    }

  private:
    at::Tensor weight() const { return parameters_.narrow(0, 0, parameters_.size(0) - 1); }
    at::Tensor bias() const { return parameters_[parameters_.size(0) - 1]; }

    at::Tensor gradientOf(const at::Tensor& features, const at::Tensor& labels) const {
        const std::int64_t images = features.size(0);
        at::Tensor ofScores = scores(features).softmax(2);
        const at::Tensor target = labels.view({-1, 1, 1}).expand({images, kPenaltyCount, 1});
        ofScores.scatter_add_(2, target, at::full_like(target, -1, ofScores.options()));
        ofScores = ofScores.div_(static_cast<double>(images)).flatten(1);
        at::Tensor gradient = at::empty_like(parameters_);
        at::Tensor ofWeight = gradient.narrow(0, 0, parameters_.size(0) - 1);
        at::mm_out(ofWeight, features.t(), ofScores);
        ofWeight.addcmul_(weight(), penalties_);
        gradient[parameters_.size(0) - 1].copy_(ofScores.sum(0));
        return gradient;
    }

    std::int64_t classes_;
    at::Tensor parameters_; ///< D + 1 × (penalties · classes); the last row is the bias
    at::Tensor momentum_, squares_;
    at::Tensor penalties_; ///< penalties · classes
    std::int64_t steps_ = 0;
};

/// Correct images per penalty.
std::vector<std::int64_t> correctOf(const ClassifierTraining& training,
                                    const LabelledFeatures& images) {
    std::vector<std::int64_t> correct(kPenalties.size(), 0);
    for (std::int64_t first = 0; first < images.labels.size(0); first += kRowsAtOnce) {
        const std::int64_t count = std::min(kRowsAtOnce, images.labels.size(0) - first);
        const at::Tensor scores = training.scores(images.features.narrow(0, first, count));
        for (std::size_t i = 0; i < correct.size(); ++i) {
            correct[i] += countCorrect(scores.select(1, static_cast<std::int64_t>(i)),
                                       images.labels.narrow(0, first, count))
                              .item<std::int64_t>();
        }
    }
    return correct;
}

void requireFiniteStatistics(const at::Tensor& mean, const at::Tensor& deviation) {
    if (!at::isfinite(mean).all().item<bool>() || !at::isfinite(deviation).all().item<bool>()) {
        throw Error("its features are not finite");
    }
}

} // namespace

at::Tensor LinearClassifier::scores(const at::Tensor& features) const {
    return at::addmm(bias, (features - mean) * scale, weight);
}

LinearClassifier trainLinearClassifier(LabelledFeatures& train, LabelledFeatures& validation,
                                       int classes, std::uint64_t seed,
                                       const std::function<void(int done, int all)>& onEpoch) {
    const at::NoGradGuard noGrad;
    const std::int64_t images = train.labels.size(0);
    const auto [mean, deviation] = columnStatistics(train.features);
    requireFiniteStatistics(mean, deviation);
    LinearClassifier best;
    best.mean = mean.to(at::kFloat);
    // A constant feature has a standard deviation of rounding errors.
    constexpr double kRounding = 1e-6;
    best.scale = at::where(deviation > mean.abs() * kRounding, deviation.reciprocal(),
                           at::zeros_like(deviation))
                     .to(at::kFloat);
    standardise(train.features, best);
    standardise(validation.features, best);

    ClassifierTraining training(train.features.size(1), classes, train.features.device());
    const std::int64_t batch =
        std::clamp((images + kLeastBatches - 1) / kLeastBatches, kLeastPerBatch, kMostPerBatch);
    const std::int64_t perEpoch = (images + batch - 1) / batch;
    std::int64_t most = -1;
    for (int epoch = 0; epoch < kClassifierEpochs; ++epoch) {
        const at::Tensor order =
            at::tensor(epochOrder(static_cast<int>(images), seed, epoch)).to(train.labels.device());
        for (std::int64_t i = 0; i < perEpoch; ++i) {
            if (i % kBatchesUnasked == 0) {
                onEpoch(epoch, kClassifierEpochs);
            }
            const at::Tensor chosen =
                order.narrow(0, i * batch, std::min(batch, images - i * batch));
            const double progress = static_cast<double>(epoch * perEpoch + i) /
                                    static_cast<double>(kClassifierEpochs * perEpoch);
            training.step(train.features.index_select(0, chosen),
                          train.labels.index_select(0, chosen),
                          kClassifierRate / 2 * (1 + std::cos(M_PI * progress)));
        }
        const std::vector<std::int64_t> correct = correctOf(training, validation);
        const auto found = std::max_element(correct.begin(), correct.end());
        if (*found > most) {
            most = *found;
            const auto penalty = found - correct.begin();
            best.weight = training.weightOf(penalty);
            best.bias = training.biasOf(penalty);
            best.l2 = kPenalties.at(static_cast<std::size_t>(penalty));
            best.epoch = epoch + 1;
        }
    }
    onEpoch(kClassifierEpochs, kClassifierEpochs);
    best.validationAccuracy =
        static_cast<double>(most) / static_cast<double>(validation.labels.size(0));
    std::int64_t right = 0;
    for (std::int64_t first = 0; first < images; first += kRowsAtOnce) {
        const std::int64_t count = std::min(kRowsAtOnce, images - first);
        const at::Tensor scores =
            at::addmm(best.bias, train.features.narrow(0, first, count), best.weight);
        right += countCorrect(scores, train.labels.narrow(0, first, count)).item<std::int64_t>();
    }
    best.trainAccuracy = static_cast<double>(right) / static_cast<double>(images);
    return best;
}

} // namespace asge
