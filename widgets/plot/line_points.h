// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/curve_pyramid.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace asge {

/// Exponential moving average with a horizon in points, with bias correction: the first average is
/// the first value. A value that isn't finite leaves the average unchanged.
class Smoother {
  public:
    explicit Smoother(int horizon) : keep_(1.0 - 1.0 / horizon) {}
    double next(double value);

  private:
    double keep_;
    double sum_ = 0;
    double weight_ = 0;
};

/// When a value was measured; 0: unknown.
struct LineMoment {
    int epoch = 0;
    std::int64_t step = 0;
};

/// The points of one line as they are drawn. It may grow while it is shown. Values that are not
/// finite or, on a logarithmic axis, not positive are gaps.
class LinePoints {
  public:
    using Point = CurvePyramid::Point;
    struct Options {
        bool logX = false;
        bool logY = false;
        int smoothing = 1;       ///< horizon in points; 1 is none
        bool unorderedX = false; ///< x may decrease: there is no pyramid, and every point is drawn
        std::shared_ptr<PointList::Keys> keys = {}; ///< shared with other lines; null: its own
    };
    /// The first of consecutive values that can't be drawn.
    struct Break {
        double x = 0;
        double value = 0; ///< as measured
        LineMoment moment;
    };
    /// The sample standard deviation (NaN for fewer than two values) and the number of values of a
    /// mean.
    struct Spread {
        double standardDeviation = 0;
        int n = 0;
    };

    explicit LinePoints(const Options& options);

    void reserve(std::size_t points);
    void append(double x, double value, const LineMoment& moment = {});
    /// Appends a mean. Either all points of a line are means, or none is.
    void appendMean(double x, double mean, const Spread& spread, const LineMoment& moment = {});
    void clear(); ///< frees the memory

    bool unorderedX() const { return options_.unorderedX; }
    bool empty() const { return points().empty(); }
    std::size_t size() const { return points().size(); }
    const PointList& points() const { return options_.unorderedX ? loose_ : pyramid_.points(); }
    const CurvePyramid& pyramid() const { return pyramid_; } ///< empty if x is unordered
    const CurvePyramid& low() const { return low_; }         ///< mean − standard deviation
    const CurvePyramid& high() const { return high_; }
    const std::vector<Spread>& spreads() const { return spreads_; }
    /// Empty unless x is unordered.
    const std::vector<LineMoment>& moments() const { return moments_; }
    /// Ascending unless x is unordered.
    const std::vector<Break>& breaks() const { return breaks_; }

  private:
    double drawable(double value, bool logarithmic) const;

    Options options_;
    Smoother smoother_;
    CurvePyramid pyramid_, low_, high_;
    PointList loose_; ///< used instead of the pyramid if x is unordered
    std::vector<Spread> spreads_;
    std::vector<LineMoment> moments_;
    std::vector<Break> breaks_;
    bool broken_ = false; ///< the last value could not be drawn
};

/// "epoch 3, step 60"; unknown parts are left out.
QString momentText(const LineMoment& moment);
/// Why a value can't be drawn: "NaN", "infinite", …
QString brokenText(double value);

} // namespace asge
