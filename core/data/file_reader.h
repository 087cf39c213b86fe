#pragma once

#include "core/data/dataset.h"
#include "core/data/square_decoder.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace asge {

constexpr std::uint64_t kLargestImageFile = 256ULL << 20U; ///< bytes

/// What all images of the data set become.
struct ImageTarget {
    int channels = 0;
    int height = 0;
    int width = 0;
    int side = 0;        ///< data.size
    double centre = 1.0; ///< data.centre_crop

    std::size_t plane() const {
        return static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    }
    std::size_t bytes() const { return static_cast<std::size_t>(channels) * plane(); }
};

/// Reads and decodes one image file after another, with memory that it keeps.
class FileDecoder {
  public:
    /// Reads a file; `most` bytes of it at most, if that is above 0. Throws BadInput, one line that
    /// names the file.
    void load(const std::string& file, std::uint64_t most = 0);

    /// Decodes what was loaded, as the target has it: the part that the target says, or `box` of
    /// the upright picture in its full resolution. The result is valid until the next call. Throws
    /// BadInput without the file's name; Interrupted once `watch` says so.
    const Picture& decode(const ImageTarget& target, const LoadWatch& watch,
                          const std::optional<PixelBox>& box = {});
    const PictureInfo& info() const { return decoder_.info(); } ///< of what was decoded

  private:
    ImageBytes bytes_;
    SquareDecoder decoder_;
};

/// Decoders for threads that come and go: each that is used belongs to one thread.
class DecoderPool {
  public:
    /// Calls `work` with a decoder.
    template <typename Work>
    void with(const Work& work) {
        std::unique_ptr<FileDecoder> decoder = take();
        work(*decoder);
        const std::lock_guard lock(mutex_); // one that failed is not used again
        idle_.push_back(std::move(decoder));
    }

  private:
    std::unique_ptr<FileDecoder> take();

    std::mutex mutex_;
    std::vector<std::unique_ptr<FileDecoder>> idle_;
};

/// Writes a picture of the target's size as planes; grey becomes each of the channels.
void toPlanes(const Picture& picture, const ImageTarget& target, std::uint8_t* to);

/// What is known of files that were all judged before.
struct JudgedFiles {
    std::shared_ptr<const std::vector<std::string>> files;
    std::vector<PixelSize> sizes; ///< a file each, upright, in full resolution; empty if unknown
    std::vector<ChannelSum> sums; ///< files × channels; empty if they are not known
};

/// Reads images of such files.
class FileReader : public PhotographReader {
  public:
    FileReader(JudgedFiles files, const ImageTarget& target);

    void read(int index, std::uint8_t* pixels) const override;
    std::vector<ChannelSum> sums(int index) const override;
    PixelSize size(int index) const override;
    void readBox(int index, const PixelBox& box, std::uint8_t* pixels) const override;

  private:
    void readPart(int index, const std::optional<PixelBox>& box, std::uint8_t* pixels) const;

    const JudgedFiles files_;
    const ImageTarget target_;
    mutable DecoderPool decoders_;
};

} // namespace asge
