// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace asge {

/// Throws BadInput "FILE: WHAT".
[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& what);

/// The first bytes of a regular file, not unpacked: at most `most` of them. Throws BadInput if the
/// file can't be read.
std::vector<std::uint8_t> readStart(const std::filesystem::path& file, std::uint64_t most);
/// All bytes of a regular file, not unpacked. Throws BadInput if the file can't be read or has more
/// than `most` bytes.
std::vector<std::uint8_t> readBytes(const std::filesystem::path& file, std::uint64_t most);
/// The same, into a vector whose memory is reused.
void readBytes(const std::filesystem::path& file, std::uint64_t most,
               std::vector<std::uint8_t>& bytes);

/// The bytes of a regular file in order, unpacked if the first two bytes say that it is gzip.
///
/// zlib's gzread is not used: it reports neither a truncated stream nor garbage after the stream.
class ByteSource {
  public:
    /// Throws BadInput if the file can't be opened.
    explicit ByteSource(std::filesystem::path file);
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    /// Reads `size` bytes, or fewer at the end of the file. Throws BadInput, one line that names
    /// the file, if reading fails or if the gzip stream is damaged, truncated, or followed by
    /// something that is not gzip.
    std::size_t read(std::uint8_t* bytes, std::size_t size);

    bool isCompressed() const { return inflater_ != nullptr; }
    /// An upper bound of the bytes that can be read in all: the size of a plain file, or the size
    /// of a gzip file times deflate's best ratio.
    std::uint64_t mostBytes() const;

  private:
    struct Inflater;

    std::size_t readPacked(std::uint8_t* bytes, std::size_t size);
    bool fillInput();
    bool startNextMember();

    std::filesystem::path file_;
    std::uint64_t fileSize_ = 0;
    std::ifstream in_;
    std::unique_ptr<Inflater> inflater_; ///< null if the file is not packed
};

} // namespace asge
