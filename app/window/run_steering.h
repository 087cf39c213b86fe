// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/run/command.h"
#include "core/run/records.h"

#include <QDeadlineTimer>
#include <QObject>

namespace asge {

class LayersPanel;
class MessageBar;
class RunPresenter;
class StoreClient;
class TrainingController;
class TransportBar;

/// The parts of the window that steer runs.
struct SteeringWidgets {
    TransportBar& transport;
    LayersPanel& layers;
    MessageBar& messages;
};

/// Sends the commands of the tool bar and of the Layers panel to the training that they are meant
/// for: directly if the run trains in this window, else through the store. Shows why a command was
/// refused.
class RunSteering : public QObject {
    Q_OBJECT

  public:
    RunSteering(TrainingController& training, RunPresenter& presenter, StoreClient& store,
                const SteeringWidgets& widgets, QObject* parent = nullptr);

    void send(RunId run, const Command& command);

  signals:
    void answered(asge::RunId run, const asge::Command& command, bool applied);

  private:
    void sendFromBar(const Command& command);
    void sendHere(RunId run, const Command& command);
    void sendElsewhere(RunId run, const Command& command);
    /// Waits until a command in the store has its answer.
    void await(const SentCommand& sent, const Command& command, const QDeadlineTimer& deadline);
    void finish(RunId run, const Command& command, bool applied, const std::string& reason);
    void showAnswered(RunId run, const Command& command, bool applied);
    void showTarget();
    bool trainsHere(RunId run) const;

    TrainingController& training_;
    RunPresenter& presenter_;
    StoreClient& store_;
    SteeringWidgets widgets_;
};

} // namespace asge
