// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/channel_depth.h"
#include "widgets/channels/channels_model.h"
#include "widgets/common/export_target.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

class QLabel;
class QProgressBar;
class QPushButton;
class QScrollArea;

namespace asge {

class ChannelSheet;
class Inspection;
class RunState;

/// A panel about one channel: its weights, its goodness by class, what moves it, and which channels
/// are like it. It asks the network of the newest checkpoint.
class ChannelDetail : public QWidget {
    Q_OBJECT

  public:
    explicit ChannelDetail(QWidget* parent = nullptr);

    void setInspection(Inspection* inspection);
    /// Asks for a channel of a run. Layer and channel count from 0.
    void study(const RunState& run, int layer, int channel);
    /// The title of exported pictures as a function of what they show.
    void setFigureTitle(std::function<QString(const QString&)> title) {
        figureTitle_ = std::move(title);
    }
    void stop(); ///< drops the question
    bool isWaiting() const { return waits_; }
    /// Like RunPage::exportTo; false if no channel is shown.
    bool exportTo(const ExportTarget& target, QString* reason = nullptr);

  signals:
    void channelClicked(int layer, int channel); ///< the user wants to see that channel
    void closed();
    void message(const QString& text);

  private:
    QWidget* makeHeader();
    QWidget* makeBody();
    void setWaiting(bool waits);
    void fail(const QString& problem);
    void ask();
    void askPixels();
    void showFacts(const channels::ChannelFacts& facts);
    void fillAlike();

    Inspection* inspection_ = nullptr;
    QLabel* title_;
    std::function<QString(const QString&)> figureTitle_;
    QLabel* since_;
    QLabel* problem_;
    QProgressBar* progress_;
    QPushButton* stop_;
    QPushButton* again_;
    QScrollArea* scroll_;
    ChannelSheet* sheet_;
    QWidget* alike_;
    QLabel* alikeHint_;
    qint64 run_ = 0;
    int layer_ = 0;
    int channel_ = 0;
    channels::ChannelFacts asked_; ///< what is known of the channel before the network answers
    bool waits_ = false;
};

} // namespace asge
