#include "core/data/byte_source.h"

#include "core/error.h"
#include "core/experiment/files.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <new>
#include <utility>
#include <vector>

namespace asge {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::uint8_t, 2> kGzipMagic{0x1F, 0x8B};
constexpr std::size_t kInputSize = 256U << 10U;
constexpr std::size_t kLargestStep = 1U << 30U; // zlib counts in 32 bits
/// Deflate's shortest code makes 258 bytes of 2 bits.
constexpr std::uint64_t kBestRatio = 1032;

std::size_t readInto(std::ifstream& in, std::uint8_t* bytes, std::size_t size) {
    in.read(reinterpret_cast<char*>(bytes), static_cast<std::streamsize>(size));
    return static_cast<std::size_t>(in.gcount());
}

} // namespace

/// zlib's state and the packed bytes that it reads from.
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
    : file_(std::move(file)), fileSize_(regularFileSize(file_)), in_(file_, std::ios::binary) {
    if (!in_) {
        refuse(file_, "can't be opened; is reading it permitted?");
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

/// A gzip file may be several streams one after another. False at the end of the file.
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

std::vector<std::uint8_t> readStart(const fs::path& file, std::uint64_t most) {
    const std::uint64_t size = std::min<std::uint64_t>(regularFileSize(file), most);
    std::ifstream in(file, std::ios::binary);
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
    if (!in || readInto(in, bytes.data(), bytes.size()) != bytes.size()) {
        refuse(file, "can't be read; is reading it permitted?");
    }
    return bytes;
}

std::vector<std::uint8_t> readBytes(const fs::path& file, std::uint64_t most) {
    if (regularFileSize(file) > most) {
        refuse(file, "is too large: at most " + std::to_string(most) + " bytes are read");
    }
    return readStart(file, most);
}

void refuse(const std::filesystem::path& file, const std::string& what) {
    throw BadInput(shownName(file) + ": " + what);
}

} // namespace asge
