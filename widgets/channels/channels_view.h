// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/records.h"

#include <QWidget>

#include <memory>
#include <vector>

namespace asge {

/// Per layer, channels × epochs as a heat map of one statistic; dead and dominating channels are
/// called out.
class ChannelsView : public QWidget {
    Q_OBJECT

  public:
    explicit ChannelsView(QWidget* parent = nullptr);
    ~ChannelsView() override;

    /// Shows a run's history (by epoch) in place of what was shown.
    void setHistory(const std::vector<LayerInfo>& layers, std::vector<EpochChannels> history);
    /// Adds an epoch, or replaces the last one where it has the same number.
    void addEpoch(const EpochChannels& epoch);
    void clear();

    /// As CurvesView::exportTo; the CSV has every channel of every epoch of every layer.
    bool exportTo(const QString& file, QString* reason = nullptr) const;

  signals:
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
