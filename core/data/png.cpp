// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/png.h"

#include "core/base/error.h"
#include "core/base/files.h"
#include "core/data/decoders.h"

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include <png.h>

namespace asge::decoders {

namespace {

/// Deflate's shortest code, of 2 bits, stands for 258 bytes.
constexpr std::uint64_t kBestRatio = 1032;
constexpr std::size_t kSignatureSize = 8;
constexpr std::size_t kChunkFrame = 12; ///< length, type, checksum

std::uint64_t numberAt(const std::uint8_t* bytes) {
    return (std::uint64_t{bytes[0]} << 24U) | (std::uint64_t{bytes[1]} << 16U) |
           (std::uint64_t{bytes[2]} << 8U) | std::uint64_t{bytes[3]};
}

/// The end of the last complete chunk of pixels; 0 if there is none or one is truncated.
std::size_t endOfPixels(const ImageBytes& bytes) {
    std::size_t end = 0;
    std::size_t at = kSignatureSize;
    while (bytes.size() - at >= kChunkFrame) {
        const std::uint64_t length = numberAt(&bytes[at]);
        const bool holdsPixels = std::memcmp(&bytes[at + 4], "IDAT", 4) == 0;
        if (length > bytes.size() - at - kChunkFrame) {
            return holdsPixels ? 0 : end;
        }
        at += kChunkFrame + static_cast<std::size_t>(length);
        if (holdsPixels) {
            end = at;
        }
    }
    return end;
}

/// Decodes one file with libpng, which reports errors by longjmp; see JpegReader for the rules.
class PngReader : public RowReader {
  public:
    PngReader(const ImageBytes& bytes, const Stop& stop) : bytes_(bytes), stop_(stop) {
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, failReading, takeWarning);
        info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
        if (info_ == nullptr) {
            png_destroy_read_struct(&png_, nullptr, nullptr);
            throw std::bad_alloc();
        }
    }
    ~PngReader() override { png_destroy_read_struct(&png_, &info_, nullptr); }

    void open() {
        guarded([this] {
            png_set_read_fn(png_, this, give);
            png_set_user_limits(png_, PNG_UINT_31_MAX,
                                PNG_UINT_31_MAX); // requireDimensions limits the size
            // A damaged palette or transparent colour would give a wrong picture, so a wrong
            // checksum is an error.
            png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
            skipPackedChunks();
            png_read_info(png_, info_);
        });
        const std::uint64_t width = png_get_image_width(png_, info_);
        const std::uint64_t height = png_get_image_height(png_, info_);
        requireDimensions(width, height);
        const bool isGrey = (png_get_color_type(png_, info_) & PNG_COLOR_MASK_COLOR) == 0;
        header_ = {isGrey ? 1 : 3, static_cast<int>(width), static_cast<int>(height)};
        guarded([this] { png_get_eXIf_1(png_, info_, &exifSize_, &exif_); });
        orientation_ = exifSize_ == 0 ? 1 : exifOrientation(exif_, exifSize_);
    }

    int reduce(int) override { return 1; }

    PictureInfo start() override {
        requirePlausible();
        guarded([this] { expand(); });
        channels_ = png_get_channels(png_, info_);
        const std::size_t stride = channels_ * static_cast<std::size_t>(header_.width);
        if (passes_ > 1) {
            all_.resize(stride * static_cast<std::size_t>(header_.height));
            readPasses(stride);
        } else if (hasAlpha()) {
            all_.resize(stride);
        }
        next_ = all_.data();
        return header_;
    }

    void readRow(std::uint8_t* row) override {
        throwIfStopped(stop_);
        if (passes_ == 1) {
            row_ = hasAlpha() ? next_ : row;
            guarded([this] { png_read_row(png_, row_, nullptr); });
        }
        const std::size_t size = channels_ * static_cast<std::size_t>(header_.width);
        if (hasAlpha()) {
            layOverWhite(next_, size, row);
        } else if (passes_ > 1) {
            std::memcpy(row, next_, size);
        }
        next_ += passes_ > 1 ? size : 0;
    }

    /// Reading past the last row also verifies the checksums of the pixels.
    std::string finish() override {
        if (succeeds([this] { png_read_end(png_, nullptr); })) {
            const std::size_t rest = bytes_.size() - position_;
            return rest == 0 ? "" : restAfterEnd(rest);
        }
        const bool onlyEndIsMissing = endCame_ && endOfPixels(bytes_) != 0;
        if (!onlyEndIsMissing) {
            fail(std::string("damaged PNG: ") + message_);
        }
        return "its end marker is missing";
    }

  private:
    [[noreturn]] static void failReading(png_structp png, png_const_charp message) {
        PngReader& reader = *static_cast<PngReader*>(png_get_error_ptr(png));
        std::snprintf(reader.message_, sizeof reader.message_, "%s", message);
        std::longjmp(reader.jump_, 1);
    }

    /// Most warnings concern data that is not used, such as colour profiles.
    static void takeWarning(png_structp png, png_const_charp message) {
        if (std::strncmp(message, "IDAT", 4) == 0 || std::strncmp(message, "tRNS", 4) == 0) {
            failReading(png, message);
        }
    }

    static void give(png_structp png, png_bytep to, std::size_t size) {
        PngReader& reader = *static_cast<PngReader*>(png_get_io_ptr(png));
        if (size > reader.bytes_.size() - reader.position_) {
            reader.endCame_ = true;
            png_error(png, "the file ends too early");
        }
        std::memcpy(to, reader.bytes_.data() + reader.position_, size);
        reader.position_ += size;
    }

    template <typename Work>
    void guarded(const Work& work) {
        if (!succeeds(work)) {
            fail(std::string("damaged PNG: ") + message_);
        }
    }

    template <typename Work>
    bool succeeds(const Work& work) {
        if (setjmp(jump_) != 0) {
            return false;
        }
        work();
        return true;
    }

    /// A few kilobytes of compressed text may unpack to megabytes, and none of it is needed.
    void skipPackedChunks() {
        constexpr png_byte kChunks[] = "iCCP\0iTXt\0zTXt\0";
        png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kChunks, sizeof kChunks / 5);
    }

    void requirePlausible() const {
        const std::uint64_t needed = std::uint64_t{png_get_rowbytes(png_, info_)} *
                                     static_cast<std::uint64_t>(header_.height);
        if (needed / kBestRatio > bytes_.size()) {
            fail("damaged PNG: claims " + std::to_string(header_.width) + " × " +
                 std::to_string(header_.height) + " pixels, more than its " +
                 std::to_string(bytes_.size()) + " bytes can hold");
        }
    }

    /// Converts to 8 bits per channel: grey, grey and alpha, RGB, or RGB and alpha.
    void expand() {
        png_set_expand(png_);
        png_set_scale_16(png_);
        passes_ = png_set_interlace_handling(png_);
        png_read_update_info(png_, info_);
    }

    bool hasAlpha() const { return channels_ > static_cast<std::size_t>(header_.channels); }

    /// An interlaced file gives its rows several times, each time with more pixels.
    void readPasses(std::size_t stride) {
        for (int pass = 0; pass < passes_; ++pass) {
            row_ = all_.data();
            for (int y = 0; y < header_.height; ++y, row_ += stride) {
                throwIfStopped(stop_);
                guarded([this] { png_read_row(png_, row_, nullptr); });
            }
        }
    }

    void layOverWhite(const std::uint8_t* from, std::size_t size, std::uint8_t* to) const {
        const std::size_t colors = channels_ - 1;
        for (const std::uint8_t* end = from + size; from < end; from += channels_) {
            const unsigned alpha = from[colors];
            for (std::size_t i = 0; i < colors; ++i) {
                const unsigned light = from[i] * alpha + 255U * (255U - alpha);
                *to++ = static_cast<std::uint8_t>((light + 127U) / 255U);
            }
        }
    }

    const ImageBytes& bytes_;
    const Stop& stop_;
    std::size_t position_ = 0;
    bool endCame_ = false;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    png_bytep exif_ = nullptr;
    png_uint_32 exifSize_ = 0;
    int passes_ = 1;
    std::size_t channels_ = 0;      ///< including alpha
    std::vector<std::uint8_t> all_; ///< pixels of an interlaced file, or a row with alpha
    std::uint8_t* next_ = nullptr;  ///< row in all_
    png_bytep row_ = nullptr;
    std::jmp_buf jump_{};
    char message_[256]{};
};

} // namespace

std::unique_ptr<RowReader> openPng(const ImageBytes& bytes, const Stop& stop) {
    auto reader = std::make_unique<PngReader>(bytes, stop);
    reader->open();
    return reader;
}

} // namespace asge::decoders

namespace asge {

void writePng(const std::filesystem::path& file, const Picture& picture) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(picture.width);
    image.height = static_cast<png_uint_32>(picture.height);
    image.format = picture.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
    // png_image_write_to_file would remove the file if it fails, also one that it did not make,
    // such as a device.
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::fopen(file.c_str(), "wb"),
                                                              std::fclose);
    if (!out) {
        throw Error(shownName(file) + ": can't be written: " + std::strerror(errno));
    }
    errno = 0;
    if (png_image_write_to_stdio(&image, out.get(), 0, picture.pixels.data(), 0, nullptr) == 0 ||
        std::fflush(out.get()) != 0) {
        throw Error(shownName(file) +
                    ": can't be written: " + (errno != 0 ? std::strerror(errno) : image.message));
    }
}

} // namespace asge
