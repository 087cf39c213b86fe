#include "core/data/decoders.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <utility>

#include <jerror.h>
#include <jpeglib.h>

namespace asge::decoders {

namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;
/// Progressive files of more scans than this only keep a reader busy.
constexpr int kMostScans = 100;
/// A progressive file's coefficients are all in memory at once.
constexpr long kMostMemory = 1L << 30;
/// Huffman codes take a bit a block of 8 × 8 at least, so 512 pixels a byte.
constexpr std::uint64_t kMostPixelsAByte = 512;

/// One file on its way through libjpeg.
///
/// libjpeg leaves by longjmp when something is wrong. Every call of it is therefore made by
/// `guarded`, whose frames between setjmp and longjmp have nothing to destroy; what is to be kept
/// lies in this object.
class JpegReader {
  public:
    explicit JpegReader(const ImageBytes& bytes) : bytes_(bytes) {
        info_.err = jpeg_std_error(&errors_);
        info_.client_data = this;
        errors_.error_exit = leave;
        errors_.emit_message = takeWarning;
        errors_.output_message = [](j_common_ptr) {};
        progress_.progress_monitor = limitScans;
    }
    ~JpegReader() { jpeg_destroy_decompress(&info_); }
    JpegReader(const JpegReader&) = delete;
    JpegReader& operator=(const JpegReader&) = delete;

    PictureInfo readHeader() {
        guarded([this] {
            jpeg_create_decompress(&info_);
            info_.mem->max_memory_to_use = kMostMemory;
            info_.progress = &progress_;
            jpeg_set_marker_processor(&info_, kExifMarker, takeExif);
            jpeg_mem_src(&info_, bytes_.data(), static_cast<unsigned long>(bytes_.size()));
            jpeg_read_header(&info_, TRUE);
        });
        requireDimensions(info_.image_width, info_.image_height);
        requireColors();
        const bool isGrey = info_.jpeg_color_space == JCS_GRAYSCALE;
        return {isGrey ? 1 : 3, static_cast<int>(info_.image_width),
                static_cast<int>(info_.image_height)};
    }

    int orientation() const { return exif_ == nullptr ? 1 : exifOrientation(exif_, exifSize_); }

    Picture readPixels(const PictureInfo& header, int side) {
        requirePlausible();
        const bool isCmyk =
            info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
        info_.out_color_space = isCmyk ? JCS_CMYK : header.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
        chooseScale(side);
        guarded([this] { jpeg_start_decompress(&info_); });

        Picture picture{info_.output_components,
                        static_cast<int>(info_.output_width),
                        static_cast<int>(info_.output_height),
                        {},
                        {}};
        readRows(picture);
        requireAllScans();
        allRowsCame_ = true;
        guarded([this] { jpeg_finish_decompress(&info_); });
        if (isCmyk) {
            toRgb(picture);
        }
        const std::size_t rest = info_.src->bytes_in_buffer;
        picture.mended = endIsMissing_ || rest == 0 ? mended_ : restAfterEnd(rest);
        return picture;
    }

  private:
    static JpegReader& readerOf(j_common_ptr info) {
        return *static_cast<JpegReader*>(info->client_data);
    }

    [[noreturn]] static void leave(j_common_ptr info) {
        JpegReader& reader = readerOf(info);
        reader.errors_.format_message(info, reader.message_);
        std::longjmp(reader.jump_, 1);
    }

    /// Remembers the first EXIF block. jpeg_save_markers isn't used: it looks for the end of its
    /// list at each marker, which takes minutes for the hundred thousand that a small file can
    /// hold.
    static boolean takeExif(j_decompress_ptr info) {
        constexpr char kName[] = "Exif\0"; // and the literal's own zero
        constexpr std::size_t kLength = 2;
        jpeg_source_mgr& source = *info->src;
        if (source.bytes_in_buffer < kLength) {
            source.fill_input_buffer(info); // says that the file has ended
            return TRUE;
        }
        const JOCTET* block = source.next_input_byte + kLength;
        const std::size_t length = std::size_t{block[-2]} << 8U | block[-1];
        const std::size_t size = std::max(length, kLength) - kLength;
        JpegReader& reader = readerOf(reinterpret_cast<j_common_ptr>(info));
        if (reader.exif_ == nullptr && size > sizeof kName &&
            size <= source.bytes_in_buffer - kLength &&
            std::memcmp(block, kName, sizeof kName) == 0) {
            reader.exif_ = block + sizeof kName;
            reader.exifSize_ = size - sizeof kName;
        }
        source.skip_input_data(info, static_cast<long>(kLength + size));
        return TRUE;
    }

    /// libjpeg goes on after a warning, with grey or garbage for what is missing. Only what comes
    /// after the last row, or has nothing to do with pixels, may be wrong.
    static void takeWarning(j_common_ptr info, int level) {
        if (level >= 0) {
            return; // traces
        }
        JpegReader& reader = readerOf(info);
        switch (info->err->msg_code) {
        case JWRN_JFIF_MAJOR:
            return;
        case JWRN_JPEG_EOF: // may come early, where the last bytes are read ahead
            reader.endIsMissing_ = true;
            reader.mended_ = "its end marker is missing";
            return;
        case JWRN_EXTRANEOUS_DATA:
            if (reader.allRowsCame_) {
                reader.mended_ = "it has odd bytes before its end marker";
                return;
            }
            if (reader.isPaddedHeader()) {
                reader.mended_ = "it has zero bytes between its markers";
                return;
            }
            break;
        default:
            break;
        }
        leave(info);
    }

    /// Whether what libjpeg has skipped are zeros between two markers before the first scan, where
    /// there are no pixels to lose. The source then stands behind them.
    bool isPaddedHeader() const {
        const auto skipped = static_cast<std::size_t>(errors_.msg_parm.i[0]);
        const auto position = static_cast<std::size_t>(info_.src->next_input_byte - bytes_.data());
        if (info_.input_scan_number > 0 || skipped > position) {
            return false;
        }
        const JOCTET* end = info_.src->next_input_byte;
        return std::all_of(end - skipped, end, [](JOCTET byte) { return byte == 0; });
    }

    static void limitScans(j_common_ptr info) {
        JpegReader& reader = readerOf(info);
        if (reader.info_.input_scan_number > kMostScans) {
            std::snprintf(reader.message_, sizeof reader.message_, "more than %d scans",
                          kMostScans);
            std::longjmp(reader.jump_, 1);
        }
    }

    template <typename Work>
    void guarded(const Work& work) {
        if (!succeeds(work)) {
            fail(std::string("damaged JPEG: ") + message_);
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

    void requireColors() const {
        switch (info_.jpeg_color_space) {
        case JCS_GRAYSCALE:
        case JCS_RGB:
        case JCS_YCbCr:
        case JCS_CMYK:
        case JCS_YCCK:
            return;
        default:
            fail("JPEG of " + std::to_string(info_.num_components) +
                 " components in a colour space that is not known");
        }
    }

    void requirePlausible() const {
        const std::uint64_t pixels = std::uint64_t{info_.image_width} * info_.image_height;
        if (info_.arith_code == FALSE && pixels > bytes_.size() * kMostPixelsAByte) {
            fail("damaged JPEG: claims " + std::to_string(info_.image_width) + " × " +
                 std::to_string(info_.image_height) + " pixels, more than its " +
                 std::to_string(bytes_.size()) + " bytes can hold");
        }
    }

    /// libjpeg leaves fine detail out while it decodes, which is many times faster than decoding
    /// all of it.
    void chooseScale(int side) {
        const unsigned shorter = std::min(info_.image_width, info_.image_height);
        info_.scale_num = 1;
        info_.scale_denom = 1;
        while (side > 0 && info_.scale_denom < 8 &&
               shorter / (2 * info_.scale_denom) >= 2 * static_cast<unsigned>(side)) {
            info_.scale_denom *= 2;
        }
    }

    void readRows(Picture& picture) {
        const std::size_t stride =
            static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.channels);
        picture.pixels.resize(stride * static_cast<std::size_t>(picture.height));
        row_ = picture.pixels.data();
        guarded([this, stride] {
            while (info_.output_scanline < info_.output_height) {
                row_ += stride * jpeg_read_scanlines(&info_, &row_, 1);
            }
        });
    }

    /// A file that is sent in several scans gives all rows after the first of them already. Where
    /// its end is cut off, only a progressive one tells whether all scans came.
    void requireAllScans() {
        if (!endIsMissing_ || jpeg_has_multiple_scans(&info_) == FALSE) {
            return;
        }
        bool complete = info_.coef_bits != nullptr;
        for (int i = 0; complete && i < info_.num_components; ++i) {
            for (const int bits : info_.coef_bits[i]) {
                complete = complete && bits == 0;
            }
        }
        if (!complete) {
            fail("damaged JPEG: its last scans are missing");
        }
    }

    void toRgb(Picture& picture) const {
        const bool isInverted = info_.saw_Adobe_marker != FALSE;
        const auto light = [isInverted](unsigned value) {
            return isInverted ? value : 255 - value;
        };
        std::vector<std::uint8_t> rgb;
        rgb.reserve(picture.pixels.size() / 4 * 3);
        for (std::size_t i = 0; i < picture.pixels.size(); i += 4) {
            const unsigned black = light(picture.pixels[i + 3]);
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const unsigned value = light(picture.pixels[i + channel]) * black;
                rgb.push_back(static_cast<std::uint8_t>((value + 127) / 255));
            }
        }
        picture.channels = 3;
        picture.pixels = std::move(rgb);
    }

    const ImageBytes& bytes_;
    jpeg_decompress_struct info_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    std::jmp_buf jump_{};
    char message_[JMSG_LENGTH_MAX]{};
    const char* mended_ = "";
    const std::uint8_t* exif_ = nullptr; ///< in bytes_
    std::size_t exifSize_ = 0;
    bool endIsMissing_ = false;
    bool allRowsCame_ = false;
    JSAMPROW row_ = nullptr;
};

} // namespace

PictureInfo probeJpeg(const ImageBytes& bytes) {
    JpegReader reader(bytes);
    PictureInfo info = reader.readHeader();
    if (isTurned(reader.orientation())) {
        std::swap(info.width, info.height);
    }
    return info;
}

Decoded decodeJpeg(const ImageBytes& bytes, int side) {
    JpegReader reader(bytes);
    const PictureInfo header = reader.readHeader();
    const int orientation = reader.orientation();
    return {reader.readPixels(header, side), orientation};
}

} // namespace asge::decoders
