// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/experiment/layers.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace asge::test {

/// Grey 12 × 12 images of three classes: a bright square in one of three corners, under noise. They
/// are learned within a few steps, but chance gives a low accuracy.
inline ImageSet tinyImages(int count, std::uint32_t seed) {
    constexpr int kSide = 12;
    std::mt19937 random(seed);
    ImageSet set{count, 1, kSide, kSide, {}, {}};
    for (int i = 0; i < count; ++i) {
        const int label = i % 3;
        set.labels.push_back(label);
        const int top = label == 0 ? 1 : 7;
        const int left = label == 2 ? 7 : 1;
        for (int y = 0; y < kSide; ++y) {
            for (int x = 0; x < kSide; ++x) {
                const bool bright = y >= top && y < top + 4 && x >= left && x < left + 4;
                set.pixels.push_back(static_cast<std::uint8_t>((bright ? 150 : 0) + random() % 80));
            }
        }
    }
    return set;
}

inline DataSet tinyData() {
    DataSet data;
    data.name = "tiny";
    data.classNames = {"upper left", "lower left", "lower right"};
    data.train = tinyImages(90, 1);
    data.validation = tinyImages(30, 2);
    data.test = tinyImages(60, 3);
    for (int i = 0; i < data.test.count; ++i) {
        data.testIndices.push_back(i);
    }
    data.mean = {0.2F};
    data.inputDivisor = {0.2F};
    return data;
}

inline Experiment tinyExperiment() {
    Experiment experiment;
    experiment.data.name = "tiny";
    experiment.data.validation = 30;
    experiment.network.layers = parseLayers("4 8M 12");
    experiment.optimizer.learningRate = 0.01;
    experiment.train.epochs = 3;
    experiment.train.batch = 20;
    experiment.device = "cpu";
    experiment.threads = 1;
    experiment.probe.samples = 6;
    experiment.probe.batch = 12;
    experiment.probe.budget = 1; // epochs are too short for a probe within a small budget
    return experiment;
}

inline void writeIdx(const std::filesystem::path& file, const std::vector<int>& shape,
                     const std::vector<std::uint8_t>& bytes) {
    std::ofstream out(file, std::ios::binary);
    out << '\0' << '\0' << '\x08' << static_cast<char>(shape.size());
    for (const int size : shape) {
        for (const int shift : {24, 16, 8, 0}) {
            out << static_cast<char>(size >> shift & 0xff);
        }
    }
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
}

/// Writes the four IDX files of a tiny data set, for `data.path`. If there are more than three
/// classes, their number is a multiple of three, and several classes have the same kind of picture.
inline void writeTinyFiles(const std::filesystem::path& folder, int classes = 3) {
    std::filesystem::create_directories(folder);
    const auto write = [&](const std::string& part, ImageSet set) {
        for (int i = 0; i < set.count; ++i) {
            set.labels[static_cast<std::size_t>(i)] = i % classes;
        }
        writeIdx(folder / (part + "-images-idx3-ubyte"), {set.count, set.height, set.width},
                 set.pixels);
        writeIdx(folder / (part + "-labels-idx1-ubyte"), {set.count},
                 {set.labels.begin(), set.labels.end()});
    };
    write("train", tinyImages(120, 1));
    write("t10k", tinyImages(60, 3));
}

/// A temporary folder, which is removed with the object.
class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "asge-test-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

} // namespace asge::test
