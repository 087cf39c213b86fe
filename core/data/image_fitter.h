// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/file_reader.h"
#include "core/data/picture.h"
#include "core/experiment/experiment.h"

#include <cstdint>
#include <string>

namespace asge {

/// Converts images to the size and the channels that a network expects, as its data set's format
/// does with files: photographs are cut to the centre square that data.centre_crop sets, other
/// images only to the network's aspect ratio; then they are scaled (core/data/square.h). An image
/// of the right size is not changed. A grey image is copied to each channel; a colour image becomes
/// grey by the weights 0.299, 0.587 and 0.114.
class ImageFitter {
  public:
    /// For images of channels × height × width. Throws BadInput unless the network has 1 or 3
    /// channels.
    ImageFitter(int channels, int height, int width, const Experiment::Data& data);

    std::size_t imageBytes() const { return target_.bytes(); }
    /// Reads a JPEG or PNG file and writes channels × height × width bytes. Returns
    /// Picture::mended. Throws BadInput "FILE: …".
    std::string read(const std::string& file, std::uint8_t* pixels);
    /// Converts a decoded picture of 1 or 3 channels.
    void fit(const Picture& picture, std::uint8_t* pixels) const;

  private:
    void write(const Picture& picture, std::uint8_t* pixels) const;

    ImageTarget target_;
    FileDecoder decoder_;
};

} // namespace asge
