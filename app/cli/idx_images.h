// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/data/byte_source.h"
#include "core/data/picture.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace asge::cli {

/// Whether a file of that name and with these first bytes is meant to be an IDX file.
bool isMeantAsIdx(const std::filesystem::path& file, const std::vector<std::uint8_t>& start);

/// Reads the images of an IDX file of rank 3 (N × H × W) or 4 (N × C × H × W), plain or gzip, one
/// by one. All members throw BadInput, one line that names the file.
class IdxImages {
  public:
    explicit IdxImages(std::filesystem::path file);

    /// The next image; nothing after the last one. The picture is valid until the next call.
    const Picture* next();

  private:
    void requireWhole(std::uint64_t header) const;

    const std::filesystem::path file_;
    ByteSource source_;
    std::int64_t count_ = 0;
    std::int64_t done_ = 0;
    std::vector<std::uint8_t> planes_;
    Picture picture_;
};

} // namespace asge::cli
