// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/data/square_decoder.h"

#include "core/data/decode.h"
#include "core/data/decoders.h"

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

/// libjpeg-turbo writes rows that begin at a multiple of 16 bytes past the cache, although they are
/// read next.
constexpr std::size_t kOddStart = 8;

void requirePart(const SquareSpec& spec, const PictureInfo& info) {
    if (!spec.box) {
        if (!(spec.centre > 0.0 && spec.centre <= 1.0)) {
            decoders::fail("the centre square must be above 0 and at most 1 of the shorter side");
        }
        return;
    }
    const PixelBox& box = *spec.box;
    if (box.left < 0 || box.top < 0 || box.right > info.width || box.bottom > info.height ||
        box.left >= box.right || box.top >= box.bottom) {
        decoders::fail("has " + std::to_string(info.width) + " × " + std::to_string(info.height) +
                       " pixels; a box from " + std::to_string(box.left) + ", " +
                       std::to_string(box.top) + " to " + std::to_string(box.right) + ", " +
                       std::to_string(box.bottom) + " isn't within them");
    }
}

PixelBox centreSquare(const PictureInfo& info, double centre) {
    const int shorter = std::min(info.width, info.height);
    const int side = std::max(static_cast<int>(std::lround(centre * shorter)), 1);
    const int left = (info.width - side) / 2;
    const int top = (info.height - side) / 2;
    return {left, top, left + side, top + side};
}

/// The edges of a box in one direction, in a picture that is reduced by a factor.
struct Edges {
    int first;
    int end;

    Edges reduced(int reduction, int fullSize, int size) const {
        const int to = end == fullSize ? size : std::min((end + reduction / 2) / reduction, size);
        const int from = std::min((first + reduction / 2) / reduction, size - 1);
        return {from, std::max(to, from + 1)};
    }
};

/// The rectangle to scale, in the picture as it is decoded.
PixelBox partOf(const SquareSpec& spec, const PictureInfo& full, const PictureInfo& reduced,
                int reduction) {
    if (!spec.box) {
        return centreSquare(reduced, spec.centre);
    }
    const PixelBox& box = *spec.box;
    const Edges x = Edges{box.left, box.right}.reduced(reduction, full.width, reduced.width);
    const Edges y = Edges{box.top, box.bottom}.reduced(reduction, full.height, reduced.height);
    return {x.first, y.first, x.end, y.end};
}

} // namespace

const Picture& SquareDecoder::decode(const ImageBytes& bytes, const SquareSpec& spec,
                                     const std::function<bool()>& isStopped) {
    const auto reader = decoders::openImage(bytes, isStopped);
    info_ = decoders::uprightInfo(reader->header(), reader->orientation());
    int reduction = 1;
    if (spec.side > 0) {
        requirePart(spec, info_);
        const PixelBox wanted = partOf(spec, info_, info_, 1);
        const int shorter = std::min(wanted.width(), wanted.height());
        reduction = reader->reduce(decoders::reductionFor(shorter, spec.side));
    }
    const PictureInfo stored = reader->start();
    const PictureInfo upright = decoders::uprightInfo(stored, reader->orientation());
    picture_.channels = upright.channels;
    picture_.width = spec.side > 0 ? spec.side : upright.width;
    picture_.height = spec.side > 0 ? spec.side : upright.height;
    picture_.pixels.resize(static_cast<std::size_t>(picture_.channels) *
                           static_cast<std::size_t>(picture_.width) *
                           static_cast<std::size_t>(picture_.height));
    if (spec.side > 0) {
        readPart(*reader, stored, partOf(spec, info_, upright, reduction), isStopped);
    } else {
        readWhole(*reader, stored);
    }
    picture_.mended = reader->finish();
    return picture_;
}

void SquareDecoder::readWhole(decoders::RowReader& reader, const PictureInfo& stored) {
    const int orientation = reader.orientation();
    decoders::readRows(reader, stored, orientation == 1 ? picture_.pixels : stored_);
    if (orientation != 1) {
        decoders::copyUpright(stored, stored_.data(), orientation, picture_.pixels.data());
    }
}

void SquareDecoder::readPart(decoders::RowReader& reader, const PictureInfo& stored,
                             const PixelBox& part, const std::function<bool()>& isStopped) {
    scaler_.start(stored.channels, part.width(), part.height(), picture_.width, picture_.height,
                  picture_.pixels.data());
    if (reader.orientation() == 1) {
        scaleRows(reader, stored, part);
    } else {
        scaleTurned(reader, stored, part, isStopped);
    }
}

/// Rows are read into a buffer that fits into the processor's cache. Rows above and below the
/// rectangle are read as well, to find out whether the file is intact.
void SquareDecoder::scaleRows(decoders::RowReader& reader, const PictureInfo& stored,
                              const PixelBox& part) {
    row_.resize(kOddStart +
                static_cast<std::size_t>(stored.width) * static_cast<std::size_t>(stored.channels));
    std::uint8_t* row = row_.data() + kOddStart;
    const std::uint8_t* first = row + std::ptrdiff_t{part.left} * std::ptrdiff_t{stored.channels};
    for (int y = 0; y < stored.height; ++y) {
        reader.readRow(row);
        if (y >= part.top && y < part.bottom) {
            scaler_.add(first);
        }
    }
}

void SquareDecoder::scaleTurned(decoders::RowReader& reader, const PictureInfo& stored,
                                const PixelBox& part, const std::function<bool()>& isStopped) {
    decoders::readRows(reader, stored, stored_);
    row_.resize(static_cast<std::size_t>(part.width()) * static_cast<std::size_t>(stored.channels));
    for (int y = part.top; y < part.bottom; ++y) {
        decoders::throwIfStopped(isStopped);
        decoders::copyUprightRow(stored, stored_.data(), reader.orientation(), y, part.left,
                                 part.right, row_.data());
        scaler_.add(row_.data());
    }
}

} // namespace asge
