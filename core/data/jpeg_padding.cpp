#include "core/data/decoders.h"

#include <algorithm>

namespace asge::decoders {

namespace {

constexpr std::uint8_t kPrefix = 0xFF; ///< of each marker
constexpr std::uint8_t kFirstRestart = 0xD0;
constexpr std::uint8_t kLastRestart = 0xD7;
constexpr std::uint8_t kEnd = 0xD9;
constexpr std::uint8_t kStartOfScan = 0xDA;

/// Copies a JPEG file part by part, but not the zeros before a marker.
class PaddingFilter {
  public:
    explicit PaddingFilter(const ImageBytes& jpeg) : jpeg_(jpeg) { kept_.reserve(jpeg.size()); }

    ImageBytes run() {
        bool inScan = false;
        while (at_ < jpeg_.size()) {
            copyUntilMarker(inScan);
            const bool isEnd = at_ < jpeg_.size() && jpeg_[at_ + 1] == kEnd;
            inScan = at_ < jpeg_.size() && jpeg_[at_ + 1] == kStartOfScan;
            copyTo(isEnd ? jpeg_.size() : segmentEnd());
        }
        return std::move(kept_);
    }

  private:
    static bool isRestart(std::uint8_t code) {
        return code >= kFirstRestart && code <= kLastRestart;
    }

    /// Stays where restarts part a scan's data: before these, data may end with a zero.
    bool isMarker(std::size_t at, bool inScan) const {
        return jpeg_[at] == kPrefix && jpeg_[at + 1] != 0 && jpeg_[at + 1] != kPrefix &&
               !(inScan && isRestart(jpeg_[at + 1]));
    }

    void copyUntilMarker(bool inScan) {
        std::size_t marker = at_;
        while (marker + 1 < jpeg_.size() && !isMarker(marker, inScan)) {
            ++marker;
        }
        if (marker + 1 >= jpeg_.size()) {
            copyTo(jpeg_.size());
            return;
        }
        std::size_t end = marker;
        while (end > at_ && jpeg_[end - 1] == 0) {
            --end;
        }
        // The first zero behind 0xFF belongs to it.
        if (end > at_ && end < marker && jpeg_[end - 1] == kPrefix) {
            ++end;
        }
        copyTo(end);
        at_ = marker;
    }

    /// Of the marker here and what belongs to it.
    std::size_t segmentEnd() const {
        constexpr std::size_t kMarkerSize = 2;
        constexpr std::uint8_t kFirstWithLength = 0xC0;
        if (jpeg_.size() - at_ < 2 * kMarkerSize) {
            return jpeg_.size();
        }
        const std::uint8_t code = jpeg_[at_ + 1];
        const bool isAlone = code < kFirstWithLength || (code >= kFirstRestart && code < kEnd);
        const std::size_t length = isAlone ? 0 : std::size_t{jpeg_[at_ + 2]} << 8U | jpeg_[at_ + 3];
        return std::min(at_ + kMarkerSize + length, jpeg_.size());
    }

    void copyTo(std::size_t end) {
        kept_.insert(kept_.end(), jpeg_.begin() + static_cast<std::ptrdiff_t>(at_),
                     jpeg_.begin() + static_cast<std::ptrdiff_t>(end));
        at_ = end;
    }

    const ImageBytes& jpeg_;
    ImageBytes kept_;
    std::size_t at_ = 0;
};

} // namespace

ImageBytes withoutPadding(const ImageBytes& jpeg) {
    return PaddingFilter(jpeg).run();
}

} // namespace asge::decoders
