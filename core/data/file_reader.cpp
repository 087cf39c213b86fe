// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/file_reader.h"

#include "core/base/error.h"
#include "core/data/byte_source.h"
#include "core/data/decode.h"
#include "core/data/verdict_cache.h"

#include <algorithm>
#include <utility>

namespace asge {

namespace {

constexpr std::int64_t kLargePicture = 40'000'000; ///< in pixels; more than nearly all cameras have

/// Locked while a large picture is decoded, which takes up to a gigabyte, so that threads do not do
/// this at the same time.
std::mutex& largePictures() {
    static std::mutex mutex;
    return mutex;
}

/// A JPEG has at most 512 pixels per byte, so a small file can't be large.
bool mayBeLarge(const ImageBytes& bytes) {
    const bool isPng = !bytes.empty() && bytes.front() == 0x89;
    return isPng || bytes.size() >= kLargePicture / 512;
}

bool isLarge(const ImageBytes& bytes) {
    if (!mayBeLarge(bytes)) {
        return false;
    }
    const PictureInfo info = probeImage(bytes);
    return std::int64_t{info.width} * info.height > kLargePicture;
}

} // namespace

void FileDecoder::load(const std::string& file, std::uint64_t most) {
    if (most > 0) {
        bytes_ = readStart(file, most);
    } else {
        readBytes(file, kLargestImageFile, bytes_);
    }
}

const Picture& FileDecoder::decode(const ImageTarget& target, const LoadWatch& watch,
                                   const std::optional<PixelBox>& box) {
    watch.throwIfStopped();
    std::unique_lock lock(largePictures(), std::defer_lock);
    if (isLarge(bytes_)) {
        lock.lock();
    }
    return decoder_.decode(bytes_, {target.side, target.centre, box},
                           [&watch] { return watch.isStopped(); });
}

std::unique_ptr<FileDecoder> DecoderPool::take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
        return std::make_unique<FileDecoder>();
    }
    std::unique_ptr<FileDecoder> decoder = std::move(idle_.back());
    idle_.pop_back();
    return decoder;
}

void toPlanes(const Picture& picture, const ImageTarget& target, std::uint8_t* to) {
    const std::size_t plane = target.plane();
    if (picture.channels == 1) {
        for (int channel = 0; channel < target.channels; ++channel) {
            std::copy_n(picture.pixels.data(), plane,
                        to + plane * static_cast<std::size_t>(channel));
        }
        return;
    }
    // A single pass reads and writes each cache line once.
    const std::uint8_t* from = picture.pixels.data();
    std::uint8_t* const red = to;
    std::uint8_t* const green = to + plane;
    std::uint8_t* const blue = to + 2 * plane;
    for (std::size_t i = 0; i < plane; ++i, from += 3) {
        red[i] = from[0];
        green[i] = from[1];
        blue[i] = from[2];
    }
}

FileReader::FileReader(JudgedFiles files, const ImageTarget& target)
    : files_(std::move(files)), target_(target) {}

void FileReader::readPart(int index, const std::optional<PixelBox>& box,
                          std::uint8_t* pixels) const {
    const std::string& file = (*files_.files)[static_cast<std::size_t>(index)];
    decoders_.with([&](FileDecoder& decoder) {
        decoder.load(file);
        try {
            const LoadWatch unwatched;
            const Picture& picture = decoder.decode(target_, unwatched, box);
            if (picture.width != target_.width || picture.height != target_.height ||
                picture.channels > target_.channels) {
                throw BadInput("has changed since the data set was loaded");
            }
            toPlanes(picture, target_, pixels);
        } catch (const BadInput& error) {
            VerdictCache(VerdictCache::defaultPath())
                .forget(file); // otherwise the next start would end in the same way
            refuse(file, error.what());
        }
    });
}

void FileReader::read(int index, std::uint8_t* pixels) const {
    readPart(index, std::nullopt, pixels);
}

void FileReader::readBox(int index, const PixelBox& box, std::uint8_t* pixels) const {
    readPart(index, box, pixels);
}

PixelSize FileReader::size(int index) const {
    return files_.sizes[static_cast<std::size_t>(index)];
}

std::vector<ChannelSum> FileReader::sums(int index) const {
    if (files_.sums.empty()) {
        return {};
    }
    const auto first = files_.sums.begin() + std::ptrdiff_t{index} * target_.channels;
    return {first, first + target_.channels};
}

} // namespace asge
