// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/plot/curve_pyramid.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace asge {

/// Exponential moving average with a horizon in points, free of the start's bias: the first value
/// is itself. A value that isn't finite leaves the average as it is.
class Smoother {
  public:
    explicit Smoother(int horizon) : keep_(1.0 - 1.0 / horizon) {}
    double next(double value);

  private:
    double keep_;
    double sum_ = 0;
    double weight_ = 0;
};

/// When a value was measured; 0: not told.
struct LineMoment {
    int epoch = 0;
    std::int64_t step = 0;
};

/// The points of one line as they are drawn; may grow while it is shown. Values that are not finite
/// or, on a logarithmic axis, not positive are gaps.
class LinePoints {
  public:
    using Point = CurvePyramid::Point;
    struct Options {
        bool logX = false;
        bool logY = false;
        int smoothing = 1;     ///< horizon in points; 1 is none
        bool goesBack = false; ///< keys may descend: no pyramid, every point is drawn
        std::shared_ptr<PointList::Keys> keys = {}; ///< shared with other lines; null: its own
    };
    /// The first of successive values that can't be drawn.
    struct Break {
        double x = 0;
        double value = 0; ///< as measured
        LineMoment moment;
    };
    /// Of a mean: sample standard deviation (NaN below two values) and number of values.
    struct Spread {
        double standardDeviation = 0;
        int n = 0;
    };

    explicit LinePoints(const Options& options);

    void append(double x, double value, const LineMoment& moment = {});
    /// A mean; all or none of a line's points are.
    void appendMean(double x, double mean, const Spread& spread, const LineMoment& moment = {});
    void clear(); ///< frees the memory

    bool goesBack() const { return options_.goesBack; }
    bool empty() const { return points().empty(); }
    std::size_t size() const { return points().size(); }
    const PointList& points() const { return options_.goesBack ? loose_ : pyramid_.points(); }
    const CurvePyramid& pyramid() const { return pyramid_; } ///< empty if the line goes back
    const CurvePyramid& low() const { return low_; }         ///< mean − standard deviation
    const CurvePyramid& high() const { return high_; }
    const std::vector<Spread>& spreads() const { return spreads_; }
    const std::vector<LineMoment>& moments() const {
        return moments_;
    } ///< only if the line goes back
    /// As many as there are; ascending unless the line goes back.
    const std::vector<Break>& breaks() const { return breaks_; }

  private:
    double drawable(double value, bool logarithmic) const;

    Options options_;
    Smoother smoother_;
    CurvePyramid pyramid_, low_, high_;
    PointList loose_; ///< instead of the pyramid's, if the line goes back
    std::vector<Spread> spreads_;
    std::vector<LineMoment> moments_;
    std::vector<Break> breaks_;
    bool broken_ = false; ///< the last value could not be drawn
};

/// "epoch 3, step 60"; what isn't told is left out.
QString momentText(const LineMoment& moment);
/// Why a value has no place: "NaN", "infinite", …
QString brokenText(double value);

} // namespace asge
