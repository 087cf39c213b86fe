// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/run/step_series.h"

#include <algorithm>

namespace asge {
namespace {

constexpr std::size_t kBlockSteps = 4096; // steps

} // namespace

struct StepSeries::Block {
    struct Head { // its members' order leaves no padding
        std::int64_t step;
        double seconds;
        int epoch;
        std::uint32_t end; ///< end of the step's scores in `scores`
    };

    std::vector<Head> heads;
    std::vector<LayerScore> scores;

    std::size_t beginOf(std::size_t place) const { return place == 0 ? 0 : heads[place - 1].end; }

    void add(const StepEvent& step) {
        scores.insert(scores.end(), step.layers.begin(), step.layers.end());
        heads.push_back(
            {step.step, step.seconds, step.epoch, static_cast<std::uint32_t>(scores.size())});
    }

    void truncate(std::size_t size) {
        scores.resize(beginOf(size));
        heads.resize(size);
    }
};

StepSeries::Block& StepSeries::lastBlock() {
    if (size_ % kBlockSteps == 0) {
        blocks_.push_back(std::make_shared<Block>());
    } else if (blocks_.back().use_count() > 1) {
        blocks_.back() = std::make_shared<Block>(*blocks_.back());
    }
    return *blocks_.back();
}

void StepSeries::append(std::span<const StepEvent> steps) {
    while (!steps.empty()) {
        Block& block = lastBlock();
        const std::size_t fitting = std::min(steps.size(), kBlockSteps - block.heads.size());
        for (const StepEvent& step : steps.first(fitting)) {
            block.add(step);
        }
        size_ += fitting;
        steps = steps.subspan(fitting);
    }
}

void StepSeries::truncate(std::size_t size) {
    if (size >= size_) {
        return;
    }
    blocks_.resize((size + kBlockSteps - 1) / kBlockSteps);
    size_ = size;
    if (size % kBlockSteps != 0) {
        lastBlock().truncate(size % kBlockSteps);
    }
}

StepSeries::Step StepSeries::operator[](std::size_t index) const {
    const Block& block = *blocks_[index / kBlockSteps];
    const std::size_t place = index % kBlockSteps;
    const Block::Head& head = block.heads[place];
    const std::size_t begin = block.beginOf(place);
    return {head.epoch, head.step, head.seconds,
            std::span(block.scores).subspan(begin, head.end - begin)};
}

std::size_t StepSeries::find(std::int64_t step) const {
    return findAfter([step](const Step& each) { return each.step < step; });
}

bool StepSeries::operator==(const StepSeries& other) const {
    const auto isEqual = [&](std::size_t index) {
        const Step a = (*this)[index], b = other[index];
        return a.epoch == b.epoch && a.step == b.step && a.seconds == b.seconds &&
               std::equal(a.layers.begin(), a.layers.end(), b.layers.begin(), b.layers.end());
    };
    for (std::size_t i = 0; i < size_ && size_ == other.size_; ++i) {
        if (!isEqual(i)) {
            return false;
        }
    }
    return size_ == other.size_;
}

} // namespace asge
