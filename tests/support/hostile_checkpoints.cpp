// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/support/hostile_checkpoints.h"

#include "core/base/sha256.h"
#include "core/store/codec.h"
#include "core/store/safetensors.h"

#include <sqlite3.h>

#include <cstdint>
#include <limits>
#include <stdexcept>

namespace asge::test {
namespace {

using Edit = std::function<std::string(std::string)>;

/// Replaces the bytes of the last checkpoint of run 1.
void editCheckpoint(const std::filesystem::path& file, const Edit& edit) {
    SQLite::Database store(file.string(), SQLite::OPEN_READWRITE);
    SQLite::Statement select(store,
                             "SELECT bytes FROM checkpoint_part WHERE run = 1 AND step = 20");
    if (!select.executeStep()) {
        throw std::runtime_error("run 1 has no checkpoint of step 20");
    }
    const std::string bytes = edit(std::string(blobAt(select, 0)));
    select.reset();
    SQLite::Statement part(store,
                           "UPDATE checkpoint_part SET bytes = ? WHERE run = 1 AND step = 20");
    bindBlob(part, 1, bytes);
    part.exec();
    SQLite::Statement row(store,
                          "UPDATE checkpoint SET size = ?, sha256 = ? WHERE run = 1 AND step = 20");
    row.bind(1, static_cast<std::int64_t>(bytes.size()));
    row.bind(2, sha256OfBytes(bytes));
    row.exec();
}

/// Overwrites the first element of a tensor.
template <typename Number>
Edit element(const char* tensor, Number value) {
    return [=](std::string bytes) {
        for (const TensorView& view : readSafetensors(bytes).tensors) {
            if (view.info.name == tensor) {
                const std::string number = encodeNumbers(std::vector<Number>{value});
                return bytes.replace(static_cast<std::size_t>(view.bytes.data() - bytes.data()),
                                     number.size(), number);
            }
        }
        throw std::runtime_error(std::string("there is no tensor ") + tensor);
    };
}

/// Replaces a text in the header with one of the same length.
Edit text(const std::string& before, const std::string& after) {
    return [=](std::string bytes) {
        const std::size_t place = bytes.find(before);
        if (place == std::string::npos || before.size() != after.size()) {
            throw std::runtime_error("the header has no " + before);
        }
        return bytes.replace(place, after.size(), after);
    };
}

std::string withLength(std::uint64_t length, const std::string& rest) {
    return encodeNumbers(std::vector<std::uint64_t>{length}) + rest;
}

} // namespace

std::vector<HostileCase> hostileCheckpoints() {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    constexpr std::size_t kDeep = 500'000;
    std::vector<HostileCase> cases;
    const auto add = [&](const char* name, const Edit& edit) {
        cases.push_back(
            {std::string("checkpoint: ") + name, Harm::run, {}, [edit](const auto& file) {
                 editCheckpoint(file, edit);
             }});
    };
    add("an empty checkpoint", [](const std::string&) { return std::string(); });
    add("a header of 2^63 bytes",
        [](const std::string& bytes) { return withLength(1ULL << 63U, bytes.substr(8)); });
    add("a header of all its bytes",
        [](const std::string& bytes) { return withLength(bytes.size() - 8, bytes.substr(8)); });
    add("no header", [](const std::string& bytes) { return withLength(0, bytes.substr(8)); });
    add("a deeply nested header",
        [](const std::string&) { return withLength(kDeep, std::string(kDeep, '[')); });
    add("one extra byte", [](const std::string& bytes) { return bytes + "x"; });
    add("four bytes missing",
        [](const std::string& bytes) { return bytes.substr(0, bytes.size() - 4); });
    add("a zip file", [](const std::string& bytes) { return "PK\x03\x04" + bytes.substr(4); });
    add("a duplicate name", text("layer1_bias", "layer2_bias"));
    add("a name with an escape", text("layer1_bias", "layer1_bia\x1b"));
    add("a tensor that the network does not have", text("layer1_bias", "layer9_bias"));
    add("tensors of half precision", text("\"F32\"", "\"F16\""));
    add("numbers of another type", text("\"I64\"", "\"F64\""));
    add("tensors that overlap", text("\"data_offsets\":[0,", "\"data_offsets\":[4,"));
    add("an offset below zero", [](std::string bytes) {
        const std::string first = "\"data_offsets\":[0,"; // more digits follow
        return bytes.replace(bytes.find(first) + first.size() - 2, 3, "-1,");
    });
    add("a weight that is NaN", element("layer1_weight", std::numeric_limits<float>::quiet_NaN()));
    add("an infinite projection",
        element("layer2_projection", std::numeric_limits<float>::infinity()));
    add("a negative number of updates", element<std::int64_t>("optimizer_steps", -1));
    add("a negative number of steps", element<std::int64_t>("progress_epoch_steps", -7));
    add("2^62 steps", element<std::int64_t>("progress_epoch_steps", 1LL << 62U));
    add("a negative number of images", element<std::int64_t>("progress_epoch_images", -1));
    add("a best epoch in the future", element<std::int64_t>("progress_best_epoch", 2'000'000'000));
    add("an accuracy that is NaN", element("progress_best_accuracy", kNan));
    add("an accuracy of 1e300", element("progress_best_accuracy", 1e300));
    add("infinite losses", element("progress_loss_sums", kInfinity));
    return cases;
}

} // namespace asge::test
