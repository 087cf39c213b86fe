// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/base/error.h"
#include "widgets/common/inspection.h"

#include <QPointer>

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge::test {

/// A network of two layers for grey images of 4 × 4 pixels and three classes. Layer 1 has one
/// channel of 2 × 2 patches, whose goodness is the mean pixel; layer 2 has one patch, the mean of
/// the image.
class FakeInspector : public Inspector {
  public:
    FakeInspector() {
        facts_.run = 1;
        facts_.epoch = 2;
        facts_.step = 20;
        facts_.classNames = {"cat", "dog", "fox"};
        facts_.channels = 1;
        facts_.height = facts_.width = 4;
        facts_.layers = 2;
        Readouts readouts;
        readouts.classes = 3;
        readouts.layers = {{1, 2, {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, -1}, {0.5F, 0, 0}},
                           {1, 1, {2, 1, -1}, {0, 0.25F, 0}}};
        readouts_ = std::make_shared<const Readouts>(readouts);
    }

    /// Gives layer 1 more channels, which have no goodness.
    void setChannels(int channels) {
        channels_ = channels;
        Readouts wide = *readouts_;
        LayerReadout& first = wide.layers[0];
        const std::vector<float> own = first.weights;
        first.channels = channels;
        first.weights.assign(static_cast<std::size_t>(3 * channels * 4), 0);
        for (int label = 0; label < 3; ++label) {
            std::copy_n(own.begin() + 4 * label, 4, first.weights.begin() + label * channels * 4);
        }
        readouts_ = std::make_shared<const Readouts>(wide);
    }

    /// Reads layer 1 out by the mean of its patches; the evidence then has maps of one patch.
    void setWholeReadout() {
        isWhole_ = true;
        Readouts whole = *readouts_;
        whole.layers[0] = {1, 1, {1, 2, -1}, {0.5F, 0, 0}};
        readouts_ = std::make_shared<const Readouts>(whole);
    }

    const InspectedNetwork& network() const override { return facts_; }
    InspectedNetwork& facts() { return facts_; }
    ReadoutsPtr readouts() const override { return readouts_; }
    ProbeSnapshot read(const ProbeImages& images) override {
        shown.push_back(images);
        ProbeSnapshot maps;
        maps.samples = 1;
        maps.classes = 3;
        std::vector<float> patches(4);
        for (std::size_t i = 0; i < 16; ++i) {
            patches[i / 8 * 2 + i % 4 / 2] += static_cast<float>(images.pixels[i]) / 255 / 4;
        }
        const float mean = std::accumulate(patches.begin(), patches.end(), 0.0F) / 4;
        std::vector<float> goodness(static_cast<std::size_t>(4 * channels_));
        std::copy(patches.begin(), patches.end(), goodness.begin()); // other channels have none
        maps.layers = {{channels_, 2, goodness, probabilities[0]},
                       {1, 1, {mean}, probabilities[1]}};
        return maps;
    }
    std::optional<ProbeSnapshot> evidenceMaps(const ProbeImages& images) override {
        if (!isWhole_) {
            return std::nullopt;
        }
        ProbeSnapshot maps = read(images);
        shown.pop_back();
        const std::vector<float>& patches = maps.layers[0].goodness;
        maps.layers[0].goodness = {std::accumulate(patches.begin(), patches.end(), 0.0F) / 4};
        maps.layers[0].patches = 1;
        return maps;
    }
    std::vector<int> checkpointEpochs() override {
        std::vector<int> epochs;
        for (const EpochProbabilities& each : past) {
            epochs.push_back(each.epoch);
        }
        return epochs;
    }
    std::vector<EpochProbabilities> history(const ProbeImages&, LoadWatch&) override {
        ++histories;
        return past;
    }
    std::int64_t count(Split, LoadWatch&) override { return splitImages; }
    ProbeImages images(Split split, const std::vector<std::int64_t>& positions,
                       LoadWatch&) override {
        if (!imageProblem.empty()) {
            throw BadInput(imageProblem);
        }
        if (positions.back() >= splitImages) {
            throw BadInput("image " + std::to_string(positions.back()) + ": there are only " +
                           std::to_string(splitImages));
        }
        const auto value =
            static_cast<std::uint8_t>(40 * positions.front() + (split == Split::test ? 0 : 20));
        const std::size_t count = positions.size();
        return {static_cast<int>(count),
                1,
                4,
                4,
                std::vector<std::uint8_t>(16 * count, value),
                std::vector<int>(count, 2),
                std::vector<int>(count, 0)};
    }
    ImageOutcomes outcomes(Split, LoadWatch&) override { return made; }
    std::vector<std::vector<Neighbour>> neighbours(const ProbeImages&, int, LoadWatch&) override {
        if (!neighbourProblem.empty()) {
            throw BadInput(neighbourProblem);
        }
        return near;
    }

    ChannelDepth channel(int layer, int channel, LoadWatch&) override {
        if (!channelProblem.empty()) {
            throw BadInput(channelProblem);
        }
        ChannelDepth answer = depth;
        answer.layer = layer;
        answer.channel = channel;
        return answer;
    }

    LinearProbes linearProbes(LoadWatch&) override {
        if (!probeProblem.empty()) {
            throw BadInput(probeProblem);
        }
        return probes;
    }

    std::vector<ProbeImages> shown;
    /// Of the two layers, for any image.
    std::vector<std::vector<float>> probabilities{{0.5F, 0.25F, 0.25F}, {0.1F, 0.8F, 0.1F}};
    std::vector<EpochProbabilities> past;     ///< what history() returns
    int histories = 0;                        ///< calls of history()
    std::vector<std::vector<Neighbour>> near; ///< what neighbours() returns
    std::int64_t splitImages = 5;             ///< of each split
    std::string imageProblem;                 ///< what images() throws, if it is not empty
    std::string neighbourProblem;             ///< what neighbours() throws, if it is not empty
    ImageOutcomes made;                       ///< what outcomes() returns
    ChannelDepth depth;         ///< what channel() returns, for the channel that is asked for
    LinearProbes probes;        ///< what linearProbes() returns
    std::string probeProblem;   ///< what linearProbes() throws, if it is not empty
    std::string channelProblem; ///< what channel() throws, if it is not empty

  private:
    InspectedNetwork facts_;
    ReadoutsPtr readouts_;
    int channels_ = 1; ///< of layer 1
    bool isWhole_ = false;
};

/// Answers in the order of deliver(); a newer question of a topic replaces the older one.
class FakeInspection : public Inspection {
  public:
    void ask(QObject* context, const QString& topic, Hurry, const InspectedState& state, Work work,
             Failed failed) override {
        states.push_back(state);
        waiting[topic] = {context, std::move(work), std::move(failed), state.run};
    }
    void cancel(const QString& topic) override { waiting.erase(topic); }
    void deliver() {
        for (auto& [topic, question] : std::exchange(waiting, {})) {
            LoadWatch watch;
            try {
                const bool isOther = others.contains(question.run);
                const auto result =
                    question.work(isOther ? others[question.run] : inspector, watch);
                result();
            } catch (const std::exception& error) {
                question.failed(QString::fromUtf8(error.what()));
            }
        }
    }

    struct Question {
        QPointer<QObject> context;
        Work work;
        Failed failed;
        RunId run = 0;
    };
    FakeInspector inspector;
    std::map<RunId, FakeInspector> others; ///< those of runs with another network
    std::map<QString, Question> waiting;
    std::vector<InspectedState> states;
};

} // namespace asge::test
