// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/dataset.h"

#include "tests/core/data/image_files.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>

namespace asge::test {

/// A folder of small photographs of two classes, train and test, and a cache of its own.
class PhotoFolder : public testing::Test {
  protected:
    PhotoFolder() : cache_("XDG_CACHE_HOME", (cacheFolder_.path() / "cache").string()) {}

    /// So many of each class, each of another colour.
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
    /// A file that was changed a moment ago may change again unnoticed, so it isn't remembered yet.
    static void letTimePass() { std::this_thread::sleep_for(std::chrono::milliseconds(150)); }

    Experiment::Data data(int validation = 2) const {
        Experiment::Data data;
        data.name = "own";
        data.path = folder_.path().string();
        data.size = 8;
        data.validation = validation;
        return data;
    }
    /// Settings with which nothing stays in memory: images are large beside the least data.memory.
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
