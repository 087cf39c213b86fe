// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "widgets/channels/channel_marks.h"
#include "widgets/channels/channels_model.h"
#include "widgets/common/epoch_marks.h"
#include "widgets/plot/event_marks.h"
#include "widgets/plot/plot_canvas.h"

#include <QWidget>

#include <array>

class QLabel;

namespace asge {

/// The heat map of one layer: epochs from left to right, channels from top to bottom, with a colour
/// scale, marks beside dead and dominating channels, and a headline with their numbers.
class ChannelMap : public QWidget {
    Q_OBJECT

  public:
    ChannelMap(int layer, QWidget* parent);

    /// The lines that the headline would fill at that width, at most `most`.
    int wantedLines(int width, int most) const;
    /// Maps beside each other have headlines of the same number of lines, so that they are aligned.
    void setHeadlineLines(int lines);
    int headlineHeight() const { return headline_->height(); }

    /// The largest number of channels of all layers: maps below each other begin at the same place.
    void setMostChannels(int channels);
    /// The widest number that its colour scale is expected to have, and that of all layers: maps
    /// below each other end at the same place.
    QString widestNumber() const;
    void setWidestNumber(const QString& number);
    /// Shows the layer's part of a history, which must not be empty.
    void present(const std::vector<EpochChannels>& history, channels::Statistic statistic,
                 bool byValue);
    /// Marks the interventions on this layer and on the whole network, at the edge between the
    /// columns before and after. `layers` is the number of layers.
    void setMarks(const std::vector<EpochMark>& marks, int layers);
    /// Paints the headline, in that height, and the map within a rectangle, for an exported
    /// picture.
    void paint(QCPPainter& painter, const QRect& rect, int headlineHeight);
    /// Marks the row of a channel; -1: none.
    void select(int channel);
    int selected() const { return selected_; }

  signals:
    /// The user clicked a channel, or chose it by Enter, Page Up or Page Down. Both from 0.
    void channelClicked(int layer, int channel);

  protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    class RowTicker;

    void applyStyle();
    void placeMarks();
    void placeSelection();
    void fitMargins();
    void chooseAt(QPoint pixel);
    bool chooseByKey(int key);
    QString tip(QPoint pixel) const;
    void fill(const std::vector<EpochChannels>& history);
    void fillMarks(const channels::FlaggedChannels& flagged);
    void fillData();
    void setColors();
    void setHome();
    void fitToSize();
    void fitLabel();
    void fitHeadline();
    void fitHeadlineHeight();
    PlotReadout readout(double x, double y) const;
    int columnOf(int epoch) const { return (epoch - firstEpoch_) / epochsOfColumn_; }

    int layer_;
    int headlineLines_ = 1;
    QLabel* headline_;
    PlotCanvas* canvas_;
    ChannelCells* map_;
    QCPColorScale* scale_;
    QSharedPointer<RowTicker> ticker_;
    ChannelMarks* flags_; ///< of dead and dominating channels
    EventMarks* events_;
    std::array<QCPItemRect*, 2> selection_{}; ///< a light and a dark outline
    int selected_ = -1;
    std::vector<EpochMark> marks_; ///< as given
    int layers_ = 0;
    channels::FlaggedChannels flagged_;
    QString details_; ///< of the marked channels
    channels::Statistic statistic_ = channels::Statistic::share;
    channels::ColorScale colors_;
    int firstEpoch_ = 0;
    int mostChannels_ = 0;                          ///< of all layers
    QString widestNumber_ = QStringLiteral("0.00"); ///< on the colour scales of all layers
    QSize laidOut_; ///< size of the axes for which ticks and labels were chosen
    int epochs_ = 0;
    int epochsOfColumn_ = 1; ///< epochs that share a column; the last one with a value is shown
    int columns_ = 0;
    std::vector<int> channelOfRow_, rowOfChannel_;
    std::vector<float> cells_; ///< rows × columns; NaN if an epoch or a channel has no value
};

} // namespace asge
