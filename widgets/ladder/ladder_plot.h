// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/ladder/ladder_model.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/plot_canvas.h"

#include <QFont>

#include <optional>
#include <vector>

namespace asge {

/// The accuracies of all ranges of layers, or differences of accuracies, as an upper triangle: a
/// row per first layer, a column per last layer. The chosen ranges are outlined and named; columns
/// whose layer adds nothing are marked. A separate row below, marked ◆, has the accuracies of the
/// layers' linear probes, if they are known.
class LadderPlot : public PlotCanvas {
    Q_OBJECT

  public:
    explicit LadderPlot(QWidget* parent = nullptr);
    ~LadderPlot() override;

    struct Content {
        std::size_t layers = 0;
        bool difference = false;        ///< B − A
        std::vector<double> accuracies; ///< fractions, or differences of them; see rangeIndex
        std::vector<ladder::Choice> choices;
        /// That many first layers have readouts that never learned: ranges with them have no colour
        /// and no number.
        std::size_t untrained = 0;
        std::vector<bool> addsNothing; ///< by layer; empty if it is not known
        std::vector<QString> details;  ///< text of the read-out, see rangeIndex
        /// The accuracies of linear probes by layer, or differences of them; empty if there are
        /// none.
        std::vector<double> probes;
        std::vector<QString> probeDetails; ///< text of their read-out
    };
    void present(Content content);
    const Content& content() const { return content_; }
    ColorKey::Bar keyBar() const;
    /// What the outlines mean: "Fusion: layers 1–4", an entry per outlined range.
    std::vector<ColorKey::Bar> outlineKeys() const;
    /// How the numbers of all cells are written, so that they can be compared at a glance.
    struct Numbers {
        int decimals = 0;
        QFont font;
    };
    /// With as many decimals as fit all cells; nothing if the cells are too small for any.
    std::optional<Numbers> numbers() const;
    /// The pixels from a cell's edge to the inner edge of its outline. In large cells the outline
    /// is inside of the cell, so that those of neighbours are apart.
    static double outlineEnd(const QSizeF& cell);
    QColor colorOf(double accuracy) const;
    /// The outline of a range's cell: the middle of its pen.
    QRectF outlineOf(ladder::Range range) const;

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    class Cells;
    class LayerTicker;

    static constexpr double kOutline = 3; ///< pixels

    void fitHeight();
    QRectF cellAt(double x, double y) const;
    QRectF cellOf(ladder::Range range) const;

    /// The accuracies of ranges whose readouts learned, and of linear probes.
    std::vector<double> results() const;
    /// The y coordinate of the row of linear probes.
    double probeRow() const { return static_cast<double>(content_.layers) + 1.25; }
    PlotReadout probeReadout(double layer) const;
    QString namesAt(ladder::Range range) const;
    QFont nameFont() const;                              ///< of the names in cells
    QString textOf(double accuracy, int decimals) const; ///< in percent, or points of a difference
    QColor outlineColor() const;
    /// The ranges with an outline, each once.
    std::vector<ladder::Range> outlined() const;
    /// The outlines of ranges differ in their dashes: their colour tells them from the cells.
    static QList<qreal> dashesOf(std::size_t nth);
    PlotReadout readout(double x, double y) const;

    Content content_;
    double least_ = 0; ///< the range of the colours; of a difference it is symmetric about 0
    double most_ = 1;
    QSize laidOut_; ///< size of the axes for which the ticks were chosen
};

} // namespace asge
