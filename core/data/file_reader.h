#pragma once

#include "core/data/dataset.h"
#include "core/data/picture.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asge {

constexpr std::uint64_t kLargestImageFile = 256ULL << 20U; ///< bytes

/// What all images of the data set become.
struct ImageTarget {
    int channels = 0;
    int height = 0;
    int width = 0;
    int side = 0; ///< data.size

    std::size_t plane() const {
        return static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    }
    std::size_t bytes() const { return static_cast<std::size_t>(channels) * plane(); }
};

/// An image file's picture, and what it was in full resolution.
struct ReadPicture {
    PictureInfo info;
    Picture picture;
};

/// Decodes a file's bytes, to a square of `side` pixels unless that is 0. Throws BadInput without
/// the file's name; Interrupted once `watch` says so.
ReadPicture decodeTo(const ImageBytes& bytes, int side, const LoadWatch& watch);

/// Writes a picture of the target's size as planes; grey becomes each of the channels.
void toPlanes(const Picture& picture, const ImageTarget& target, std::uint8_t* to);

/// Reads images of files that were all judged before.
class FileReader : public ImageReader {
  public:
    /// `sums`: files × channels, or empty if they are not known.
    FileReader(std::shared_ptr<const std::vector<std::string>> files, std::vector<ChannelSum> sums,
               const ImageTarget& target);

    void read(int index, std::uint8_t* pixels) const override;
    std::vector<ChannelSum> sums(int index) const override;

  private:
    std::shared_ptr<const std::vector<std::string>> files_;
    std::vector<ChannelSum> sums_;
    ImageTarget target_;
};

} // namespace asge
