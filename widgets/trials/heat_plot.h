// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/trials/trials_part.h"

#include <optional>
#include <vector>

class QComboBox;

namespace asge {

/// The mean accuracies of trials over two of their settings.
struct HeatGrid {
    struct Cell {
        Spread spread;      ///< percent
        TrialCounts counts; ///< of all of its runs
        RunId run = 0;      ///< that a click opens: the best finished one, or any; 0: none
        /// Its runs were measured on different images, so that their mean would say nothing.
        bool isMixed = false;
    };
    const TrialSetting* x = nullptr; ///< columns
    const TrialSetting* y = nullptr; ///< rows, from the bottom up
    std::vector<Cell> cells;         ///< row by row
    TrialRange range;

    const Cell& at(std::size_t row, std::size_t column) const {
        return cells[row * x->values.size() + column];
    }
};

/// How settings that are no axis of the heat map count.
enum class HeatRest {
    averaged, ///< the mean of all runs of a cell
    best      ///< the combination with the highest mean validation accuracy on one data set
};

/// A grid of more cells than this could not be read.
constexpr std::size_t kMostHeatCells = 2500;
bool isTooLarge(const TrialSetting& x, const TrialSetting& y);

/// Places trials in a grid of two different settings, given by their indices.
HeatGrid heatGridOf(const TrialsContent& content, std::size_t x, std::size_t y, HeatRest rest);

class HeatCanvas;
class SteadyBox;

/// A heat map of the accuracy over two settings, with the value and the number of runs in each
/// cell.
class HeatPlot : public TrialsPart {
    Q_OBJECT

  public:
    explicit HeatPlot(QWidget* parent = nullptr);

    void setContent(TrialsContentPtr content) override;
    PlotPicture picture(const ExportTarget& target) override;
    ExportedTable table() const override;
    const HeatGrid& grid() const { return grid_; }
    bool hasGrid() const { return grid_.x != nullptr && grid_.y != nullptr; }
    QRectF cellRect(std::size_t row, std::size_t column) const; ///< in the canvas's pixels

  private:
    void fillSettings();
    std::optional<std::size_t> settingIn(const SteadyBox& box) const;
    void rearrange();
    TextTable values() const;
    TextTable paper() const;

    TrialsContentPtr content_;
    HeatGrid grid_;
    SteadyBox* x_;
    SteadyBox* y_;
    QComboBox* rest_;
    QWidget* restField_; ///< with its label
    HeatCanvas* canvas_;
};

} // namespace asge
