// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/export/tensorboard.h"

#include "core/base/error.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <set>
#include <sstream>

namespace asge {
namespace {

RunDetail writtenRun() {
    RunDetail run;
    run.summary.id = 7;
    run.summary.created = "2026-01-31T12:00:00Z";
    for (std::int64_t s = 1; s <= 3; ++s) {
        run.steps.push_back({s <= 2 ? 1 : 2,
                             s,
                             0.5 * static_cast<double>(s),
                             {{1.0 / static_cast<double>(s), 0.25}, {2, 0.5}}});
    }
    EpochEvent epoch;
    epoch.epoch = 1;
    epoch.step = 2;
    epoch.seconds = 1.25;
    epoch.values.setRun(MetricId::learningRate, 0.125);
    epoch.values.setRun(MetricId::imagesPerSecond, 300);
    epoch.values.setRun(MetricId::probeShare, 0.0625);
    epoch.values.setRun(MetricId::waitShare, 0.03125);
    for (const Split split : {Split::train, Split::validation}) {
        epoch.values.setScores(split, std::vector<LayerScore>{{1.5, 0.375}, {2.5, 0.4375}});
    }
    epoch.values.setScores(
        Split::test,
        std::vector<LayerScore>{{0.75, 0.625}, {std::numeric_limits<double>::quiet_NaN(), 0.6875}});
    epoch.values.set(findMetric("top5").value(), Split::test,
                     Predictions{.last = 0.875, .fusion = 1, .best = 0.9375});
    epoch.values.setLayers(findMetric("gradient_norm").value(), Split::train,
                           std::vector<double>{1.5, 2.5});
    epoch.values.set(MetricId::accuracy, Split::test,
                     Predictions{.last = 0.6875, .fusion = 0.75, .best = 0.625});
    run.epochs = {epoch};
    return run;
}

/// Reads the wire format independently of the writer.
class WireReader {
  public:
    explicit WireReader(std::string_view bytes) : rest_(bytes) {}

    bool atEnd() const { return rest_.empty(); }
    std::uint64_t varint() {
        std::uint64_t value = 0;
        for (int shift = 0;; shift += 7) {
            const auto byte = static_cast<unsigned char>(take(1)[0]);
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if ((byte & 0x80U) == 0) {
                return value;
            }
        }
    }
    template <class Number>
    Number fixed() { // this machine is little-endian too
        Number number{};
        std::memcpy(&number, take(sizeof number).data(), sizeof number);
        return number;
    }
    std::string_view take(std::size_t size) {
        EXPECT_LE(size, rest_.size());
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(std::min(size, rest_.size()));
        return taken;
    }

  private:
    std::string_view rest_;
};

struct Scalar {
    double time;
    std::int64_t step;
    std::string tag;
    float value;
};

std::uint32_t unmasked(std::uint32_t masked) {
    const std::uint32_t turned = masked - 0xa282ead8U;
    return turned >> 17U | turned << 15U;
}

void readSummary(std::string_view bytes, double time, std::int64_t step,
                 std::vector<Scalar>& scalars) {
    WireReader summary(bytes);
    while (!summary.atEnd()) {
        EXPECT_EQ(summary.varint(), 1U << 3U | 2U);
        WireReader value(summary.take(summary.varint()));
        EXPECT_EQ(value.varint(), 1U << 3U | 2U);
        const std::string tag(value.take(value.varint()));
        EXPECT_EQ(value.varint(), 2U << 3U | 5U);
        scalars.push_back({time, step, tag, value.fixed<float>()});
        EXPECT_TRUE(value.atEnd());
    }
}

std::vector<Scalar> readEvents(std::string_view bytes, std::string* version) {
    std::vector<Scalar> scalars;
    WireReader file(bytes);
    while (!file.atEnd()) {
        const std::string_view length = file.take(8);
        std::uint64_t size = 0;
        std::memcpy(&size, length.data(), sizeof size);
        EXPECT_EQ(unmasked(file.fixed<std::uint32_t>()), crc32c(length));
        const std::string_view record = file.take(size);
        EXPECT_EQ(unmasked(file.fixed<std::uint32_t>()), crc32c(record));
        WireReader event(record);
        EXPECT_EQ(event.varint(), 1U << 3U | 1U);
        const auto time = event.fixed<double>();
        EXPECT_EQ(event.varint(), 2U << 3U | 0U);
        const auto step = static_cast<std::int64_t>(event.varint());
        const std::uint64_t tag = event.varint();
        const std::string_view content = event.take(event.varint());
        EXPECT_TRUE(event.atEnd());
        if (tag == (3U << 3U | 2U)) {
            *version = content;
        } else {
            EXPECT_EQ(tag, 5U << 3U | 2U);
            readSummary(content, time, step, scalars);
        }
    }
    return scalars;
}

TEST(Tensorboard, ChecksumsAreCrc32c) {
    EXPECT_EQ(crc32c(""), 0U);
    EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
    EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU); // RFC 3720, B.4
    EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43U);
}

TEST(Tensorboard, BeginsWithTheFormatsVersion) {
    // Length 24, its checksum, then Event { wall_time: 0, step: 0, file_version: … }.
    const std::string bytes = tensorboardBytes({});
    const std::string event("\x09\0\0\0\0\0\0\0\0\x10\0\x1a\x0d"
                            "brain.Event:2",
                            26);
    ASSERT_EQ(bytes.size(), 8 + 4 + event.size() + 4);
    EXPECT_EQ(bytes.substr(0, 8), std::string("\x1a\0\0\0\0\0\0\0", 8));
    EXPECT_EQ(bytes.substr(12, event.size()), event);
}

TEST(Tensorboard, HasEveryScalarAtItsStepAndTime) {
    std::string version;
    const std::vector<Scalar> scalars = readEvents(tensorboardBytes(writtenRun()), &version);
    EXPECT_EQ(version, "brain.Event:2");
    ASSERT_EQ(scalars.size(), 3U * 4 + 3 * 4 + 12);
    constexpr double kBegin = 1769860800; // 2026-01-31T12:00:00Z
    const auto find = [&](const std::string& tag, std::int64_t step) {
        for (const Scalar& scalar : scalars) {
            if (scalar.tag == tag && scalar.step == step) {
                return scalar;
            }
        }
        ADD_FAILURE() << tag << " at " << step;
        return Scalar{};
    };
    EXPECT_EQ(find("layer1/batch/loss", 2).value, 0.5F);
    EXPECT_EQ(find("layer1/batch/loss", 2).time, kBegin + 1);
    EXPECT_EQ(find("layer2/batch/accuracy", 3).value, 0.5F);
    EXPECT_EQ(find("layer1/test/accuracy", 2).value, 0.625F);
    EXPECT_EQ(find("layer1/test/accuracy", 2).time, kBegin + 1.25);
    EXPECT_EQ(find("layer2/train/loss", 2).value, 2.5F);
    EXPECT_EQ(find("layer2/validation/accuracy", 2).value, 0.4375F);
    EXPECT_TRUE(std::isnan(find("layer2/test/loss", 2).value));
    EXPECT_EQ(find("fusion/test/accuracy", 2).value, 0.75F);
    EXPECT_EQ(find("last/test/accuracy", 2).value, 0.6875F);
    EXPECT_EQ(find("best/test/accuracy", 2).value, 0.625F);
    EXPECT_EQ(find("last/test/top5_accuracy", 2).value, 0.875F);
    EXPECT_EQ(find("fusion/test/top5_accuracy", 2).value, 1.0F);
    EXPECT_EQ(find("best/test/top5_accuracy", 2).value, 0.9375F);
    EXPECT_EQ(find("layer2/train/gradient_norm", 2).value, 2.5F);
    EXPECT_EQ(find("learning_rate", 2).value, 0.125F);
    EXPECT_EQ(find("images_per_second", 2).value, 300.0F);
    EXPECT_EQ(find("probe_share", 2).value, 0.0625F);
    EXPECT_EQ(find("wait_share", 2).value, 0.03125F);
    for (std::size_t i = 1; i < scalars.size(); ++i) {
        EXPECT_LE(scalars[i - 1].step, scalars[i].step);
    }
}

TEST(Tensorboard, TagsSayWhatTheScoresAre) {
    const auto tags = [](const char* method) {
        RunDetail run = writtenRun();
        run.summary.method = method;
        run.layers.resize(2);
        std::string version;
        std::set<std::string> found;
        for (const Scalar& scalar : readEvents(tensorboardBytes(run), &version)) {
            found.insert(scalar.tag);
        }
        return found;
    };
    const std::set<std::string> pairs = tags("forward-forward");
    EXPECT_TRUE(pairs.contains("layer1/batch/positive_negative_accuracy"));
    EXPECT_TRUE(pairs.contains("layer1/train/positive_negative_loss"));
    EXPECT_FALSE(pairs.contains("layer1/train/accuracy"));
    EXPECT_TRUE(pairs.contains("layer1/test/accuracy"));
    const std::set<std::string> random = tags("backprop");
    EXPECT_TRUE(random.contains("layer1/test/accuracy_untrained_readout"));
    EXPECT_TRUE(random.contains("layer1/batch/loss_untrained_readout"));
    EXPECT_TRUE(random.contains("fusion/test/accuracy_untrained_readout"));
    EXPECT_TRUE(random.contains("layer2/test/accuracy"));
    EXPECT_TRUE(random.contains("last/test/accuracy"));
    EXPECT_TRUE(random.contains("layer2/train/gradient_norm"));
}

TEST(Tensorboard, WritesAFileThatReadersFind) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("asge_tensorboard_" + std::to_string(getpid()));
    const std::filesystem::path path = writeTensorboard(writtenRun(), folder / "logs");
    EXPECT_EQ(path, folder / "logs" / "run-7" / "events.out.tfevents.1769860800.asge");
    std::ifstream file(path, std::ios::binary);
    std::stringstream bytes;
    bytes << file.rdbuf();
    EXPECT_EQ(bytes.str(), tensorboardBytes(writtenRun()));

    RunDetail other = writtenRun();
    other.summary.id = 8;
    EXPECT_NE(writeTensorboard(other, folder / "logs").parent_path(), path.parent_path())
        << "TensorBoard treats the files of a folder as one run";
    RunDetail longer = writtenRun();
    longer.steps.push_back({2, 4, 2, {{1, 0.5}, {1, 0.5}}});
    EXPECT_EQ(writeTensorboard(longer, folder / "logs"), path) << "replaced";
    EXPECT_EQ(std::filesystem::file_size(path), tensorboardBytes(longer).size());
    const std::filesystem::directory_iterator files(path.parent_path());
    EXPECT_EQ(std::distance(begin(files), end(files)), 1) << "no other file in the folder";
    EXPECT_THROW(writeTensorboard(writtenRun(), path / "no"), BadInput)
        << "the folder's name is a file";
    std::filesystem::remove_all(folder);
}

} // namespace
} // namespace asge
