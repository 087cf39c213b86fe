// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/jpeg_padding.h"

#include "core/data/decoders.h"
#include "core/data/table_reader.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>

namespace asge::decoders {

namespace {

constexpr std::uint8_t kPrefix = 0xFF; ///< first byte of each marker
constexpr std::uint8_t kFirstFrame = 0xC0;
constexpr std::uint8_t kProgressiveFrame = 0xC2;
constexpr std::uint8_t kHuffmanTables = 0xC4;
constexpr std::uint8_t kLastFrame = 0xCF; ///< the range includes arithmetic coding
constexpr std::uint8_t kFirstRestart = 0xD0;
constexpr std::uint8_t kLastRestart = 0xD7;
constexpr std::uint8_t kEnd = 0xD9;
constexpr std::uint8_t kStartOfScan = 0xDA;
constexpr std::uint8_t kQuantTables = 0xDB;
/// Minimum sizes of the segments of these tables.
constexpr std::size_t kShortestHuffman = 21;
constexpr std::size_t kShortestQuant = 69;

/// Whether zeros may have replaced tables that a scan needs: not if there are too few zeros,
/// and not if the tables are defined after them.
class TableWatch {
  public:
    void onZeros(std::size_t count, std::uint8_t segmentBefore, bool touchesZeros) {
        if (components_.empty()) {
            return; // data before the first scan is not checked
        }
        const bool isTable = segmentBefore == kHuffmanTables || segmentBefore == kQuantTables;
        isSure_ = isSure_ && !(isTable && touchesZeros);
        if (count >= kShortestHuffman) {
            defined_.clear();
        }
        quantMayBeLost_ = quantMayBeLost_ || count >= kShortestQuant;
    }

    void onSegment(std::uint8_t code, std::span<const std::uint8_t> content) {
        if (code == kHuffmanTables) {
            define(content);
        } else if (code == kStartOfScan) {
            use(content);
        } else if (code >= kFirstFrame && code <= kLastFrame) {
            isProgressive_ = code == kProgressiveFrame;
            isSure_ = isSure_ && code <= kProgressiveFrame;
        }
    }

    bool isSure() const { return isSure_; }

  private:
    static constexpr unsigned kAlternating =
        0x10; ///< set in the number of tables for AC coefficients, not DC

    void define(std::span<const std::uint8_t> content) {
        constexpr std::size_t kLengths = 16;
        while (content.size() > kLengths) {
            defined_.insert(content[0]);
            std::size_t size = 1 + kLengths;
            for (std::size_t i = 1; i <= kLengths; ++i) {
                size += content[i];
            }
            content = content.subspan(std::min(size, content.size()));
        }
    }

    void use(std::span<const std::uint8_t> content) {
        const std::size_t count = content.empty() ? 0 : content[0];
        if (content.size() < 2 * count + 4) {
            isSure_ = false;
            return;
        }
        const bool first = content[2 * count + 1] == 0;
        const bool refines = content[2 * count + 3] >= 0x10;
        for (std::size_t i = 0; i < count; ++i) {
            const unsigned tables = content[2 * i + 2];
            // A progressive scan has either DC or AC coefficients, and refines DC without a table.
            if (!isProgressive_ || (first && !refines)) {
                require(tables >> 4U);
            }
            if (!isProgressive_ || !first) {
                require(kAlternating | (tables & 0xFU));
            }
            isSure_ = isSure_ && (components_.contains(content[2 * i + 1]) || !quantMayBeLost_);
            components_.insert(content[2 * i + 1]);
        }
    }

    void require(unsigned table) { isSure_ = isSure_ && defined_.contains(table); }

    std::set<unsigned> defined_;    ///< tables that were defined and not followed by zeros
    std::set<unsigned> components_; ///< components that have had a scan, and so their table
    bool isProgressive_ = false;
    bool quantMayBeLost_ = false;
    bool isSure_ = true;
};

/// Copies a JPEG file segment by segment, without the zeros before markers.
class PaddingFilter {
  public:
    explicit PaddingFilter(const ImageBytes& jpeg) : jpeg_(jpeg) { kept_.reserve(jpeg.size()); }

    std::optional<ImageBytes> run() {
        while (at_ < jpeg_.size()) {
            copyUntilMarker();
            if (at_ < jpeg_.size()) {
                copySegment();
            }
        }
        return tables_.isSure() ? std::optional(std::move(kept_)) : std::nullopt;
    }

  private:
    static bool isRestart(std::uint8_t code) {
        return code >= kFirstRestart && code <= kLastRestart;
    }

    /// Restart markers are inside a scan and are not changed, because the data before them may end
    /// with a zero.
    bool isMarker(std::size_t at) const {
        return jpeg_[at] == kPrefix && jpeg_[at + 1] != 0 && jpeg_[at + 1] != kPrefix &&
               !(segment_ == kStartOfScan && isRestart(jpeg_[at + 1]));
    }

    void copyUntilMarker() {
        std::size_t marker = at_;
        while (marker + 1 < jpeg_.size() && !isMarker(marker)) {
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
        // The first zero after 0xFF belongs to it.
        if (end > at_ && end < marker && jpeg_[end - 1] == kPrefix) {
            ++end;
        }
        if (end < marker) {
            tables_.onZeros(marker - end, segment_, end == at_ && at_ > 0 && jpeg_[at_ - 1] == 0);
        }
        copyTo(end);
        at_ = marker;
    }

    /// Copies the current marker and its segment.
    void copySegment() {
        constexpr std::size_t kMarkerSize = 2;
        segment_ = jpeg_[at_ + 1];
        const bool isAlone =
            segment_ < kFirstFrame || (segment_ >= kFirstRestart && segment_ < kEnd);
        if (segment_ == kEnd || jpeg_.size() - at_ < 2 * kMarkerSize) {
            copyTo(jpeg_.size());
            return;
        }
        const std::size_t length = isAlone ? 0 : std::size_t{jpeg_[at_ + 2]} << 8U | jpeg_[at_ + 3];
        const std::size_t first = at_ + 2 * kMarkerSize;
        copyTo(std::min(at_ + kMarkerSize + length, jpeg_.size()));
        if (at_ > first) {
            tables_.onSegment(segment_, std::span(jpeg_).subspan(first, at_ - first));
        }
    }

    void copyTo(std::size_t end) {
        kept_.insert(kept_.end(), jpeg_.begin() + static_cast<std::ptrdiff_t>(at_),
                     jpeg_.begin() + static_cast<std::ptrdiff_t>(end));
        at_ = end;
    }

    const ImageBytes& jpeg_;
    ImageBytes kept_;
    std::size_t at_ = 0;
    std::uint8_t segment_ = 0; ///< marker of the last segment
    TableWatch tables_;
};

} // namespace

std::optional<ImageBytes> withoutPadding(const ImageBytes& jpeg) {
    return PaddingFilter(jpeg).run();
}

} // namespace asge::decoders
