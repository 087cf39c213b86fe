// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace asge {

/// The implementation of the scaling. Both give the same pixels; `vectors` equals `plain` on
/// processors without the necessary instructions.
enum class Arithmetic { vectors, plain };

/// The weights of `from` old pixels of a row (or column) in each of `to` new ones.
struct TapTable {
    int from = 0;
    int to = 0;
    int count = 0;                     ///< weights per new pixel, an even number
    std::vector<int> first;            ///< per new pixel: the old pixel of the first weight
    std::vector<std::int16_t> weights; ///< to × count; 0 beyond the last old pixel
    int free = 0; ///< number of new pixels that may be computed by reading one old pixel more than
                  ///< they need

    /// The last old pixel with a weight in a new one.
    int last(int index) const;
};

/// Scales a picture that is given row by row, so that it need not be in memory as a whole.
///
/// A new pixel is a weighted mean of old ones, with a triangle filter that is two pixels of the
/// coarser grid wide, which avoids aliasing; width and height are scaled independently. The
/// arithmetic is exact, so every machine computes the same pixels. Memory and tables are reused for
/// the next picture.
class RowScaler {
  public:
    explicit RowScaler(Arithmetic arithmetic = Arithmetic::vectors) : arithmetic_(arithmetic) {}

    /// Begins a picture of fromHeight rows of fromWidth pixels of 1 or 3 bytes; all sides are at
    /// least 1. toHeight × toWidth × channels bytes are written to `pixels`.
    void start(int channels, int fromWidth, int fromHeight, int toWidth, int toHeight,
               std::uint8_t* pixels);
    /// Adds the next row. After the last one, all pixels are written.
    void add(const std::uint8_t* row);

  private:
    std::shared_ptr<const TapTable> tapsFor(int from, int to);
    void scaleRow(const std::uint8_t* row, std::int16_t* to) const;
    void makeRow();

    Arithmetic arithmetic_;
    std::vector<std::shared_ptr<const TapTable>> tables_; ///< the most recent ones
    std::size_t oldest_ = 0;                              ///< index in tables_
    std::shared_ptr<const TapTable> across_;
    std::shared_ptr<const TapTable> down_;
    int channels_ = 0;
    std::size_t stride_ = 0; ///< values in a row
    int added_ = 0;
    int made_ = 0;
    std::uint8_t* pixels_ = nullptr;
    std::vector<std::int16_t> kept_;          ///< down_->count rows; see kShift
    std::vector<const std::int16_t*> window_; ///< the rows of which a new row is made
};

} // namespace asge
