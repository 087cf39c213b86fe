// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/channel_depth.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace asge {

namespace {

/// The bin of an image's goodness.
int goodnessBin(float goodness, float most) {
    if (!(goodness > 0)) { // also for NaN
        return 0;
    }
    const float part = goodness / most;
    return 1 + std::clamp(static_cast<int>(part * (kGoodnessBins - 1)), 0, kGoodnessBins - 2);
}

} // namespace

ChannelStudy::ChannelStudy(int layer, int channel, int classes)
    : layer_(layer), channel_(channel), classes_(classes) {}

void ChannelStudy::add(const LayerMaps& maps, const std::vector<int>& labels, int firstPosition) {
    if (channels_ == 0) {
        channels_ = maps.channels;
        patches_ = maps.patches;
        const auto size = static_cast<std::size_t>(channels_);
        sums_.resize(size);
        squares_.resize(size);
        products_.resize(size);
    }
    if (channel_ < 0 || channel_ >= maps.channels || maps.channels != channels_ ||
        maps.patches != patches_) {
        throw Error("channel " + std::to_string(channel_ + 1) + ": the maps have " +
                    std::to_string(maps.channels) + " channels");
    }
    const int area = patches_ * patches_;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const float* image = maps.goodness.data() + i * static_cast<std::size_t>(channels_) *
                                                        static_cast<std::size_t>(area);
        const float* own = image + static_cast<std::ptrdiff_t>(channel_) * area;
        const auto strongest = static_cast<int>(std::max_element(own, own + area) - own);
        float sum = 0;
        for (int p = 0; p < area; ++p) {
            sum += own[p];
        }
        images_.push_back({sum / static_cast<float>(area),
                           {firstPosition + static_cast<int>(i), labels[i], strongest / patches_,
                            strongest % patches_, own[strongest]}});
        addCorrelations(image);
    }
}

void ChannelStudy::addCorrelations(const float* maps) {
    const int area = patches_ * patches_;
    const float* own = maps + static_cast<std::ptrdiff_t>(channel_) * area;
    for (int c = 0; c < channels_; ++c) {
        const auto at = static_cast<std::size_t>(c);
        const float* other = maps + static_cast<std::ptrdiff_t>(c) * area;
        for (int p = 0; p < area; ++p) {
            const auto value = static_cast<double>(other[p]);
            sums_[at] += value;
            squares_[at] += value * value;
            products_[at] += value * static_cast<double>(own[p]);
        }
    }
    count_ += area;
}

ChannelDepth ChannelStudy::result(int mostPeaks, int mostCorrelations) const {
    ChannelDepth depth;
    depth.layer = layer_;
    depth.channel = channel_;
    depth.patches = patches_;
    for (const Image& image : images_) {
        depth.most = std::max(depth.most, image.goodness);
    }
    depth.histogram.resize(static_cast<std::size_t>(classes_) * kGoodnessBins);
    std::vector<double> sums(static_cast<std::size_t>(classes_));
    std::vector<double> counts(static_cast<std::size_t>(classes_));
    for (const Image& image : images_) {
        const auto label = static_cast<std::size_t>(std::clamp(image.peak.label, 0, classes_ - 1));
        ++depth.histogram[label * kGoodnessBins +
                          static_cast<std::size_t>(goodnessBin(image.goodness, depth.most))];
        sums[label] += static_cast<double>(image.goodness);
        counts[label] += 1;
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
        depth.classMeans.push_back(sums[k] / counts[k]); // NaN without images
    }
    std::vector<ChannelPeak> peaks;
    for (const Image& image : images_) {
        peaks.push_back(image.peak);
    }
    std::stable_sort(peaks.begin(), peaks.end(),
                     [](const ChannelPeak& one, const ChannelPeak& other) {
                         return one.goodness > other.goodness;
                     });
    peaks.resize(std::min(peaks.size(), static_cast<std::size_t>(std::max(mostPeaks, 0))));
    depth.peaks = std::move(peaks);

    const auto n = static_cast<double>(count_);
    const auto deviation = [&](std::size_t c) {
        return std::sqrt(std::max(squares_[c] / n - sums_[c] / n * (sums_[c] / n), 0.0));
    };
    const auto own = static_cast<std::size_t>(channel_);
    for (std::size_t c = 0; c < sums_.size(); ++c) {
        const double scale = deviation(own) * deviation(c);
        if (c != own && scale > 0) {
            const double covariance = products_[c] / n - sums_[own] / n * (sums_[c] / n);
            depth.correlations.emplace_back(static_cast<int>(c), covariance / scale);
        }
    }
    std::stable_sort(depth.correlations.begin(), depth.correlations.end(),
                     [](const auto& one, const auto& other) {
                         return std::abs(one.second) > std::abs(other.second);
                     });
    depth.correlations.resize(std::min(depth.correlations.size(),
                                       static_cast<std::size_t>(std::max(mostCorrelations, 0))));
    return depth;
}

} // namespace asge
