// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/learn/train/convolution_floor.h"

#include "core/learn/compute/lane_pass.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <torch/cuda.h>

#include <algorithm>
#include <chrono>

namespace asge {

namespace {

using Clock = std::chrono::steady_clock;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void waitFor(const at::Device& device) {
    if (device.is_cuda()) {
        torch::cuda::synchronize(device.index());
    }
}

} // namespace

ConvolutionFloor::ConvolutionFloor(const Network& network, const ImageShape& image, int batch,
                                   Precision precision, int threads)
    : batch_(batch), type_(precision == Precision::bfloat16 ? at::kBFloat16 : at::kFloat),
      device_(network.layers.front().weight.device()), threads_(threads) {
    std::int64_t height = image.height;
    std::int64_t width = image.width;
    for (const Layer& layer : network.layers) {
        shapes_.push_back({layer.weight.size(1), layer.weight.size(0), height, width});
        if (layer.pools) {
            height /= 2;
            width /= 2;
        }
    }
    variants_ = {{"contiguous", {}}, {"channels-last", {}}};
    if (device_.is_cpu() && threads_ > 1 && batch_ >= threads_) {
        variants_.push_back({"channels-last, in lanes", {}});
    }
}

double ConvolutionFloor::convolve(const Shape& shape, std::int64_t images, at::MemoryFormat format,
                                  int repetitions) const {
    const at::NoGradGuard noGrad;
    const auto options = at::TensorOptions(device_).dtype(type_).memory_format(format);
    const auto filled = [&](at::IntArrayRef sizes, double value) {
        return at::empty(sizes, options).fill_(value);
    };
    const at::Tensor input = filled({images, shape.inputs, shape.height, shape.width}, 0.5);
    const at::Tensor weight = filled({shape.outputs, shape.inputs, 3, 3}, 0.1);
    const at::Tensor bias = at::zeros({shape.outputs}, at::TensorOptions(device_).dtype(type_));
    const at::Tensor gradient = filled({images, shape.outputs, shape.height, shape.width}, 0.1);
    const auto once = [&] {
        at::conv2d(input, weight, bias, /*stride=*/1, /*padding=*/1);
        at::convolution_backward(gradient, input, weight, at::IntArrayRef(shape.outputs),
                                 /*stride=*/{1, 1}, /*padding=*/{1, 1}, /*dilation=*/{1, 1},
                                 /*transposed=*/false, /*output_padding=*/{0, 0}, /*groups=*/1,
                                 /*output_mask=*/{false, true, false});
    };
    once(); // chooses algorithms and touches the memory
    waitFor(device_);
    const auto begin = Clock::now();
    for (int i = 0; i < repetitions; ++i) {
        once();
    }
    waitFor(device_);
    return std::chrono::duration<double>(Clock::now() - begin).count() / repetitions;
}

double ConvolutionFloor::wholeBatch(at::MemoryFormat format) const {
    const int before = at::get_num_threads();
    at::set_num_threads(threads_);
    double sum = 0;
    for (const Shape& shape : shapes_) {
        sum += convolve(shape, batch_, format, 2);
    }
    at::set_num_threads(before);
    return sum;
}

double ConvolutionFloor::inLanes() const {
    Lanes lanes(threads_, useOneThread);
    double sum = 0;
    for (const Shape& shape : shapes_) {
        std::vector<double> seconds(static_cast<std::size_t>(threads_));
        const std::int64_t images = (batch_ + threads_ - 1) / threads_;
        lanes.run([&](int lane) {
            seconds[static_cast<std::size_t>(lane)] =
                convolve(shape, images, at::MemoryFormat::ChannelsLast, 2);
        });
        sum += *std::max_element(seconds.begin(), seconds.end());
    }
    return sum;
}

void ConvolutionFloor::measure() {
    variants_[0].seconds.push_back(wholeBatch(at::MemoryFormat::Contiguous));
    variants_[1].seconds.push_back(wholeBatch(at::MemoryFormat::ChannelsLast));
    if (variants_.size() > 2) {
        variants_[2].seconds.push_back(inLanes());
    }
}

const ConvolutionFloor::Variant& ConvolutionFloor::fastest() const {
    return *std::min_element(
        variants_.begin(), variants_.end(),
        [](const Variant& a, const Variant& b) { return median(a.seconds) < median(b.seconds); });
}

double ConvolutionFloor::seconds() const {
    return median(fastest().seconds);
}

std::string ConvolutionFloor::layout() const {
    return fastest().name;
}

} // namespace asge
