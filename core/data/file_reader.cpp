#include "core/data/file_reader.h"

#include "core/data/byte_source.h"
#include "core/error.h"

#include <algorithm>
#include <mutex>
#include <utility>

namespace asge {

namespace {

/// Held while a large picture is decoded, which takes up to a gigabyte: as many as there are cores
/// at once would be too much.
std::mutex& largePictures() {
    static std::mutex mutex;
    return mutex;
}

bool isLarge(const PictureInfo& info) {
    constexpr std::int64_t kPixels = 40'000'000; // more than nearly every camera's
    return std::int64_t{info.width} * info.height > kPixels;
}

} // namespace

void toPlanes(const Picture& picture, const ImageTarget& target, std::uint8_t* to) {
    const auto from = static_cast<std::size_t>(picture.channels);
    for (std::size_t channel = 0; channel < static_cast<std::size_t>(target.channels); ++channel) {
        for (std::size_t i = std::min(channel, from - 1); i < picture.pixels.size(); i += from) {
            *to++ = picture.pixels[i];
        }
    }
}

ReadPicture decodeTo(const ImageBytes& bytes, int side, const LoadWatch& watch) {
    watch.requireGoing();
    ReadPicture result{probeImage(bytes), {}};
    std::unique_lock lock(largePictures(), std::defer_lock);
    if (isLarge(result.info)) {
        lock.lock();
    }
    result.picture = decodeImage(bytes, side);
    if (side > 0) {
        result.picture = squareOf(result.picture, side);
    }
    return result;
}

FileReader::FileReader(std::shared_ptr<const std::vector<std::string>> files,
                       std::vector<ChannelSum> sums, const ImageTarget& target)
    : files_(std::move(files)), sums_(std::move(sums)), target_(target) {}

void FileReader::read(int index, std::uint8_t* pixels) const {
    const std::string& file = (*files_)[static_cast<std::size_t>(index)];
    const ImageBytes bytes = readBytes(file, kLargestImageFile);
    try {
        const LoadWatch nobody;
        const Picture picture = decodeTo(bytes, target_.side, nobody).picture;
        if (picture.width != target_.width || picture.height != target_.height ||
            picture.channels > target_.channels) {
            throw BadInput("was another image when the data set was loaded");
        }
        toPlanes(picture, target_, pixels);
    } catch (const BadInput& error) {
        refuse(file, error.what());
    }
}

std::vector<ChannelSum> FileReader::sums(int index) const {
    if (sums_.empty()) {
        return {};
    }
    const auto first = sums_.begin() + std::ptrdiff_t{index} * target_.channels;
    return {first, first + target_.channels};
}

} // namespace asge
