// SPDX-License-Identifier: GPL-3.0-or-later

// Writes pictures of the inspector for networks of many shapes; see CONTRIBUTING.md.
#include "tests/widgets/inspector/inspector_fixture.h"
#include "widgets/common/theme.h"
#include "widgets/inspector/reading_view.h"

#include <QDir>
#include <QSpinBox>

#include <cmath>
#include <random>

namespace asge {
namespace {

const char* const kFashion[] = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                                "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};

/// What a network looks like, and what is shown.
struct PictureCase {
    const char* name;
    int layers = 4;
    int classes = 10;
    int channels = 1;
    bool dark = false;
    bool withOther = false;
    bool computing = false;
    QSize size{1240, 980};
};

/// Makes up readings that look like those of a trained network.
class InventedInspector : public Inspector {
  public:
    InventedInspector(const PictureCase& shape, RunId run, unsigned seed)
        : shape_(shape), random_(seed) {
        facts_.run = run;
        facts_.epoch = 20;
        facts_.channels = shape.channels;
        facts_.height = facts_.width = 28;
        facts_.layers = shape.layers;
        for (int k = 0; k < shape.classes; ++k) {
            facts_.classNames.push_back(k < 10 ? kFashion[k] : "class number " + std::to_string(k));
        }
        Readouts readouts;
        readouts.classes = shape.classes;
        for (int i = 0; i < shape.layers; ++i) {
            const int side = patchesOf(i);
            LayerReadout layer{4, side, {}, {}};
            layer.weights.resize(static_cast<std::size_t>(shape.classes * 4 * side * side));
            for (float& each : layer.weights) {
                each = normal_(random_);
            }
            layer.bias.resize(static_cast<std::size_t>(shape.classes));
            readouts.layers.push_back(layer);
        }
        readouts_ = std::make_shared<const Readouts>(readouts);
    }
    static int patchesOf(int layer) { return std::max(8 >> layer, 1); }
    ProbeImages image(int seed) const {
        ProbeImages image{1, shape_.channels, 28, 28, {}, {4}, {0}};
        for (int c = 0; c < shape_.channels; ++c) {
            for (int y = 0; y < 28; ++y) {
                for (int x = 0; x < 28; ++x) {
                    const double r = std::hypot(x - 13.5 + seed % 5, (y - 13.5) * 0.8);
                    image.pixels.push_back(static_cast<std::uint8_t>(
                        r < 9 + seed % 3 ? 120 + 40 * c + (x * 7 + y * 3 + seed) % 60 : 0));
                }
            }
        }
        return image;
    }

    const InspectedNetwork& network() const override { return facts_; }
    ReadoutsPtr readouts() const override { return readouts_; }
    ProbeSnapshot read(const ProbeImages&) override {
        ProbeSnapshot maps;
        maps.samples = 1;
        maps.classes = shape_.classes;
        for (int i = 0; i < shape_.layers; ++i) {
            const int side = patchesOf(i);
            LayerMaps layer{4, side, {}, {}};
            for (int k = 0; k < 4 * side * side; ++k) {
                layer.goodness.push_back(std::abs(normal_(random_)));
            }
            layer.probabilities = probabilities(i);
            maps.layers.push_back(layer);
        }
        return maps;
    }
    std::vector<int> checkpointEpochs() override { return {2, 5, 10, 20}; }
    std::vector<EpochProbabilities> history(const ProbeImages&, LoadWatch&) override {
        std::vector<EpochProbabilities> all;
        for (const int epoch : checkpointEpochs()) {
            EpochProbabilities one{epoch, 1, shape_.classes, {}};
            for (int i = 0; i < shape_.layers; ++i) {
                one.layers.push_back(probabilities(i));
            }
            all.push_back(one);
        }
        return all;
    }
    std::int64_t count(Split, LoadWatch&) override { return 5000; }
    ProbeImages images(Split, const std::vector<std::int64_t>& positions, LoadWatch&) override {
        ProbeImages all = image(static_cast<int>(positions[0]));
        for (std::size_t i = 1; i < positions.size(); ++i) {
            const ProbeImages more = image(static_cast<int>(positions[i]));
            all.pixels.insert(all.pixels.end(), more.pixels.begin(), more.pixels.end());
            all.labels.push_back(4);
            ++all.count;
        }
        return all;
    }
    ImageOutcomes outcomes(Split, LoadWatch&) override { return {}; }
    std::vector<std::vector<Neighbour>> neighbours(const ProbeImages&, int count,
                                                   LoadWatch&) override {
        std::vector<std::vector<Neighbour>> near;
        for (int i = 0; i < shape_.layers; ++i) {
            near.emplace_back();
            for (int k = 0; k < count; ++k) {
                const int label = static_cast<int>(random_() % 3) == 0
                                      ? static_cast<int>(random_()) % shape_.classes
                                      : 4;
                near.back().push_back({static_cast<int>(random_() % 5000), std::abs(label),
                                       0.1 + 0.05 * k + 0.01 * i});
            }
        }
        return near;
    }
    ChannelDepth channel(int, int, LoadWatch&) override { return {}; }
    LinearProbes linearProbes(LoadWatch&) override { return {}; }

  private:
    std::vector<float> probabilities(int layer) {
        std::vector<float> all;
        float sum = 0;
        for (int k = 0; k < shape_.classes; ++k) {
            const float boost = k == 4 ? 1.0F + 0.4F * static_cast<float>(layer % 6) : 0;
            all.push_back(std::exp(normal_(random_) + boost));
            sum += all.back();
        }
        for (float& each : all) {
            each /= sum;
        }
        return all;
    }

    PictureCase shape_;
    InspectedNetwork facts_;
    ReadoutsPtr readouts_;
    std::mt19937 random_;
    std::normal_distribution<float> normal_;
};

/// Answers at once, except what takes long if the case is `computing`.
class InventedInspection : public Inspection {
  public:
    explicit InventedInspection(const PictureCase& shape)
        : computing_(shape.computing), a_(shape, 5, 1), b_(shape, 12, 2) {}
    void ask(QObject*, const QString& topic, Hurry hurry, const InspectedState& state, Work work,
             Failed failed) override {
        if (computing_ && hurry == Hurry::patient) {
            emit progressed(topic, "showing validation images to the network", 0.6);
            return;
        }
        LoadWatch watch;
        try {
            const auto result = work(state.run == 5 ? a_ : b_, watch);
            QMetaObject::invokeMethod(this, result, Qt::QueuedConnection);
        } catch (const std::exception& error) {
            failed(error.what());
        }
    }
    void cancel(const QString&) override {}

  private:
    bool computing_;
    InventedInspector a_, b_;
};

RunRecord recordOf(const PictureCase& shape, RunId id) {
    RunRecord record = test::tinyRecord(id, 20, RunStatus::stopped);
    record.name = id == 5 ? "base" : "wide layers";
    record.layers.clear();
    for (int i = 0; i < shape.layers; ++i) {
        record.layers.push_back({32 << std::min(i, 3), InventedInspector::patchesOf(i),
                                 28 >> std::min(i, 2), 28 >> std::min(i, 2), i < 2});
    }
    const InventedInspector network(shape, id, 1);
    record.classNames = network.network().classNames;
    record.images = network.image(1);
    return record;
}

TEST(Inspector, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty());
    QDir().mkpath(folder);
    const PictureCase cases[] = {
        {"4"},
        {.name = "4-dark", .dark = true},
        {.name = "1", .layers = 1},
        {.name = "4-narrow", .size = {317, 2400}},
        {.name = "16", .layers = 16, .size = {1900, 1000}},
        {.name = "16-small-dark", .layers = 16, .dark = true, .size = {1000, 700}},
        {.name = "100-classes", .classes = 100},
        {.name = "colour", .channels = 3},
        {.name = "two", .withOther = true, .size = {1240, 1700}},
        {.name = "two-dark", .dark = true, .withOther = true, .size = {1240, 1700}},
        {.name = "computing", .computing = true},
    };
    for (const PictureCase& shape : cases) {
        InventedInspection inspection(shape);
        RunState state;
        RunState other;
        InspectorPage page;
        page.setPalette(shape.dark ? theme::darkPalette() : theme::lightPalette());
        page.setInspection(&inspection);
        page.resize(shape.size);
        state.apply(test::resetTo(recordOf(shape, 5)));
        other.apply(test::resetTo(recordOf(shape, 12)));
        page.setRun(&state);
        if (shape.withOther) {
            page.setOther(&other);
        }
        page.show();
        page.showImage(Split::test, 17);
        EXPECT_TRUE(QTest::qWaitFor([&] { return shape.computing || page.isSettled(); }, 5000));
        QTest::qWait(100);
        const QString name = folder + QStringLiteral("/inspector-") + shape.name;
        page.grab().save(name + ".png");
        QString reason;
        EXPECT_TRUE(page.exportTo(name + "-export.png", &reason)) << reason.toStdString();
    }
    InspectorPage empty;
    empty.resize(1000, 700);
    empty.grab().save(folder + "/inspector-empty.png");
}

} // namespace
} // namespace asge
