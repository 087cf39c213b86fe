#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace asge {

/// What pixels are computed with. Both give the same ones; `vectors` is `plain` where the processor
/// is none that the vectors are written for.
enum class Arithmetic { vectors, plain };

/// The weights of `from` old pixels in a row (or column) in each of `to` new ones.
struct TapTable {
    int from = 0;
    int to = 0;
    int count = 0;                     ///< weights of each new pixel, an even number
    std::vector<int> first;            ///< to: the old pixel that the first weight belongs to
    std::vector<std::int16_t> weights; ///< to × count; 0 for what lies beyond the last old pixel
    int free = 0; ///< so many of the new pixels can be made with one old pixel more being read

    /// The last old pixel that belongs to a new one.
    int last(int index) const;
};

/// Scales a picture whose rows come one after another, so that it need never be there as a whole.
///
/// A new pixel is a weighted mean of the old ones, by a triangle as wide as two of the coarser
/// grid's pixels, so that nothing aliases; width and height have factors of their own. Exact
/// integers: every machine gets the same pixels. Memory and tables are kept from one picture to the
/// next.
class RowScaler {
  public:
    explicit RowScaler(Arithmetic arithmetic = Arithmetic::vectors) : arithmetic_(arithmetic) {}

    /// Begins a picture of fromHeight rows of fromWidth pixels of 1 or 3 bytes; all sides are 1 at
    /// least. `pixels` gets toHeight × toWidth × channels bytes.
    void start(int channels, int fromWidth, int fromHeight, int toWidth, int toHeight,
               std::uint8_t* pixels);
    /// Takes the next row; after the last one all pixels are written.
    void add(const std::uint8_t* row);

  private:
    std::shared_ptr<const TapTable> tapsFor(int from, int to);
    void scaleRow(const std::uint8_t* row, std::int16_t* to) const;
    void makeRow();

    Arithmetic arithmetic_;
    std::vector<std::shared_ptr<const TapTable>> tables_; ///< the latest
    std::size_t oldest_ = 0;                              ///< of tables_
    std::shared_ptr<const TapTable> across_;
    std::shared_ptr<const TapTable> down_;
    int channels_ = 0;
    std::size_t stride_ = 0; ///< values in a row
    int added_ = 0;
    int made_ = 0;
    std::uint8_t* pixels_ = nullptr;
    std::vector<std::int16_t> kept_;          ///< down_->count rows; see kShift
    std::vector<const std::int16_t*> window_; ///< the rows that a new one is made of
};

} // namespace asge
