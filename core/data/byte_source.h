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

/// The first bytes of a regular file, as they are: `most` of them, or all. Throws BadInput
/// where it can't be read.
std::vector<std::uint8_t> readStart(const std::filesystem::path& file, std::uint64_t most);
/// All bytes of a regular file, as they are. Throws BadInput where it can't be read or has more
/// than `most`.
std::vector<std::uint8_t> readBytes(const std::filesystem::path& file, std::uint64_t most);
/// The same into a vector that keeps its memory.
void readBytes(const std::filesystem::path& file, std::uint64_t most,
               std::vector<std::uint8_t>& bytes);

/// A regular file's bytes in order, unpacked where it is gzip (told by its first two bytes).
///
/// zlib's own gzread isn't used: it takes a stream that is cut off for a shorter file, and garbage
/// after the stream for nothing.
class ByteSource {
  public:
    /// Throws BadInput where the file can't be opened.
    explicit ByteSource(std::filesystem::path file);
    ~ByteSource();
    ByteSource(const ByteSource&) = delete;
    ByteSource& operator=(const ByteSource&) = delete;

    /// Reads `size` bytes, or fewer at the end of the file. Throws BadInput, one line that names
    /// the file, where reading fails or the gzip stream is damaged, cut off, or followed by
    /// something that isn't gzip.
    std::size_t read(std::uint8_t* bytes, std::size_t size);

    bool isCompressed() const { return inflater_ != nullptr; }
    /// No more bytes than this can be read in all: the size of a plain file, or what deflate's best
    /// ratio makes of a packed one.
    std::uint64_t mostBytes() const;

  private:
    struct Inflater;

    std::size_t readPacked(std::uint8_t* bytes, std::size_t size);
    bool fillInput();
    bool startNextMember();

    std::filesystem::path file_;
    std::uint64_t fileSize_ = 0;
    std::ifstream in_;
    std::unique_ptr<Inflater> inflater_; ///< null for a plain file
};

} // namespace asge
