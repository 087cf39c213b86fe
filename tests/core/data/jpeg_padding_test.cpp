// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/decoders.h"

#include "core/base/error.h"
#include "core/data/decode.h"
#include "core/data/jpeg_padding.h"
#include "tests/core/data/image_files.h"
#include "tests/core/data/reference_square.h"

#include <gmock/gmock.h>

namespace asge {
namespace {

using scratch::Bytes;
using testing::AnyOf;
using testing::HasSubstr;

constexpr const char* kPaddingNote = "it has zero bytes between its markers";

/// The positions of the markers after the first scan's data.
std::vector<std::size_t> laterMarkers(const Bytes& file) {
    std::vector<std::size_t> markers;
    bool inScan = false;
    bool afterScan = false;
    for (std::size_t at = 2; at + 1 < file.size();) {
        const bool isMarker =
            file[at] == 0xFF && file[at + 1] != 0 && (file[at + 1] & 0xF8U) != 0xD0;
        if (inScan && !isMarker) {
            ++at;
            continue;
        }
        if (!isMarker || file[at + 1] == 0xD9) {
            if (afterScan && isMarker) {
                markers.push_back(at);
            }
            break;
        }
        if (afterScan) {
            markers.push_back(at);
        }
        inScan = file[at + 1] == 0xDA;
        afterScan = afterScan || inScan;
        at += 2U + (std::size_t{file[at + 2]} << 8U) + file[at + 3];
    }
    return markers;
}

/// The positions of those markers that follow data.
std::vector<std::size_t> markersBehindScans(const Bytes& file) {
    std::vector<std::size_t> markers;
    std::size_t segmentEnd = 0;
    for (const std::size_t marker : laterMarkers(file)) {
        if (marker != segmentEnd) {
            markers.push_back(marker);
        }
        if (file[marker + 1] != 0xD9) {
            segmentEnd = marker + 2 + (std::size_t{file[marker + 2]} << 8U) + file[marker + 3];
        }
    }
    return markers;
}

Bytes withZerosAt(const Bytes& file, std::size_t at, std::size_t count) {
    Bytes padded = file;
    padded.insert(padded.begin() + static_cast<std::ptrdiff_t>(at), count, 0);
    return padded;
}

/// Files whose scans have their own tables.
std::vector<Bytes> progressiveFiles() {
    return {scratch::jpeg(40, 24, 3, scratch::noise(40, 24, 3), {.progressive = true}),
            scratch::jpeg(40, 24, 3, scratch::gradient(40, 24, 3), {.progressive = true}),
            scratch::jpeg(40, 24, 3, scratch::noise(40, 24, 3),
                          {.progressive = true, .coarseColors = true, .restart = 2})};
}

Bytes fileInScans() {
    return scratch::jpeg(40, 24, 3, scratch::noise(40, 24, 3), {.separateScans = true});
}

void requireNoted(const Bytes& file, std::size_t marker, std::size_t count) {
    const Picture picture = decodeImage(withZerosAt(file, marker, count));
    EXPECT_EQ(picture.pixels, decodeImage(file).pixels) << count << " at " << marker;
    // A few bytes are read with the data before them, without a note.
    EXPECT_THAT(picture.mended, AnyOf(kPaddingNote, count < 9 ? "" : kPaddingNote));
}

TEST(JpegPadding, IsReadAfterEachLaterScan) {
    for (const Bytes& file : progressiveFiles()) {
        ASSERT_GE(markersBehindScans(file).size(), 5U);
        for (const std::size_t marker : markersBehindScans(file)) {
            for (const std::size_t count : {1, 7, 8, 9, 40, 1000}) {
                requireNoted(file, marker, count);
            }
        }
    }
    for (const std::size_t marker : markersBehindScans(fileInScans())) {
        for (const std::size_t count : {1, 8, 9, 20}) {
            requireNoted(fileInScans(), marker, count);
        }
    }
}

TEST(JpegPadding, IsReadBetweenTablesAndTheirScan) {
    int found = 0;
    for (const Bytes& file : progressiveFiles()) {
        for (const std::size_t marker : laterMarkers(file)) {
            if (file[marker - 1] != 0) { // else the table may end with the lost bytes
                requireNoted(file, marker, 12);
                ++found;
            }
        }
    }
    EXPECT_GT(found, 20);
}

TEST(JpegPadding, IsReadAfterAllScansAtOnce) {
    for (const Bytes& file : progressiveFiles()) {
        Bytes padded = file;
        std::vector<std::size_t> markers = markersBehindScans(file);
        std::reverse(markers.begin(), markers.end());
        for (const std::size_t marker : markers) {
            padded = withZerosAt(padded, marker, 60);
        }
        const Picture picture = decodeImage(padded);
        EXPECT_EQ(picture.pixels, decodeImage(file).pixels);
        EXPECT_EQ(picture.mended, kPaddingNote);
        EXPECT_EQ(decoders::withoutPadding(padded), file);
    }
}

/// Overwrites the ends of the data before a later marker with zeros; returns the number of
/// refusals.
int loseBytesBefore(const Bytes& file, std::size_t padding, std::size_t most) {
    const Picture sound = decodeImage(file);
    int refused = 0;
    for (const std::size_t marker : laterMarkers(file)) {
        for (std::size_t lost = 1; lost < std::min(most, marker - laterMarkers(file)[0]); ++lost) {
            Bytes damaged = withZerosAt(file, marker, padding);
            std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(marker - lost), lost, 0);
            try {
                EXPECT_EQ(decodeImage(damaged).pixels, sound.pixels)
                    << lost << " bytes before " << marker;
            } catch (const BadInput& error) {
                EXPECT_THAT(error.what(), HasSubstr("damaged JPEG: "));
                ++refused;
            }
        }
    }
    return refused;
}

TEST(JpegPadding, IsNotMistakenForLostData) {
    for (const Bytes& file : progressiveFiles()) {
        EXPECT_GT(loseBytesBefore(file, 60, 200), 100);
    }
    EXPECT_GT(loseBytesBefore(fileInScans(), 60, 200), 100);
}

TEST(JpegPadding, IsNotMistakenForTablesThatMayBeLost) {
    // The third scan has no tables of its own, and the padding may have replaced some.
    const Bytes file = fileInScans();
    const std::size_t marker = markersBehindScans(file).at(1);
    requireNoted(file, marker, 20);
    EXPECT_THAT(scratch::messageOf([&] { decodeImage(withZerosAt(file, marker, 30)); }),
                HasSubstr("extraneous bytes"));
}

TEST(JpegPadding, OtherBytesAreRefusedAsBefore) {
    const Bytes file = progressiveFiles().front();
    Bytes odd = withZerosAt(file, laterMarkers(file).front(), 60);
    odd[laterMarkers(file).front() + 30] = 1;
    EXPECT_THAT(scratch::messageOf([&] { decodeImage(odd); }), HasSubstr("extraneous bytes"));
}

TEST(JpegPadding, OnlyZerosBeforeMarkersAreLeftOut) {
    const auto filtered = [](const Bytes& bytes) { return decoders::withoutPadding(bytes); };
    EXPECT_EQ(filtered({}), Bytes{});
    EXPECT_EQ(filtered({0xFF}), Bytes{0xFF});
    EXPECT_EQ(filtered({0xFF, 0xD8, 0, 0xFF}), (Bytes{0xFF, 0xD8, 0, 0xFF}));
    EXPECT_EQ(filtered({0xFF, 0xD8, 0, 0, 0xFF, 0xDB, 0, 4, 0, 5, 0, 0xFF, 0xD9, 0, 0}),
              (Bytes{0xFF, 0xD8, 0xFF, 0xDB, 0, 4, 0, 5, 0xFF, 0xD9, 0, 0}));
    // A final 0xFF is written as 0xFF 0; data before a restart may end with 0.
    const Bytes start{0xFF, 0xD8, 0xFF, 0xDA, 0, 6, 0, 0, 0, 0, 1, 0, 0xFF, 0xD0};
    const auto withEnd = [&](const Bytes& end) {
        Bytes bytes = start;
        bytes.insert(bytes.end(), end.begin(), end.end());
        return bytes;
    };
    EXPECT_EQ(filtered(withEnd({0xFF, 0, 0, 0xFF, 0xD9})), withEnd({0xFF, 0, 0xFF, 0xD9}));
    EXPECT_EQ(filtered({0xFF, 0xD8, 0xFF, 0xDB, 0xFF, 0xFF, 0}),
              (Bytes{0xFF, 0xD8, 0xFF, 0xDB, 0xFF, 0xFF, 0}));
}

} // namespace
} // namespace asge
