// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/channels/channels_model.h"
#include "widgets/plot/plot_canvas.h"

#include <QWidget>

class QLabel;

namespace asge {

/// One layer's heat map: epochs to the right, channels down, a colour scale, marks beside dead and
/// dominating channels, and a line above it that says how many.
class ChannelMap : public QWidget {
    Q_OBJECT

  public:
    /// `headlineLines`: the lines that every map's headline gets, so that maps beside one another
    /// line up.
    ChannelMap(int layer, int headlineLines, QWidget* parent);

    /// Takes the layer's part of a history that isn't empty.
    void present(const std::vector<EpochChannels>& history, channels::Statistic statistic,
                 bool byValue);
    /// Headline and map within a rectangle, for an exported picture.
    void paint(QCPPainter& painter, const QRect& rect);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    class RowTicker;
    class EpochTicker;

    void dress();
    void fill(const std::vector<EpochChannels>& history);
    void fillMarks(const channels::CallOuts& outs);
    void setColors();
    void setHome();
    void fitToSize();
    void fitLabel();
    PlotReadout readout(double x, double y) const;
    int columnOf(int epoch) const { return (epoch - firstEpoch_) / epochsOfColumn_; }

    int layer_;
    int headlineLines_;
    QLabel* headline_;
    PlotCanvas* canvas_;
    QCPColorMap* map_;
    QCPColorScale* scale_;
    QSharedPointer<RowTicker> ticker_;
    QCPGraph* dead_;
    QCPGraph* dominating_;
    channels::Statistic statistic_ = channels::Statistic::share;
    QStringList labels_; ///< of the scale, from the fullest to the shortest
    int firstEpoch_ = 0;
    int homeWidth_ = 0; ///< of the axes, for which the room of the marks was measured
    int epochs_ = 0;
    int epochsOfColumn_ = 1; ///< of which the last one with a value is shown
    int columns_ = 0;
    std::vector<int> channelOfRow_, rowOfChannel_;
    std::vector<float> cells_; ///< rows × columns; NaN where an epoch or a channel has no value
};

} // namespace asge
