// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/confusion/confusion_matrix.h"
#include "widgets/plot/color_key.h"
#include "widgets/plot/plot_canvas.h"

#include <QFont>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asge {

/// How a confusion matrix is coloured.
enum class ConfusionColors {
    errorsApart, ///< correct and wrong predictions have a scale each
    logarithmic, ///< one logarithmic scale
    linear       ///< one linear scale
};

/// The picture of a confusion matrix: a row per label, a column per predicted class, and the recall
/// of each label as a bar on the right, unless numbers in the cells need the room. If the cells
/// would be smaller than a few pixels, blocks of classes share a cell; zooming in shows the
/// classes.
class ConfusionPlot : public PlotCanvas {
    Q_OBJECT

  public:
    explicit ConfusionPlot(QWidget* parent = nullptr);
    ~ConfusionPlot() override;

    /// `isResult`: false for the predictions of a readout that never learned, which are grey.
    void present(std::shared_ptr<const confusion::Matrix> matrix,
                 const std::vector<std::string>& names, ConfusionColors colors,
                 bool isResult = true);
    const confusion::Matrix& matrix() const { return *matrix_; }
    /// The classes that share a cell at the current zoom; 1: each has its own.
    int blockSize() const;
    /// Says that classes share cells at the current zoom; empty if each has its own.
    QString mergeText() const;
    /// The colour scales for the current zoom.
    std::vector<ColorKey::Bar> keyBars() const;
    /// The colour of a wrong or a correct value at the current zoom.
    QColor colorOf(double value, bool correct) const;
    QColor barColor(double recall) const; ///< of the bar of a recall
    QString textOf(double value) const;   ///< in a cell
    /// The font of the numbers in all cells of a zoom: the largest in which the longest number of
    /// the matrix fits its cell; nothing if that is too small to read.
    std::optional<QFont> numberFont() const;
    /// Whether the cells of correct predictions have an outline: in a difference, both correct and
    /// wrong predictions may be more or fewer.
    bool outlinesCorrect() const;
    QColor outlineColor() const;

  signals:
    void cellClicked(int label, int predicted);
    void keyChanged(); ///< the colour scales are others

  protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override;

  private:
    class Cells;
    class Recalls;
    class ClassTicker;

    void clicked(QPoint at);
    void fit();
    bool isNarrow() const;
    double widestName(const QFont& font) const; ///< pixels
    QFont nameFont() const;
    bool hasNumbersIn(const QSizeF& cell) const;
    bool fitCells();
    void showBars(int width);
    int nameWidth(const QCPAxis* axis) const;
    std::pair<double, double> recallRooms() const;
    void fitRecalls();
    void tickRecalls(double pixel);
    QString tickText(double recall) const;
    std::vector<double> recallTicks(double step, double pixel) const;
    bool haveRoom(const std::vector<double>& ticks, double pixel) const;
    PlotReadout readout(double x, double y) const;
    QString nameAt(int position) const;

    std::shared_ptr<const confusion::Matrix> matrix_;
    std::vector<std::string> names_;
    ConfusionColors colors_ = ConfusionColors::errorsApart;
    bool isResult_ = true;
    QCPAxisRect* bars_;
    QCPAbstractItem* recalls_; ///< in it
    double leastRecall_ = 0;   ///< percent, or points of a difference: at most 0
    double mostRecall_ = 100;  ///< the same: the longest bar
    QSize laidOut_;            ///< size of the axes for which ticks and names were chosen
    /// Of the matrix and the bars, in pixels.
    struct Sides {
        int width = 0;
        int height = 0;
        int bars = 0; ///< their width; 0: they are not shown

        bool operator==(const Sides&) const = default;
    };
    Sides sides_;
    int keySize_ = 0;          ///< the block size of the last keyChanged
    bool keyOutlines_ = false; ///< whether its diagonal was outlined
};

} // namespace asge
