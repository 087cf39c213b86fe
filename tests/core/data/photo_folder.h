// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"
#include "core/data/file_stamp.h"
#include "core/data/verdict_cache.h"

#include "tests/core/data/image_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>

namespace asge::test {

/// A folder of small photographs with two classes in train and test, and a separate cache.
class PhotoFolder : public testing::Test {
  protected:
    PhotoFolder() : cache_("XDG_CACHE_HOME", (cacheFolder_.path() / "cache").string()) {}

    /// Writes `count` photographs per class, each of another colour.
    void write(const std::string& split, int count, int firstNumber = 0) {
        for (int i = 0; i < count; ++i) {
            writeOne(split + "/cat/" + std::to_string(1000 + i) + ".jpg", firstNumber + 2 * i);
            writeOne(split + "/dog/" + std::to_string(1000 + i) + ".jpg", firstNumber + 2 * i + 1);
        }
    }
    void writeOne(const std::string& name, int number, int channels = 3) {
        scratch::Bytes pixels = scratch::gradient(24, 16, channels);
        pixels[0] = static_cast<std::uint8_t>(number);
        folder_.write(name, scratch::jpeg(24, 16, channels, pixels));
    }
    std::string at(const std::string& name) const { return (folder_.path() / name).string(); }
    std::filesystem::path cacheFile() const {
        return cacheFolder_.path() / "cache" / "asge" / "images.sqlite";
    }
    /// Waits until the cache keeps verdicts on all files, which it does not for files that were
    /// changed within the last tick of the file system's clock. The time of an inode's last change
    /// can't be set, so this waits for the clock.
    void waitUntilFilesAreSettled() const {
        std::int64_t latest = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path())) {
            const auto stamp = stampOf(entry.path().string());
            latest = std::max(latest, stamp ? stamp->changed : 0);
        }
        const std::chrono::nanoseconds settled(latest + VerdictCache::kClockTick);
        std::this_thread::sleep_until(std::chrono::system_clock::time_point(settled) +
                                      std::chrono::milliseconds(1));
    }

    Experiment::Data data(int validation = 2) const {
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.size = 8;
        data.validation = validation;
        return data;
    }
    /// Settings with which no image stays in memory, because images are large and data.memory is
    /// minimal.
    Experiment::Data streamedData() const {
        Experiment::Data settings = data();
        settings.size = 512;
        settings.memory = 1;
        return settings;
    }

    scratch::Folder folder_;
    scratch::Folder cacheFolder_;
    scratch::Variable cache_;
};

} // namespace asge::test
