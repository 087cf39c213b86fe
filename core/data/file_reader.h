// SPDX-License-Identifier: GPL-3.0-or-later

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

/// The size that all images of the data set are converted to.
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

/// Reads and decodes image files one after another, and reuses its memory.
class FileDecoder {
  public:
    /// Reads a file, or only its first `most` bytes if that is above 0. Throws BadInput, one line
    /// that names the file.
    void load(const std::string& file, std::uint64_t most = 0);

    /// Decodes the loaded file and scales it: the centre square of the target, or `box` of the
    /// upright picture in full resolution. The result is valid until the next call. Throws BadInput
    /// without the file's name; Interrupted if `watch` is stopped.
    const Picture& decode(const ImageTarget& target, const LoadWatch& watch,
                          const std::optional<PixelBox>& box = {});
    const PictureInfo& info() const { return decoder_.info(); } ///< of the decoded file

  private:
    ImageBytes bytes_;
    SquareDecoder decoder_;
};

/// A pool of decoders; a decoder is used by one thread at a time.
class DecoderPool {
  public:
    /// Calls `work` with a decoder of the pool.
    template <typename Work>
    void with(const Work& work) {
        std::unique_ptr<FileDecoder> decoder = take();
        work(*decoder);
        const std::lock_guard lock(mutex_); // after an exception, the decoder is not reused
        idle_.push_back(std::move(decoder));
    }

  private:
    std::unique_ptr<FileDecoder> take();

    std::mutex mutex_;
    std::vector<std::unique_ptr<FileDecoder>> idle_;
};

/// Writes a picture of the target's size as planes; a grey picture is copied to each channel.
void toPlanes(const Picture& picture, const ImageTarget& target, std::uint8_t* to);

/// What is known of files that have all been judged before.
struct JudgedFiles {
    std::shared_ptr<const std::vector<std::string>> files;
    std::vector<PixelSize> sizes; ///< one per file, upright, in full resolution; empty if unknown
    std::vector<ChannelSum> sums; ///< files × channels; empty if unknown
};

/// Reads the images of judged files.
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
