// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/byte_source.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/base/locked_files.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <new>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::uint8_t, 2> kGzipMagic{0x1F, 0x8B};
constexpr std::size_t kInputSize = 256U << 10U;
constexpr std::size_t kLargestStep = 1U << 30U; // zlib counts in 32 bits
/// Deflate's shortest code, of 2 bits, stands for 258 bytes.
constexpr std::uint64_t kBestRatio = 1032;

std::size_t readInto(std::ifstream& in, std::uint8_t* bytes, std::size_t size) {
    in.read(reinterpret_cast<char*>(bytes), static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(in.gcount());
}

} // namespace

/// The state of zlib, and the packed bytes that it reads.
struct ByteSource::Inflater {
    Inflater() {
        constexpr int kGzipOnly = 16;
        if (inflateInit2(&stream, MAX_WBITS + kGzipOnly) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    z_stream stream{};
    std::vector<std::uint8_t> input = std::vector<std::uint8_t>(kInputSize);
    bool atMemberEnd = false;
};

ByteSource::ByteSource(std::filesystem::path file)
    : file_(std::move(file)), fileSize_(regularFileSize(file_)) {
    requireNotLocked(file_);
    in_.open(file_, std::ios::binary);
    if (!in_) {
        refuse(file_, "can't be opened; check its permissions");
    }
    std::array<std::uint8_t, kGzipMagic.size()> start{};
    const std::size_t got = readInto(in_, start.data(), start.size());
    in_.clear();
    in_.seekg(0);
    if (got == start.size() && start == kGzipMagic) {
        inflater_ = std::make_unique<Inflater>();
    }
}

ByteSource::~ByteSource() = default;

std::uint64_t ByteSource::mostBytes() const {
    return isCompressed() ? fileSize_ * kBestRatio : fileSize_;
}

std::size_t ByteSource::read(std::uint8_t* bytes, std::size_t size) {
    if (isCompressed()) {
        return readPacked(bytes, size);
    }
    const std::size_t got = readInto(in_, bytes, size);
    if (in_.bad()) {
        refuse(file_, "reading it failed");
    }
    return got;
}

std::size_t ByteSource::readPacked(std::uint8_t* bytes, std::size_t size) {
    z_stream& stream = inflater_->stream;
    std::size_t done = 0;
    while (done < size) {
        if (inflater_->atMemberEnd && !startNextMember()) {
            break;
        }
        if (stream.avail_in == 0 && !fillInput()) {
            refuse(file_, "its gzip stream is cut off");
        }
        const auto step = static_cast<uInt>(std::min(size - done, kLargestStep));
        stream.next_out = bytes + done;
        stream.avail_out = step;
        const int result = inflate(&stream, Z_NO_FLUSH);
        done += step - stream.avail_out;
        if (result == Z_MEM_ERROR) {
            throw std::bad_alloc();
        }
        if (result != Z_OK && result != Z_STREAM_END) {
            const std::string reason = stream.msg != nullptr ? stream.msg : "no reason given";
            refuse(file_, "its gzip stream is damaged: " + reason);
        }
        inflater_->atMemberEnd = result == Z_STREAM_END;
    }
    return done;
}

/// Starts the next stream of a gzip file, which may consist of several. Returns false at the end of
/// the file.
bool ByteSource::startNextMember() {
    z_stream& stream = inflater_->stream;
    if (stream.avail_in == 0 && !fillInput()) {
        return false;
    }
    if (*stream.next_in != kGzipMagic.front()) {
        refuse(file_, "has bytes after its gzip stream");
    }
    inflateReset(&stream);
    inflater_->atMemberEnd = false;
    return true;
}

bool ByteSource::fillInput() {
    std::vector<std::uint8_t>& input = inflater_->input;
    const std::size_t got = readInto(in_, input.data(), input.size());
    if (in_.bad()) {
        refuse(file_, "reading it failed");
    }
    inflater_->stream.next_in = input.data();
    inflater_->stream.avail_in = static_cast<uInt>(got);
    return got > 0;
}

namespace {

constexpr const char* kUnreadable = "can't be read; check its permissions";

/// A regular file that is open for reading.
class OpenFile {
  public:
    /// Throws BadInput as regularFileSize does.
    explicit OpenFile(const fs::path& file) : file_(file) {
        // O_NONBLOCK: opening a FIFO would wait for a writer. O_NOCTTY: a terminal would become the
        // program's.
        requireNotLocked(file);
        descriptor_ = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        struct stat status {};
        if (descriptor_ < 0 || fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) {
            close();
            regularFileSize(file); // throws an error that says what the file is
            refuse(file, kUnreadable);
        }
        size_ = static_cast<std::uint64_t>(status.st_size);
    }
    ~OpenFile() { close(); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    std::uint64_t size() const { return size_; }

    void read(std::vector<std::uint8_t>& bytes) const {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const ssize_t got = ::read(descriptor_, &bytes[done], bytes.size() - done);
            if (got < 0 && errno == EINTR) {
                continue;
            }
            if (got <= 0) {
                refuse(file_, kUnreadable);
            }
            done += static_cast<std::size_t>(got);
        }
    }

  private:
    void close() const {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }

    const fs::path& file_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
};

} // namespace

std::vector<std::uint8_t> readStart(const fs::path& file, std::uint64_t most) {
    const OpenFile in(file);
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min(in.size(), most)));
    in.read(bytes);
    return bytes;
}

std::vector<std::uint8_t> readBytes(const fs::path& file, std::uint64_t most) {
    std::vector<std::uint8_t> bytes;
    readBytes(file, most, bytes);
    return bytes;
}

void readBytes(const fs::path& file, std::uint64_t most, std::vector<std::uint8_t>& bytes) {
    const OpenFile in(file);
    if (in.size() > most) {
        refuse(file, "is too large: at most " + std::to_string(most) + " bytes are read");
    }
    bytes.resize(static_cast<std::size_t>(in.size()));
    in.read(bytes);
}

void refuse(const std::filesystem::path& file, const std::string& what) {
    throw BadInput(shownName(file) + ": " + what);
}

} // namespace asge
