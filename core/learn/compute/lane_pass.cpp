// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/compute/lane_pass.h"

#include "core/experiment/memory_needs.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace asge {

namespace {

using kernels::Bfloat16;
using kernels::MapShape;
using kernels::Moments;

/// With fewer images, a lane spends more time on preparing the weights of the convolutions than it
/// saves.
constexpr std::int64_t kMinImagesPerLane = 4;

constexpr auto kChannelsLast = at::MemoryFormat::ChannelsLast;

at::ScalarType typeOf(Precision precision) {
    return precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat;
}

template <typename T>
T* data(const at::Tensor& tensor) {
    return static_cast<T*>(tensor.data_ptr());
}

/// Activations in memory that is kept from pass to pass: freeing and allocating it again would cost
/// page faults and fragment the heap. The strides are channels-last also for one channel, for which
/// LibTorch could choose others.
at::Tensor activationsIn(at::Tensor& memory, at::IntArrayRef sizes, at::ScalarType type) {
    const std::int64_t count = c10::multiply_integers(sizes);
    if (!memory.defined() || memory.numel() < count) {
        memory = at::empty({count}, type);
    }
    const std::int64_t channels = sizes[1];
    const std::int64_t row = channels * sizes[3];
    return memory.as_strided(sizes, {row * sizes[2], 1, row, channels});
}

/// Computes the softmax in place. Returns the cross-entropy with a target of 1 − `smoothing` at the
/// label plus `smoothing` / classes everywhere.
double softmax(std::vector<float>& values, std::int64_t label, double smoothing) {
    const float largest = *std::max_element(values.begin(), values.end());
    double target = (1 - smoothing) * (values[static_cast<std::size_t>(label)] - largest);
    if (smoothing > 0) {
        const double all = std::accumulate(values.begin(), values.end(), 0.0);
        const auto count = static_cast<double>(values.size());
        target += smoothing * (all / count - largest);
    }
    double sum = 0;
    for (float& value : values) {
        value = std::exp(value - largest);
        sum += value;
    }
    for (float& value : values) {
        value = static_cast<float>(value / sum);
    }
    return std::log(sum) - target;
}

kernels::Pool poolOf(const Layer& layer) {
    if (!layer.pools) {
        return kernels::Pool::none;
    }
    switch (layer.pooling) {
    case Pooling::max:
        return kernels::Pool::max;
    case Pooling::mean:
        return kernels::Pool::mean;
    default:
        return kernels::Pool::rms;
    }
}

kernels::Norm normOf(const Layer& layer) {
    switch (layer.normalization) {
    case Normalization::channel:
        return kernels::Norm::channel;
    case Normalization::rms:
        return kernels::Norm::rms;
    case Normalization::none:
        return kernels::Norm::none;
    default:
        return kernels::Norm::layer;
    }
}

} // namespace

/// The buffers and results of one lane.
struct LanePass::Lane {
    std::vector<float> goodness;
    std::vector<float> goodnessGradient;
    std::vector<float> pooled;
    std::vector<float> channelSums;
    std::vector<float> keep; ///< dropout factors of the next layer's channels
    std::vector<float> logits;
    /// chunk × layers × classes, of an evaluation
    std::vector<float> probabilities;
    std::vector<float> gradient;
    at::Tensor maps[2];                     ///< the inputs of even and of odd layers
    std::vector<LayerObservation> observed; ///< sums over this lane's images
    PassTotals totals;
    PhaseSeconds phases;
    std::vector<double> layerSeconds; ///< of training steps
};

struct LanePass::Job {
    const BatchSource& images;
    const Parameters* parameters = nullptr;            ///< null for a forward pass
    const LaneStep* step = nullptr;                    ///< null for a forward pass
    std::vector<LayerObservation>* observed = nullptr; ///< null except for a probe
    ImageOutcomes* outcomes = nullptr;                 ///< null except for an evaluation
    std::int64_t samples = 0;

    bool trains() const { return parameters != nullptr; }
    bool trains(std::size_t layer) const {
        return trains() && (step->learns.empty() || step->learns[layer]);
    }
    double smoothing() const { return trains() ? step->labelSmoothing : 0.0; }
};

void useOneThread() {
    at::set_num_threads(1);
}

LanePass::LanePass(const Network& network, Precision precision, int lanes,
                   const kernels::Kernels& kernels)
    : network_(network), precision_(precision), kernels_(kernels),
      laneStates_(static_cast<std::size_t>(lanes)), lanes_(lanes, useOneThread) {
    for (Lane& lane : laneStates_) {
        lane.layerSeconds.resize(network.layers.size());
    }
    reload();
}

LanePass::~LanePass() = default;

void LanePass::reload() {
    weights_.clear();
    projections_.clear();
    const at::ScalarType type = typeOf(precision_);
    for (const Layer& layer : network_.layers) {
        weights_.push_back(
            {layer.weight.to(type).contiguous(kChannelsLast), layer.bias.to(type).contiguous()});
        const std::int64_t classes = layer.projection.size(0);
        projections_.push_back(layer.projection.view({classes, layer.weight.size(0), -1})
                                   .transpose(1, 2)
                                   .contiguous());
    }
}

void LanePass::plan(std::int64_t height, std::int64_t width) {
    if (height == height_ && width == width_) {
        return;
    }
    height_ = height;
    width_ = width;
    maps_.clear();
    shown_.clear();
    std::size_t features = 0;
    std::size_t pooled = 0;
    std::size_t channels = 0;
    for (const Layer& layer : network_.layers) {
        const auto planFor = [&](int patches) {
            return kernels::MapPlan(static_cast<int>(layer.weight.size(0)),
                                    static_cast<int>(height), static_cast<int>(width), patches,
                                    poolOf(layer), normOf(layer), layer.goodness == Goodness::sum);
        };
        maps_.push_back(planFor(layer.patches));
        shown_.push_back(planFor(layer.shownPatches));
        const MapShape& shape = maps_.back().shape();
        features = std::max({features, static_cast<std::size_t>(shape.features),
                             static_cast<std::size_t>(shown_.back().shape().features)});
        channels = std::max(channels, static_cast<std::size_t>(shape.channels));
        if (layer.pools) {
            pooled = std::max(pooled, static_cast<std::size_t>(shape.nextSize));
            height /= 2;
            width /= 2;
        }
    }
    for (Lane& lane : laneStates_) {
        lane.goodness.resize(features);
        lane.goodnessGradient.resize(features);
        lane.pooled.resize(pooled);
        lane.channelSums.resize(2 * channels);
        lane.logits.resize(static_cast<std::size_t>(network_.layers.front().projection.size(0)));
    }
}

std::int64_t LanePass::chunkSize(std::int64_t count) const {
    std::int64_t largest = 1;
    for (const kernels::MapPlan& map : maps_) {
        largest = std::max<std::int64_t>(largest, map.shape().size);
    }
    const auto bytes = largest * static_cast<std::int64_t>(elementSize(typeOf(precision_)));
    const std::int64_t most = std::max<std::int64_t>(1, kChunkBytes / bytes);
    const std::int64_t chunks = (count + most - 1) / most;
    return (count + chunks - 1) / chunks; // chunks of nearly equal size
}

PassTotals LanePass::forward(const BatchSource& images) {
    ImageOutcomes outcomes = emptyOutcomes(network_.layers.size(), network_.classes,
                                           static_cast<std::size_t>(images.count));
    Job job{images};
    job.outcomes = &outcomes;
    PassTotals totals = pass(job);
    for (std::size_t i = 0; i < totals.correct.size(); ++i) {
        totals.rangeCorrect[rangeIndex(i, i, totals.correct.size())] = totals.correct[i];
    }
    outcomes.rangeCorrect = totals.rangeCorrect;
    totals.outcomes = std::move(outcomes);
    return totals;
}

std::vector<LayerObservation> LanePass::observe(const BatchSource& images, std::int64_t samples) {
    plan(images.height, images.width);
    const std::size_t classes = laneStates_.front().logits.size();
    std::vector<LayerObservation> observed;
    for (const kernels::MapPlan& map : shown_) {
        const MapShape& shape = map.shape();
        const auto channels = static_cast<std::size_t>(shape.channels);
        const auto count = static_cast<std::size_t>(samples);
        observed.push_back({std::vector<float>(count * static_cast<std::size_t>(shape.features)),
                            std::vector<float>(count * classes), std::vector<float>(channels),
                            std::vector<float>(channels),
                            std::vector<std::uint8_t>(static_cast<std::size_t>(shape.size))});
    }
    for (Lane& lane : laneStates_) {
        lane.observed = observed;
    }
    pass({images, nullptr, nullptr, &observed, nullptr, samples});
    const auto add = [](auto& sum, const auto& part, auto combine) {
        std::transform(sum.begin(), sum.end(), part.begin(), sum.begin(), combine);
    };
    for (Lane& lane : laneStates_) {
        for (std::size_t i = 0; i < observed.size(); ++i) {
            add(observed[i].goodnessSum, lane.observed[i].goodnessSum, std::plus());
            add(observed[i].activationSum, lane.observed[i].activationSum, std::plus());
            add(observed[i].fires, lane.observed[i].fires, std::bit_or());
        }
        lane.observed.clear();
    }
    return observed;
}

PassTotals LanePass::gradient(const BatchSource& images, const Parameters& parameters,
                              const LaneStep& step) {
    gradientPointers_.clear();
    for (Lane& lane : laneStates_) {
        lane.gradient.resize(static_cast<std::size_t>(parameters.count()));
        gradientPointers_.push_back(lane.gradient.data());
    }
    return pass({images, &parameters, &step});
}

PassTotals LanePass::pass(const Job& job) {
    plan(job.images.height, job.images.width);
    const std::int64_t count = job.images.count;
    const std::int64_t activeLanes =
        std::clamp<std::int64_t>(count / kMinImagesPerLane, 1, std::int64_t{lanes()});
    lanes_.run([&](int index) {
        const at::NoGradGuard noGrad;
        Lane& lane = laneStates_[static_cast<std::size_t>(index)];
        const std::int64_t first = std::min<std::int64_t>(index, activeLanes) * count / activeLanes;
        const std::int64_t end =
            std::min<std::int64_t>(index + 1, activeLanes) * count / activeLanes;
        if (precision_ == Precision::bfloat16) {
            runLane<Bfloat16>(job, lane, first, end - first);
        } else {
            runLane<float>(job, lane, first, end - first);
        }
    });
    PassTotals totals = laneStates_.front().totals;
    for (std::size_t i = 1; i < laneStates_.size(); ++i) {
        const PassTotals& other = laneStates_[i].totals;
        for (std::size_t layer = 0; layer < totals.loss.size(); ++layer) {
            totals.loss[layer] += other.loss[layer];
            totals.correct[layer] += other.correct[layer];
        }
        for (std::size_t layer = 0; layer < totals.top5.size(); ++layer) {
            totals.top5[layer] += other.top5[layer];
        }
        for (std::size_t range = 0; range < totals.rangeCorrect.size(); ++range) {
            totals.rangeCorrect[range] += other.rangeCorrect[range];
        }
        totals.fusionTop5 += other.fusionTop5;
        totals.images += other.images;
    }
    return totals;
}

template <typename T>
void LanePass::runLane(const Job& job, Lane& lane, std::int64_t first, std::int64_t count) {
    const std::size_t layers = network_.layers.size();
    lane.totals = {std::vector<double>(layers), std::vector<std::int64_t>(layers), count};
    if (job.outcomes != nullptr) {
        lane.totals.rangeCorrect.resize(rangeCount(layers));
    }
    if (job.outcomes != nullptr &&
        isMeasured(kTop5Key, static_cast<std::int64_t>(lane.logits.size()))) {
        lane.totals.top5.resize(layers);
    }
    if (job.trains()) {
        std::fill(lane.gradient.begin(), lane.gradient.end(), 0.0F);
    }
    if (count == 0) {
        return;
    }
    const std::int64_t chunk = chunkSize(count);
    for (std::int64_t begin = 0; begin < count; begin += chunk) {
        LapTimer timer(lane.phases);
        Batch batch = job.images.part(first + begin, std::min(chunk, count - begin));
        batch.input =
            activationsIn(lane.maps[0], batch.input.sizes(), typeOf(precision_)).copy_(batch.input);
        timer.lap(Phase::data);
        runChunk<T>(job, lane, std::move(batch), first + begin);
    }
}

template <typename T>
void LanePass::runChunk(const Job& job, Lane& lane, Batch batch, std::int64_t first) {
    const std::int64_t count = batch.labels.size(0);
    if (job.outcomes != nullptr) {
        lane.probabilities.resize(static_cast<std::size_t>(count) * network_.layers.size() *
                                  lane.logits.size());
    }
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
        const auto begin = std::chrono::steady_clock::now();
        LapTimer timer(lane.phases);
        const at::Tensor z = at::conv2d(batch.input, weights_[i].weight, weights_[i].bias,
                                        /*stride=*/1, /*padding=*/1)
                                 .contiguous(kChannelsLast);
        at::Tensor next;
        if (i + 1 < network_.layers.size()) {
            const std::int64_t shrink = network_.layers[i].pools ? 2 : 1;
            next = activationsIn(lane.maps[(i + 1) % 2],
                                 {count, z.size(1), z.size(2) / shrink, z.size(3) / shrink},
                                 z.scalar_type());
        }
        timer.lap(Phase::forward);
        processImages<T>(job, lane, i, z, next, batch.labels, first);
        if (job.trains(i)) {
            weightGradient<T>(job, lane, i, batch.input, z);
        }
        if (job.trains()) {
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begin;
            lane.layerSeconds[i] += passed.count();
        }
        batch.input = std::move(next);
    }
    if (job.outcomes != nullptr) {
        fuse(job, lane, batch.labels, first);
    }
}

/// Scores the ranges of layers for the images of a chunk, whose first is image `first` of the
/// batch.
void LanePass::fuse(const Job& job, Lane& lane, const at::Tensor& labels, std::int64_t first) {
    const std::size_t layers = network_.layers.size();
    const std::size_t classes = lane.logits.size();
    RangeScorer scorer(layers, classes);
    for (std::int64_t n = 0; n < labels.size(0); ++n) {
        const auto image = static_cast<std::size_t>(first + n);
        const std::int64_t label = data<std::int64_t>(labels)[n];
        job.outcomes->labels[image] = static_cast<std::int32_t>(label);
        scorer.add(lane.probabilities.data() + static_cast<std::size_t>(n) * layers * classes,
                   label, lane.totals.rangeCorrect, job.outcomes->scorers.back(), image);
        if (!lane.totals.top5.empty()) {
            lane.totals.fusionTop5 += isInTop5(scorer.fused().data(), classes, label) ? 1 : 0;
        }
    }
}

template <typename T>
void LanePass::processImages(const Job& job, Lane& lane, std::size_t layer, const at::Tensor& z,
                             const at::Tensor& next, const at::Tensor& labels, std::int64_t first) {
    const kernels::MapKernels<T>& maps = kernels_.maps<T>();
    const MapShape& shape = maps_[layer].shape();
    const auto* projection = data<float>(projections_[layer]);
    const auto* projectionBias = data<float>(network_.layers[layer].projectionBias);

    LapTimer timer(lane.phases);
    for (std::int64_t n = 0; n < z.size(0); ++n) {
        T* image = data<T>(z) + n * shape.size;
        Moments moments{};
        maps.measure(shape, image, lane.goodness.data(), lane.pooled.data(),
                     next.defined() ? &moments : nullptr, lane.channelSums.data());
        kernels_.logits.project(projection, projectionBias, static_cast<int>(lane.logits.size()),
                                shape.features, lane.goodness.data(), lane.logits.data());
        const std::int64_t label = data<std::int64_t>(labels)[n];
        lane.totals.correct[layer] +=
            isLargest(lane.logits.data(), lane.logits.size(), label) ? 1 : 0;
        if (job.outcomes != nullptr) {
            setOutcome(job.outcomes->scorers[layer], static_cast<std::size_t>(first + n),
                       lane.logits, label);
        }
        if (!lane.totals.top5.empty()) {
            lane.totals.top5[layer] +=
                isInTop5(lane.logits.data(), lane.logits.size(), label) ? 1 : 0;
        }
        lane.totals.loss[layer] += softmax(lane.logits, label, job.smoothing());
        timer.lap(Phase::goodness);
        if (next.defined()) {
            maps.normalise(shape, image, lane.pooled.data(), moments,
                           dropoutFactors(job, lane, layer, first + n),
                           data<T>(next) + n * shape.nextSize);
            timer.lap(Phase::nextInput);
        }
        if (job.trains(layer)) {
            spreadGradient(job, lane, layer, image, label);
            timer.lap(Phase::goodness);
        }
        if (job.trains()) {
            continue;
        }
        if (job.outcomes != nullptr) {
            keepProbabilities(*job.outcomes, lane, layer, n, first + n);
        }
        if (job.observed != nullptr) {
            observeImage(job, lane, layer, image, first + n);
        }
    }
}

/// Keeps the probabilities of a layer, lane.logits, for image `n` of the chunk and `image` of the
/// batch.
void LanePass::keepProbabilities(ImageOutcomes& outcomes, Lane& lane, std::size_t layer,
                                 std::int64_t n, std::int64_t image) const {
    const std::size_t classes = lane.logits.size();
    const std::size_t place = static_cast<std::size_t>(n) * network_.layers.size() + layer;
    std::copy(lane.logits.begin(), lane.logits.end(),
              lane.probabilities.begin() + static_cast<std::ptrdiff_t>(place * classes));
    ScorerOutcomes& own = outcomes.scorers[layer];
    const auto index = static_cast<std::size_t>(image);
    own.confidence[index] = lane.logits[static_cast<std::size_t>(own.predicted[index])];
}

template <typename T>
void LanePass::observeImage(const Job& job, Lane& lane, std::size_t layer, const T* image,
                            std::int64_t index) {
    const MapShape& shape = shown_[layer].shape();
    LayerObservation& own = lane.observed[layer];
    if (shape.patches != maps_[layer].shape().patches) {
        kernels_.maps<T>().measure(shape, image, lane.goodness.data(), lane.pooled.data(), nullptr,
                                   lane.channelSums.data());
    }
    kernels_.maps<T>().observe(shape, image, own.activationSum.data(), own.fires.data());
    for (std::ptrdiff_t i = 0; i < shape.features; i += shape.channels) {
        kernels_.forFloat.accumulate(lane.goodness.data() + i, shape.channels,
                                     own.goodnessSum.data());
    }
    if (index < job.samples) {
        LayerObservation& all = (*job.observed)[layer];
        std::copy_n(lane.goodness.begin(), shape.features,
                    all.goodness.begin() + index * shape.features);
        const auto classes = static_cast<std::ptrdiff_t>(lane.logits.size());
        std::copy_n(lane.logits.begin(), classes, all.probabilities.begin() + index * classes);
    }
}

const float* LanePass::dropoutFactors(const Job& job, Lane& lane, std::size_t layer,
                                      std::int64_t image) const {
    if (!job.trains() || !job.step->dropout.isActive()) {
        return nullptr;
    }
    lane.keep.resize(static_cast<std::size_t>(maps_[layer].shape().channels));
    job.step->dropout.factors(layer + 1, image, lane.keep);
    return lane.keep.data();
}

/// Computes da = (p − t) / N, dg = da · W, and dZ = 2 · Y ⊙ spread(dg), which replaces Z.
/// `lane.logits` holds p.
template <typename T>
void LanePass::spreadGradient(const Job& job, Lane& lane, std::size_t layer, T* image,
                              std::int64_t label) {
    const MapShape& shape = maps_[layer].shape();
    const float perImage = 1.0F / static_cast<float>(job.images.count);
    const double smoothing = job.smoothing();
    const auto spread = static_cast<float>(smoothing / static_cast<double>(lane.logits.size()));
    lane.logits[static_cast<std::size_t>(label)] -= static_cast<float>(1 - smoothing);
    for (float& value : lane.logits) {
        value = (value - spread) * perImage;
    }
    float* gradient = lane.goodnessGradient.data();
    kernels_.logits.projectBack(data<float>(projections_[layer]),
                                static_cast<int>(lane.logits.size()), shape.features,
                                lane.logits.data(), gradient);
    kernels_.maps<T>().activationGradient(
        shape, image, gradient, lane.gradient.data() + job.parameters->layers[layer].bias);
}

template <typename T>
void LanePass::weightGradient(const Job& job, Lane& lane, std::size_t layer,
                              const at::Tensor& input, const at::Tensor& gradient) {
    LapTimer timer(lane.phases);
    const at::Tensor& weight = weights_[layer].weight;
    const std::int64_t biasSize = weight.size(0);
    const at::Tensor result =
        std::get<1>(at::convolution_backward(
                        gradient, input, weight, at::IntArrayRef(biasSize), /*stride=*/{1, 1},
                        /*padding=*/{1, 1}, /*dilation=*/{1, 1}, /*transposed=*/false,
                        /*output_padding=*/{0, 0}, /*groups=*/1,
                        /*output_mask=*/{false, true, false}))
            .contiguous(kChannelsLast);
    kernels_.maps<T>().accumulate(data<T>(result), result.numel(),
                                  lane.gradient.data() + job.parameters->layers[layer].weight);
    timer.lap(Phase::gradient);
}

std::vector<double> LanePass::takeLayerSeconds() {
    std::vector<double> all(network_.layers.size());
    for (Lane& lane : laneStates_) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] += std::exchange(lane.layerSeconds[i], 0.0);
        }
    }
    return all;
}

PhaseSeconds LanePass::takePhases() {
    PhaseSeconds mean;
    for (Lane& lane : laneStates_) {
        for (std::size_t i = 0; i < kPhases; ++i) {
            mean.seconds[i] += lane.phases.seconds[i] / lanes();
        }
        lane.phases = {};
    }
    return mean;
}

} // namespace asge
