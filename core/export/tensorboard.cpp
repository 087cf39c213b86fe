// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/export/tensorboard.h"

#include "core/base/error.h"
#include "core/run/score_facts.h"
#include "core/store/files.h"

#include <array>
#include <bit>
#include <cstring>
#include <ctime>
#include <limits>
#include <span>

namespace asge {
namespace {

namespace fs = std::filesystem;

// The wire types of protobuf that are used. A field's tag consists of its number and its wire type.
enum class Wire : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

void addVarint(std::string& out, std::uint64_t value) {
    while (value >= 0x80) {
        out += static_cast<char>((value & 0x7f) | 0x80);
        value >>= 7U;
    }
    out += static_cast<char>(value);
}

template <class Number>
void addLittleEndian(std::string& out, Number bits) {
    for (std::size_t i = 0; i < sizeof bits; ++i) {
        out += static_cast<char>((bits >> (8 * i)) & 0xff);
    }
}

void addTag(std::string& out, int field, Wire wire) {
    addVarint(out, static_cast<std::uint64_t>(field) << 3U | static_cast<std::uint64_t>(wire));
}

void addBytes(std::string& out, int field, std::string_view bytes) {
    addTag(out, field, Wire::bytes);
    addVarint(out, bytes.size());
    out += bytes;
}

/// Appends a record: length, its checksum, the bytes, their checksum; all numbers are
/// little-endian. Checksums are rotated and offset as TensorBoard requires, because the CRC of
/// bytes that contain CRCs is weak.
void addRecord(std::string& out, std::string_view bytes) {
    const auto masked = [](std::string_view of) { return std::rotr(crc32c(of), 15) + 0xa282ead8U; };
    std::string length;
    addLittleEndian(length, static_cast<std::uint64_t>(bytes.size()));
    out += length;
    addLittleEndian(out, masked(length));
    out += bytes;
    addLittleEndian(out, masked(bytes));
}

/// Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
std::string eventAt(double time, std::int64_t step) {
    std::string event;
    addTag(event, 1, Wire::fixed64);
    addLittleEndian(event, std::bit_cast<std::uint64_t>(time));
    addTag(event, 2, Wire::varint);
    addVarint(event, static_cast<std::uint64_t>(step));
    return event;
}

/// "accuracy", "positive_negative_accuracy", "accuracy_untrained_readout"
std::string nameOf(const MetricValues::Entry& entry, const ScoreFacts& facts) {
    const MetricRow& row = rowOf(entry.metric);
    const std::string name(row.tag.empty() ? facts.keyOf(entry.metric, entry.split) : row.tag);
    return name + (isOfReadouts(entry.metric) && !facts.isTrained(entry.place)
                       ? "_untrained_readout"
                       : "");
}

/// Summary { repeated Value value = 1; }; Value { string tag = 1; float simple_value = 2; }
class Summary {
  public:
    void add(std::string_view tag, double number) {
        std::string value;
        addBytes(value, 1, tag);
        addTag(value, 2, Wire::fixed32);
        addLittleEndian(value, std::bit_cast<std::uint32_t>(static_cast<float>(number)));
        addBytes(bytes_, 1, value);
    }
    /// Adds the scores of a training batch.
    void add(std::span<const LayerScore> scores, const ScoreFacts& facts) {
        for (std::size_t layer = 0; layer < scores.size(); ++layer) {
            const std::string tag = "layer" + std::to_string(layer + 1) + "/batch/";
            const auto place = static_cast<Place>(layer);
            add(tag + nameOf({0, Split::train, MetricId::loss, place}, facts), scores[layer].loss);
            add(tag + nameOf({0, Split::train, MetricId::accuracy, place}, facts),
                scores[layer].accuracy);
        }
    }
    void addTo(std::string& out, double time, std::int64_t step) const {
        std::string event = eventAt(time, step);
        addBytes(event, 5, bytes_);
        addRecord(out, event);
    }

  private:
    std::string bytes_;
};

/// The run's creation time in seconds since 1970; 0 if it can't be parsed.
double beginningOf(const RunSummary& run) {
    std::tm time{};
    const char* end = strptime(run.created.c_str(), "%Y-%m-%dT%H:%M:%SZ", &time);
    return end && *end == '\0' ? static_cast<double>(timegm(&time)) : 0;
}

/// "layer1/test/accuracy", "fusion/test/accuracy", "learning_rate"
std::string tagOf(const MetricValues::Entry& entry, const ScoreFacts& facts) {
    const std::string name = nameOf(entry, facts);
    if (entry.place == kRunPlace) {
        return name;
    }
    const std::string place = entry.place >= 0 ? "layer" + std::to_string(entry.place + 1)
                                               : std::string(predictionKey(entry.place));
    return place + '/' + std::string(keyOf(entry.split)) + '/' + name;
}

Summary summaryOf(const EpochEvent& epoch, const ScoreFacts& facts) {
    Summary summary;
    for (const MetricValues::Entry& entry : epoch.values.entries()) {
        summary.add(tagOf(entry, facts), entry.value);
    }
    return summary;
}

} // namespace

std::uint32_t crc32c(std::string_view bytes) {
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < made.size(); ++i) {
            std::uint32_t rest = i;
            for (int bit = 0; bit < 8; ++bit) {
                rest = (rest >> 1U) ^ ((rest & 1U) != 0 ? 0x82f63b78U : 0U);
            }
            made[i] = rest;
        }
        return made;
    }();
    std::uint32_t sum = ~0U;
    for (const char byte : bytes) {
        sum = (sum >> 8U) ^ table[(sum ^ static_cast<unsigned char>(byte)) & 0xffU];
    }
    return ~sum;
}

std::string tensorboardBytes(const RunDetail& run) {
    const double begin = beginningOf(run.summary);
    const ScoreFacts facts = scoreFactsOf(run.summary.method, run.summary.experimentJson,
                                          run.classNames.size(), run.layers.size());
    std::string out;
    std::string version = eventAt(begin, 0);
    addBytes(version, 3, "brain.Event:2"); // identifies the format
    addRecord(out, version);
    // Ordered by step; an epoch comes after its last step.
    auto epoch = run.epochs.begin();
    const auto addEpochsBefore = [&](std::int64_t step) {
        for (; epoch != run.epochs.end() && epoch->step < step; ++epoch) {
            summaryOf(*epoch, facts).addTo(out, begin + epoch->seconds, epoch->step);
        }
    };
    for (const StepSeries::Step& step : run.steps) {
        addEpochsBefore(step.step);
        Summary summary;
        summary.add(step.layers, facts);
        summary.addTo(out, begin + step.seconds, step.step);
    }
    addEpochsBefore(std::numeric_limits<std::int64_t>::max());
    return out;
}

fs::path writeTensorboard(const RunDetail& run, const fs::path& folder) {
    const auto begin = static_cast<std::int64_t>(beginningOf(run.summary));
    const fs::path place = folder / ("run-" + std::to_string(run.summary.id));
    const fs::path path = place / ("events.out.tfevents." + std::to_string(begin) + ".asge");
    std::error_code error;
    const bool fresh = fs::create_directories(place, error);
    if (error == std::errc::not_a_directory || error == std::errc::file_exists) {
        throw BadInput(path.string() + ": cannot be written: " + error.message());
    }
    if (error) {
        throwNotWritten(path, error);
    }
    try {
        // The name does not contain "tfevents", so that a running TensorBoard does not read an
        // incomplete file.
        const ScratchFile draft(place / "scalars");
        writeBytes(draft, tensorboardBytes(run), path);
        if ((error = putInPlace(draft.path(), path, IfExists::replace))) {
            throwNotWritten(path, error);
        }
    } catch (const Error&) {
        if (fresh) {
            fs::remove(place, error);
        }
        throw;
    }
    return path;
}

} // namespace asge
