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
/// Progressive files of more scans than this only keep a reader busy.
constexpr int kMostScans = 100;
/// A progressive file's coefficients are all in memory at once.
constexpr long kMostMemory = 1L << 30;
constexpr const char* kPadding = "it has zero bytes between its markers";
constexpr std::size_t kInks = 4;
/// Huffman codes take a bit a block of 8 × 8 at least, so 512 pixels a byte.
constexpr std::uint64_t kMostPixelsAByte = 512;

/// One file on its way through libjpeg.
///
/// libjpeg leaves by longjmp when something is wrong. Every call of it is therefore made by
/// `guarded`, whose frames between setjmp and longjmp have nothing to destroy; what is to be kept
/// lies in this object.
class JpegReader : public RowReader {
  public:
    JpegReader(const ImageBytes& bytes, const Stop& stop) : bytes_(&bytes), stop_(stop) {}
    ~JpegReader() override { jpeg_destroy_decompress(&info_); }

    void open() {
        info_.err = jpeg_std_error(&errors_);
        info_.client_data = this;
        errors_.error_exit = leave;
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

    /// libjpeg leaves fine detail out while it decodes, which is many times faster than decoding
    /// all of it.
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
            if (reader.skippedZeros() && reader.toleratesPadding()) {
                return;
            }
            break;
        default:
            break;
        }
        leave(info);
    }

    /// Whether what libjpeg has skipped are zeros. The source then stands behind them.
    bool skippedZeros() const {
        const auto skipped = static_cast<std::size_t>(errors_.msg_parm.i[0]);
        const JOCTET* end = info_.src->next_input_byte;
        return skipped <= static_cast<std::size_t>(end - bytes_->data()) &&
               std::all_of(end - skipped, end, [](JOCTET byte) { return byte == 0; });
    }

    /// Before the first scan there are no pixels to lose. Of what comes before a later one
    /// startWithoutPadding finds out.
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

    /// Called between rows, and between those of each scan.
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
                 " components in a colour space that is not known");
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

    /// Of a file in several scans this reads all of them.
    void startDecoding() {
        info_.out_color_space = isCmyk()                ? JCS_CMYK
                                : header_.channels == 1 ? JCS_GRAYSCALE
                                                        : JCS_RGB;
        info_.scale_num = 1;
        info_.scale_denom = static_cast<unsigned>(reduction_);
        guarded([this] { jpeg_start_decompress(&info_); });
    }

    /// Zeros before a later scan's marker may be padding, or stand where something was lost:
    /// libjpeg takes as many of them for codes as it needs. Without them it warns where it needs
    /// one. Where it doesn't and all scans are there, so were all coefficients.
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

    /// Only a progressive file's scans can be counted; of another one each component has had one.
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

    /// A file that is sent in several scans gives all rows after the first of them already. Where
    /// its end is cut off, only a progressive one tells whether all scans came.
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
    const std::uint8_t* exif_ = nullptr; ///< in the file's bytes
    std::size_t exifSize_ = 0;
    int reduction_ = 1;
    bool endIsMissing_ = false;
    bool allRowsCame_ = false;
    bool isStopped_ = false;
    bool hasPadding_ = false; ///< before a later scan's marker
    bool isWithoutPadding_ = false;
    JSAMPROW row_ = nullptr;
    std::vector<std::uint8_t> ink_; ///< a row of CMYK
};

} // namespace

std::unique_ptr<RowReader> openJpeg(const ImageBytes& bytes, const Stop& stop) {
    auto reader = std::make_unique<JpegReader>(bytes, stop);
    reader->open();
    return reader;
}

} // namespace asge::decoders
