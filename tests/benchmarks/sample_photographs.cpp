// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/benchmarks/sample_photographs.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <random>
#include <string>

#include <jpeglib.h>

namespace asge::bench {

namespace {

constexpr int kLong = 500;
constexpr int kShort = 375;
constexpr int kQuality = 90;

/// Smooth noise: random numbers from −1 to 1 on a coarse grid, interpolated.
class Noise {
  public:
    Noise(std::mt19937& random, int width, int height, int cell)
        : cell_(cell), columns_(width / cell + 2) {
        std::uniform_real_distribution<float> values(-1.0F, 1.0F);
        values_.resize(static_cast<std::size_t>(columns_ * (height / cell + 2)));
        std::generate(values_.begin(), values_.end(), [&] { return values(random); });
    }
    float at(int x, int y) const {
        const int i = y / cell_ * columns_ + x / cell_;
        const float u = smooth(x % cell_);
        const float v = smooth(y % cell_);
        const float upper = value(i) + u * (value(i + 1) - value(i));
        const float lower =
            value(i + columns_) + u * (value(i + columns_ + 1) - value(i + columns_));
        return upper + v * (lower - upper);
    }

  private:
    float value(int i) const { return values_[static_cast<std::size_t>(i)]; }
    float smooth(int rest) const {
        const float t = static_cast<float>(rest) / static_cast<float>(cell_);
        return t * t * (3.0F - 2.0F * t);
    }

    int cell_;
    int columns_;
    std::vector<float> values_;
};

/// A disc with a sharp edge, like an object in front of a background.
struct Disc {
    float x, y, radius, light;
    std::array<float, 3> color;

    bool holds(int column, int row) const {
        const float dx = static_cast<float>(column) - x;
        const float dy = static_cast<float>(row) - y;
        return dx * dx + dy * dy < radius * radius;
    }
};

std::vector<Disc> discs(std::mt19937& random, int width, int height) {
    std::uniform_real_distribution<float> unit(0.0F, 1.0F);
    std::vector<Disc> all(40);
    for (Disc& disc : all) {
        disc = {unit(random) * static_cast<float>(width),
                unit(random) * static_cast<float>(height),
                5.0F + 60.0F * unit(random) * unit(random),
                100.0F * unit(random) - 50.0F,
                {}};
        for (float& color : disc.color) {
            color = 60.0F * unit(random) - 30.0F;
        }
    }
    return all;
}

/// A picture with the properties of a photograph: contrast that falls with detail, sharp discs, and
/// sensor noise in one part, while the rest is out of focus.
std::vector<std::uint8_t> photograph(std::mt19937& random, int width, int height) {
    std::vector<Noise> layers;
    for (int cell = 128; cell >= 1; cell /= 2) {
        layers.emplace_back(random, width, height, cell);
    }
    const Noise focus(random, width, height, 64);
    const Noise tint(random, width, height, 32);
    const std::vector<Disc> patches = discs(random, width, height);
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            float light = 120.0F;
            float contrast = 60.0F;
            const float sharpness = std::clamp(0.77F + 0.3F * focus.at(x, y), 0.5F, 0.95F);
            for (const Noise& layer : layers) {
                light += contrast * layer.at(x, y);
                contrast *= sharpness;
            }
            std::array<float, 3> color{30.0F * tint.at(x, y), 0.0F, -30.0F * tint.at(x, y)};
            for (const Disc& patch : patches) {
                if (patch.holds(x, y)) {
                    light += patch.light;
                    color = patch.color;
                }
            }
            for (const float part : color) {
                pixels.push_back(static_cast<std::uint8_t>(std::clamp(light + part, 0.0F, 255.0F)));
            }
        }
    }
    return pixels;
}

void writeJpeg(const std::filesystem::path& file, std::vector<std::uint8_t> pixels, int width,
               int height) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* out = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &out, &size);
    info.image_width = static_cast<JDIMENSION>(width);
    info.image_height = static_cast<JDIMENSION>(height);
    info.input_components = 3;
    info.in_color_space = JCS_RGB;
    jpeg_set_defaults(&info); // 4:2:0 chroma subsampling
    jpeg_set_quality(&info, kQuality, TRUE);
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = &pixels[std::size_t{info.next_scanline} * static_cast<std::size_t>(width) *
                               std::size_t{3}];
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    std::ofstream(file, std::ios::binary)
        .write(reinterpret_cast<const char*>(out), static_cast<std::streamsize>(size));
    std::free(out);
}

} // namespace

std::vector<std::filesystem::path> writePhotographs(const std::filesystem::path& folder,
                                                    int count) {
    std::mt19937 random(1);
    std::vector<std::filesystem::path> files;
    for (int i = 0; i < count; ++i) {
        const bool isUpright = i % 4 == 3;
        const int width = isUpright ? kShort : kLong;
        const int height = isUpright ? kLong : kShort;
        files.push_back(folder / (std::to_string(i) + ".jpg"));
        writeJpeg(files.back(), photograph(random, width, height), width, height);
    }
    return files;
}

} // namespace asge::bench
