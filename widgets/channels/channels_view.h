// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"
#include "widgets/common/epoch_marks.h"
#include "widgets/common/export_target.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// For each layer a heat map (channels × epochs) of one statistic, with dead and dominating
/// channels marked.
class ChannelsView : public QWidget {
    Q_OBJECT

  public:
    explicit ChannelsView(QWidget* parent = nullptr);
    ~ChannelsView() override;

    /// Shows the history of a run (ascending epochs).
    void setHistory(const std::vector<LayerInfo>& layers, std::vector<EpochChannels> history);
    /// The number of that run, for the table of values.
    void setRunId(RunId run);
    /// Adds an epoch, or replaces the last one if it has the same number.
    void addEpoch(const EpochChannels& epoch);
    /// Removes the last epoch if it has this number.
    void removeLast(int epoch);
    /// Says of which epochs there are statistics; empty: of all.
    void setKept(const QString& kept, const QString& brief);
    /// Marks the run's interventions in the maps.
    void setMarks(std::vector<EpochMark> marks);
    void setTitle(const QString& title); ///< of exported pictures
    void clear();
    /// Marks a channel in the map of its layer; -1: none. Both count from 0.
    void select(int layer, int channel);

    /// Like CurvesView::exportTo; the CSV has every channel of every layer and epoch.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr) const;

  signals:
    void channelClicked(int layer, int channel); ///< see ChannelMap
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
