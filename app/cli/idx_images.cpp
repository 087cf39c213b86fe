// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/cli/idx_images.h"

#include "core/base/error.h"
#include "core/data/decoders.h"
#include "core/data/file_kinds.h"
#include "core/data/idx.h"

#include <string>
#include <utility>

namespace asge::cli {

namespace {

/// Thrown to end readIdx after the header.
struct HeaderRead {};

/// The shape in the header, which readIdx checks.
std::vector<int> shapeOf(const std::filesystem::path& file) {
    std::vector<int> shape;
    try {
        readIdx(file, [&](const std::vector<int>& read) {
            shape = read;
            throw HeaderRead();
        });
    } catch (const HeaderRead&) {
        // The elements are read one image after another.
    }
    return shape;
}

} // namespace

bool isMeantAsIdx(const std::filesystem::path& file, const std::vector<std::uint8_t>& start) {
    constexpr std::uint8_t kFirstType = 0x08;
    constexpr std::uint8_t kLastType = 0x0E;
    const bool isIdx = start.size() >= 4 && start[0] == 0 && start[1] == 0 &&
                       start[2] >= kFirstType && start[2] <= kLastType;
    const bool isGzip = start.size() >= 2 && start[0] == 0x1F && start[1] == 0x8B;
    const std::string name = file.filename().string();
    return isIdx || isGzip || endingOf(file) == ".idx" || endingOf(file) == ".gz" ||
           name.ends_with("ubyte");
}

IdxImages::IdxImages(std::filesystem::path file) : file_(std::move(file)), source_(file_) {
    const std::vector<int> shape = shapeOf(file_);
    if (shape.size() < 3) {
        refuse(file_, "has rank " + std::to_string(shape.size()) +
                          (shape.size() == 1 ? ", as labels have" : "") +
                          "; images have rank 3 (N × H × W) or 4 (N × C × H × W)");
    }
    count_ = shape[0];
    picture_.channels = shape.size() == 4 ? shape[1] : 1;
    picture_.height = shape[shape.size() - 2];
    picture_.width = shape[shape.size() - 1];
    if (picture_.channels != 1 && picture_.channels != 3) {
        refuse(file_, "its images have " + std::to_string(picture_.channels) +
                          " channels; images of 1 or 3 channels can be shown");
    }
    try {
        decoders::requireDimensions(static_cast<std::uint64_t>(picture_.width),
                                    static_cast<std::uint64_t>(picture_.height));
    } catch (const BadInput& error) {
        refuse(file_, error.what());
    }
    const std::size_t header = 4 + 4 * shape.size();
    requireWhole(header);
    planes_.resize(header);
    source_.read(planes_.data(), header);
    planes_.resize(static_cast<std::size_t>(picture_.channels) *
                   static_cast<std::size_t>(picture_.height) *
                   static_cast<std::size_t>(picture_.width));
    picture_.pixels.resize(planes_.size());
}

/// Checked before memory is allocated for an image.
void IdxImages::requireWhole(std::uint64_t header) const {
    const std::uint64_t image = static_cast<std::uint64_t>(picture_.channels) *
                                static_cast<std::uint64_t>(picture_.height) *
                                static_cast<std::uint64_t>(picture_.width);
    const std::uint64_t needed = header + image * static_cast<std::uint64_t>(count_);
    if (needed > source_.mostBytes()) {
        refuse(file_, "is truncated: needs " + std::to_string(needed) + " bytes, has " +
                          (source_.isCompressed() ? "at most " : "") +
                          std::to_string(source_.mostBytes()));
    }
}

const Picture* IdxImages::next() {
    if (done_ == count_) {
        std::uint8_t extra = 0;
        if (source_.read(&extra, 1) != 0) { // this also verifies the checksum of a gzip file
            refuse(file_, "has bytes after its last image");
        }
        return nullptr;
    }
    if (source_.read(planes_.data(), planes_.size()) < planes_.size()) {
        refuse(file_, "is truncated: it has " + std::to_string(done_) + " of its " +
                          std::to_string(count_) + " images");
    }
    ++done_;
    const auto channels = static_cast<std::size_t>(picture_.channels);
    const std::size_t plane = planes_.size() / channels;
    for (std::size_t i = 0; i < planes_.size(); ++i) {
        picture_.pixels[i % plane * channels + i / plane] = planes_[i];
    }
    return &picture_;
}

} // namespace asge::cli
