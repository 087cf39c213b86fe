#pragma once

#include "widgets/plot/plot_canvas.h"
#include "widgets/plot/plot_text.h"

#include <algorithm>
#include <vector>

namespace asge::curves {

/// Marks at the top of a plot, by their x: all are kept, a picture shows one for each column of
/// pixels that has any. A Mark has a member x.
template <typename Mark>
class Marks {
  public:
    void clear() {
        marks_.clear();
        sorted_ = 0;
    }
    void add(Mark mark) { marks_.push_back(std::move(mark)); }
    /// After the last one was added, before the others are called.
    void settle() {
        const auto fresh = marks_.begin() + static_cast<std::ptrdiff_t>(sorted_);
        std::stable_sort(fresh, marks_.end(), isBefore);
        std::inplace_merge(marks_.begin(), fresh, marks_.end(), isBefore);
        sorted_ = marks_.size();
    }

    /// Gives a graph what shows between these edges, which ascend.
    void feed(QCPGraph& graph, const std::vector<double>& edges) const {
        constexpr double kHeight = 0.975; // of an upright axis from 0 to 1
        QVector<QCPGraphData> shown;
        auto mark = marks_.begin();
        for (std::size_t column = 0; column + 1 < edges.size(); ++column) {
            mark = std::lower_bound(mark, marks_.end(), edges[column],
                                    [](const Mark& m, double x) { return m.x < x; });
            const bool last = column + 2 == edges.size();
            const bool within = mark != marks_.end() &&
                                (mark->x < edges[column + 1] || (last && mark->x == edges.back()));
            if (within) {
                shown.append({mark->x, kHeight});
            }
        }
        graph.data()->set(shown, true);
    }

    /// What `text` says of those around a pixel of the plot, a line each; empty where there are
    /// none, or where the pixel is below the marks.
    template <typename Text>
    QStringList textsAt(const PlotCanvas& canvas, QPoint pixel, Text text) const {
        constexpr std::ptrdiff_t kMostLines = 12;
        constexpr int kReach = 6; // pixels
        const QRect area = canvas.axisRect()->rect();
        if (!area.contains(pixel) || pixel.y() >= area.top() + area.height() / 10) {
            return {};
        }
        const auto first = std::lower_bound(marks_.begin(), marks_.end(),
                                            canvas.xAxis->pixelToCoord(pixel.x() - kReach),
                                            [](const Mark& mark, double x) { return mark.x < x; });
        const auto end =
            std::upper_bound(first, marks_.end(), canvas.xAxis->pixelToCoord(pixel.x() + kReach),
                             [](double x, const Mark& mark) { return x < mark.x; });
        QStringList lines;
        for (auto mark = first; mark != end && mark - first < kMostLines; ++mark) {
            lines << text(*mark);
        }
        if (end - first > kMostLines) {
            lines << PlotText::tr("and %1 more").arg(end - first - kMostLines);
        }
        return lines;
    }

  private:
    static bool isBefore(const Mark& a, const Mark& b) { return a.x < b.x; }

    std::vector<Mark> marks_;
    std::size_t sorted_ = 0; ///< of them from the first
};

} // namespace asge::curves
