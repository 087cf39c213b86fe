// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/jpeg.h"

#include "core/base/error.h"
#include "core/data/decoders.h"
#include "core/data/jpeg_padding.h"

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
/// Progressive files with more scans only serve to keep the reader busy.
constexpr int kMostScans = 100;
/// All coefficients of a progressive file are in memory at the same time.
constexpr long kMostMemory = 1L << 30;
constexpr const char* kPadding = "it has zero bytes between its markers";
constexpr std::size_t kInks = 4;
/// A Huffman code takes at least one bit per block of 8 × 8, hence 512 pixels per byte.
constexpr std::uint64_t kMostPixelsAByte = 512;

/// Decodes one file with libjpeg.
///
/// libjpeg reports errors by longjmp. Each call of it is therefore made by `guarded`, whose frames
/// between setjmp and longjmp have no objects with destructors; all state is in this object.
class JpegReader : public RowReader {
  public:
    JpegReader(const ImageBytes& bytes, const Stop& stop) : bytes_(&bytes), stop_(stop) {}
    ~JpegReader() override { jpeg_destroy_decompress(&info_); }

    void open() {
        info_.err = jpeg_std_error(&errors_);
        info_.client_data = this;
        errors_.error_exit = failReading;
        errors_.emit_message = takeWarning;
        errors_.output_message = [](j_common_ptr) {};
        progress_.progress_monitor = watch;
        guarded([this] {
            jpeg_create_decompress(&info_);
            info_.mem->max_memory_to_use = kMostMemory;
            info_.progress = &progress_;
            jpeg_set_marker_processor(&info_, kExifMarker, takeExif);
            jpeg_mem_src(&info_, bytes_->data(), static_cast<unsigned long>(bytes_->size()));
            jpeg_read_header(&info_, TRUE);
        });
        requireDimensions(info_.image_width, info_.image_height);
        requireColors();
        const bool isGrey = info_.jpeg_color_space == JCS_GRAYSCALE;
        header_ = {isGrey ? 1 : 3, static_cast<int>(info_.image_width),
                   static_cast<int>(info_.image_height)};
        orientation_ = exif_ == nullptr ? 1 : exifOrientation(exif_, exifSize_);
    }

    /// libjpeg omits fine detail while it decodes, which is much faster than decoding all of it.
    int reduce(int most) override { return reduction_ = most; }

    PictureInfo start() override {
        requirePlausible();
        startDecoding();
        if (hasPadding_) {
            startWithoutPadding();
        }
        if (isCmyk()) {
            ink_.resize(std::size_t{info_.output_width} * kInks);
        }
        return {header_.channels, static_cast<int>(info_.output_width),
                static_cast<int>(info_.output_height)};
    }

    void readRow(std::uint8_t* row) override {
        row_ = isCmyk() ? ink_.data() : row;
        guarded([this] { jpeg_read_scanlines(&info_, &row_, 1); });
        if (isCmyk()) {
            toRgb(row);
        }
    }

    std::string finish() override {
        requireAllScans();
        allRowsCame_ = true;
        guarded([this] { jpeg_finish_decompress(&info_); });
        const std::size_t rest = info_.src->bytes_in_buffer;
        return endIsMissing_ || rest == 0 ? mended_ : restAfterEnd(rest);
    }

  private:
    static JpegReader& readerOf(j_common_ptr info) {
        return *static_cast<JpegReader*>(info->client_data);
    }

    [[noreturn]] static void failReading(j_common_ptr info) {
        JpegReader& reader = readerOf(info);
        reader.errors_.format_message(info, reader.message_);
        std::longjmp(reader.jump_, 1);
    }

    /// Saves the first EXIF block. jpeg_save_markers isn't used: it walks its list at each marker,
    /// which takes minutes for the hundred thousand markers that a small file can hold.
    static boolean takeExif(j_decompress_ptr info) {
        constexpr char kName[] = "Exif\0"; // includes the literal's terminating zero
        constexpr std::size_t kLength = 2;
        jpeg_source_mgr& source = *info->src;
        if (source.bytes_in_buffer < kLength) {
            source.fill_input_buffer(info); // reports the end of the file
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

    /// After a warning, libjpeg continues with grey or garbage for missing data. Only warnings
    /// about data after the last row, or without effect on pixels, are tolerated.
    static void takeWarning(j_common_ptr info, int level) {
        if (level >= 0) {
            return; // trace messages
        }
        JpegReader& reader = readerOf(info);
        switch (info->err->msg_code) {
        case JWRN_JFIF_MAJOR:
            return;
        case JWRN_JPEG_EOF: // may come early if the last bytes are read ahead
            reader.endIsMissing_ = true;
            reader.mended_ = "its end marker is missing";
            return;
        case JWRN_EXTRANEOUS_DATA:
            if (reader.allRowsCame_) {
                reader.mended_ = "it has unexpected bytes before its end marker";
                return;
            }
            if (reader.skippedZeros() && reader.toleratesPadding()) {
                return;
            }
            break;
        default:
            break;
        }
        failReading(info);
    }

    /// Whether the bytes that libjpeg has skipped are zeros. The source is positioned after them.
    bool skippedZeros() const {
        const auto skipped = static_cast<std::size_t>(errors_.msg_parm.i[0]);
        const JOCTET* end = info_.src->next_input_byte;
        return skipped <= static_cast<std::size_t>(end - bytes_->data()) &&
               std::all_of(end - skipped, end, [](JOCTET byte) { return byte == 0; });
    }

    /// Before the first scan no pixels can be lost. Zeros before a later scan are checked by
    /// startWithoutPadding.
    bool toleratesPadding() {
        if (info_.input_scan_number > 0 &&
            (isWithoutPadding_ || jpeg_has_multiple_scans(&info_) == FALSE)) {
            return false;
        }
        if (info_.input_scan_number > 0 && !hasPadding_) {
            errors_.format_message(reinterpret_cast<j_common_ptr>(&info_), paddingMessage_);
            hasPadding_ = true;
        }
        mended_ = kPadding;
        return true;
    }

    /// Called between rows, and between the rows of each scan.
    static void watch(j_common_ptr info) {
        JpegReader& reader = readerOf(info);
        if (reader.info_.input_scan_number > kMostScans) {
            std::snprintf(reader.message_, sizeof reader.message_, "more than %d scans",
                          kMostScans);
            std::longjmp(reader.jump_, 1);
        }
        if (reader.stop_ && reader.stop_()) {
            reader.isStopped_ = true;
            std::longjmp(reader.jump_, 1);
        }
    }

    template <typename Work>
    void guarded(const Work& work) {
        if (succeeds(work)) {
            return;
        }
        if (isStopped_) {
            failStopped();
        }
        fail(std::string("damaged JPEG: ") + message_);
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
                 " components in an unknown colour space");
        }
    }

    void requirePlausible() const {
        const std::uint64_t pixels = std::uint64_t{info_.image_width} * info_.image_height;
        if (info_.arith_code == FALSE && pixels > bytes_->size() * kMostPixelsAByte) {
            fail("damaged JPEG: claims " + std::to_string(info_.image_width) + " × " +
                 std::to_string(info_.image_height) + " pixels, more than its " +
                 std::to_string(bytes_->size()) + " bytes can hold");
        }
    }

    bool isCmyk() const {
        return info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    }

    /// Reads all scans of a file with several scans.
    void startDecoding() {
        info_.out_color_space = isCmyk()                ? JCS_CMYK
                                : header_.channels == 1 ? JCS_GRAYSCALE
                                                        : JCS_RGB;
        info_.scale_num = 1;
        info_.scale_denom = static_cast<unsigned>(reduction_);
        guarded([this] { jpeg_start_decompress(&info_); });
    }

    /// Zeros before the marker of a later scan may be padding or replace lost data: libjpeg decodes
    /// as many of them as it needs. Without the zeros, libjpeg warns if it needs any. If it does
    /// not warn and all scans are present, no coefficient was lost.
    void startWithoutPadding() {
        std::optional<ImageBytes> rest = withoutPadding(*bytes_);
        if (rest) {
            jpeg_destroy_decompress(&info_);
            info_ = {};
            bytesWithoutPadding_ = std::move(*rest);
            bytes_ = &bytesWithoutPadding_;
            isWithoutPadding_ = true;
            endIsMissing_ = false;
            mended_ = kPadding;
        }
        if (!rest || !startsAgain() || !hasAllScans()) {
            fail(std::string("damaged JPEG: ") + paddingMessage_);
        }
    }

    bool startsAgain() {
        try {
            open();
            startDecoding();
            return true;
        } catch (const BadInput&) {
            return false;
        }
    }

    /// The scans of a progressive file can be checked; in other files each component has had its
    /// scan.
    bool hasAllScans() const {
        for (int i = 0; i < info_.num_components; ++i) {
            if (info_.coef_bits == nullptr && info_.comp_info[i].quant_table == nullptr) {
                return false;
            }
            for (int k = 0; info_.coef_bits != nullptr && k < DCTSIZE2; ++k) {
                if (info_.coef_bits[i][k] != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    /// A file with several scans already gives all rows after the first scan. If its end is
    /// missing, only a progressive file shows whether all scans are present.
    void requireAllScans() {
        if (!endIsMissing_ || jpeg_has_multiple_scans(&info_) == FALSE) {
            return;
        }
        if (info_.coef_bits == nullptr || !hasAllScans()) {
            fail("damaged JPEG: its last scans are missing");
        }
    }

    void toRgb(std::uint8_t* row) const {
        const bool isInverted = info_.saw_Adobe_marker != FALSE;
        const auto light = [isInverted](unsigned value) {
            return isInverted ? value : 255 - value;
        };
        for (std::size_t i = 0; i < ink_.size(); i += kInks) {
            const unsigned black = light(ink_[i + 3]);
            for (std::size_t channel = 0; channel < 3; ++channel) {
                const unsigned value = light(ink_[i + channel]) * black;
                *row++ = static_cast<std::uint8_t>((value + 127) / 255);
            }
        }
    }

    const ImageBytes* bytes_;
    const Stop& stop_;
    ImageBytes bytesWithoutPadding_;
    jpeg_decompress_struct info_{};
    jpeg_error_mgr errors_{};
    jpeg_progress_mgr progress_{};
    std::jmp_buf jump_{};
    char message_[JMSG_LENGTH_MAX]{};
    char paddingMessage_[JMSG_LENGTH_MAX]{};
    const char* mended_ = "";
    const std::uint8_t* exif_ = nullptr; ///< points into the file's bytes
    std::size_t exifSize_ = 0;
    int reduction_ = 1;
    bool endIsMissing_ = false;
    bool allRowsCame_ = false;
    bool isStopped_ = false;
    bool hasPadding_ = false; ///< before the marker of a later scan
    bool isWithoutPadding_ = false;
    JSAMPROW row_ = nullptr;
    std::vector<std::uint8_t> ink_; ///< one row of CMYK
};

} // namespace

std::unique_ptr<RowReader> openJpeg(const ImageBytes& bytes, const Stop& stop) {
    auto reader = std::make_unique<JpegReader>(bytes, stop);
    reader->open();
    return reader;
}

} // namespace asge::decoders
