// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/margins/margins_model.h"
#include "widgets/plot/plot_canvas.h"

#include <QImage>

#include <optional>
#include <vector>

namespace asge {

/// The margins of one layer: their distribution over the epochs as a heat map, with median,
/// quartiles and zero, and that of one epoch as a histogram on the right. Both share the y axis,
/// whose unit is the bin.
class MarginsPlot : public PlotCanvas {
    Q_OBJECT

  public:
    explicit MarginsPlot(int layer, QWidget* parent = nullptr);
    ~MarginsPlot() override;

    /// `labelled`: the y axis has numbers; plots on its right share them.
    void setLabelled(bool labelled);
    void setLower(int pixels); ///< than usual, at least

    static constexpr int kLeastWidth = 145; ///< pixels, of a plot without numbers
    /// The room that numbers and the title of the y axis take: a plot that has them must be wider
    /// by it, so that the maps of all plots are equally wide.
    int labelRoom() const;

    /// What all layers of a page have in common.
    struct Frame {
        int epoch = 0;            ///< that of the histogram
        double density = 1;       ///< fraction of the images per bin that has the full colour
        double longest = 1;       ///< fraction of the images in the longest bar of a histogram
        std::pair<int, int> bins; ///< shown bins: the first, and the one after the last

        /// The fraction of the images at which the axis of the histograms ends. Readouts that
        /// never learn may have longer bars, which are drawn broken.
        double axisEnd() const { return 1.05 * longest; }
        /// The bins within the y axis, which has one more on either side.
        std::pair<int, int> axisBins() const { return {bins.first - 1, bins.second + 1}; }
    };
    /// Other margins, drawn over the histogram as an outline.
    struct Outline {
        MarginCounts counts{};
        QString name;         ///< in the tool tip: "B: run 12, wide layers, epoch 3"
        bool isOfRun = false; ///< of B; else of the probe images of a running training
        bool isTrained = true;
    };
    /// `isTrained`: whether the layer's readout learns; if not, all is grey.
    void present(const std::vector<margins::EpochMargins>& history, const Frame& frame,
                 std::optional<Outline> outline, bool isTrained = true);
    /// The text about a bin of the histogram under a place in pixels; empty beside it.
    QString histogramText(QPoint pixel) const;
    const QImage& heat() const { return heat_; } ///< a column per epoch, the largest bin on top
    QCPAxisRect* histogram() const { return bars_; }
    QColor lineColor() const;       ///< of median and quartiles
    QColor barColor(int bin) const; ///< of the histogram

  signals:
    void binClicked(int bin);
    void epochClicked(int epoch);

  private:
    class Heat;
    class Bars;
    class MarginTicker;
    class EpochTicker;

    void clicked(QPoint at);
    void fitHistogram();
    void colorHeat();
    void fillLines();
    void applyColors();
    QColor shade(int bin, double density) const;
    const margins::EpochMargins* find(int epoch) const;
    PlotReadout readout(double x, double y) const;

    int layer_;
    std::vector<margins::EpochMargins> history_;
    std::vector<MarginCounts> counts_; ///< a copy, one per entry of history_
    Frame frame_;
    std::optional<Outline> outline_;
    bool isTrained_ = true;
    QImage heat_;
    int firstEpoch_ = 0;
    int epochs_ = 0;
    int epochsOfColumn_ = 1;
    QSize laidOut_; ///< size of the axes for which the ticks were chosen
    QCPAxisRect* bars_;
    QCPGraph* median_;
    QCPGraph* quartiles_[2];
    QCPGraph* casings_[3]; ///< below the median and the quartiles, in the colour of the ground
};

} // namespace asge
