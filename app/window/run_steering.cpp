// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/run_steering.h"

#include "app/window/message_bar.h"
#include "app/window/run_presenter.h"
#include "app/window/store_client.h"
#include "app/window/training_controller.h"
#include "app/window/transport_bar.h"
#include "core/control/control.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "widgets/common/plain_text.h"
#include "widgets/layers/layers_panel.h"

#include <QPointer>
#include <QTimer>

#include <memory>
#include <optional>

namespace asge {

namespace {

constexpr int kAnswerPollMilliseconds = 50;
constexpr int kLongestWaitMilliseconds = 10'000;

} // namespace

RunSteering::RunSteering(TrainingController& training, RunPresenter& presenter, StoreClient& store,
                         const SteeringWidgets& widgets, QObject* parent)
    : QObject(parent), training_(training), presenter_(presenter), store_(store),
      widgets_(widgets) {
    connect(&widgets_.transport, &TransportBar::commandRequested, this, &RunSteering::sendFromBar);
    connect(&widgets_.layers, &LayersPanel::commandRequested, this,
            [this](const Command& command) { send(presenter_.shownRun(), command); });
    connect(&widgets_.layers, &LayersPanel::message, &widgets_.messages,
            &MessageBar::showInformation);
    connect(&presenter_, &RunPresenter::filled, this, &RunSteering::showTarget);
    connect(&presenter_, &RunPresenter::shownChanged, this, &RunSteering::showTarget);
    connect(&presenter_, &RunPresenter::statusChanged, this, &RunSteering::showTarget);
    showTarget();
}

bool RunSteering::trainsHere(RunId run) const {
    return training_.isRunning() && run != 0 && run == presenter_.trainingRun();
}

/// Tells the tool bar and the panel which run they act on.
void RunSteering::showTarget() {
    RunState* state = presenter_.shownState();
    const bool isShown = state != nullptr && state->id() == presenter_.shownRun();
    widgets_.layers.setRun(isShown ? state : nullptr);
    const bool elsewhere =
        isShown && !trainsHere(state->id()) && !state->isLive() && isLive(state->curves().status);
    widgets_.transport.setOther(elsewhere ? state->id() : 0,
                                elsewhere && state->curves().status == RunStatus::paused);
}

void RunSteering::sendFromBar(const Command& command) {
    const RunId other = widgets_.transport.other();
    send(other != 0 ? other : presenter_.trainingRun(), command);
}

void RunSteering::send(RunId run, const Command& command) {
    // While the data are read, there is no run, but the training can be stopped.
    const bool begins = run == 0 && training_.isRunning();
    if (command.kind == CommandKind::stop && (begins || trainsHere(run))) {
        training_.stop();
    } else if (trainsHere(run)) {
        sendHere(run, command);
    } else if (run != 0) {
        sendElsewhere(run, command);
    }
}

void RunSteering::sendHere(RunId run, const Command& command) {
    if (command.kind == CommandKind::pause &&
        widgets_.transport.state() == TransportBar::State::training) {
        widgets_.transport.setState(TransportBar::State::pausing);
    }
    const QPointer<RunSteering> alive(this);
    training_.job().send(command, [alive, run, command](const CommandAnswer& answer) {
        if (alive) {
            alive->finish(run, command, answer.outcome == CommandAnswer::Outcome::applied,
                          answer.reason);
        }
    });
}

void RunSteering::sendElsewhere(RunId run, const Command& command) {
    if (run == widgets_.transport.other()) {
        widgets_.transport.setOtherPausing(command.kind == CommandKind::pause);
    }
    const auto sent = std::make_shared<SentCommand>();
    store_.write(
        this,
        [sent, run, command](RunWriter& writer) {
            *sent = writer.sendCommand(run, command, source::kWindow);
        },
        [this, sent, command] { await(*sent, command, QDeadlineTimer(kLongestWaitMilliseconds)); });
}

void RunSteering::await(const SentCommand& sent, const Command& command,
                        const QDeadlineTimer& deadline) {
    if (sent.status != SentCommand::Status::waiting) {
        finish(sent.run, command, sent.status == SentCommand::Status::applied, sent.reason);
        return;
    }
    if (deadline.hasExpired()) {
        store_.write(this, [id = sent.id](RunWriter& writer) {
            writer.withdrawCommand(id, "the training did not answer within " +
                                           std::to_string(kLongestWaitMilliseconds / 1000) + " s");
        });
    }
    QTimer::singleShot(kAnswerPollMilliseconds, this, [this, sent, command, deadline] {
        store_.read(
            this, [id = sent.id](const RunReader& reader) { return reader.command(id); },
            [this, sent, command, deadline](const std::optional<SentCommand>& found) {
                if (found) {
                    await(*found, command, deadline);
                } else {
                    finish(sent.run, command, false, "the run was deleted");
                }
            });
    });
}

/// A pause is answered when it begins. If it was refused, the bar shows again that the run trains.
void RunSteering::showAnswered(RunId run, const Command& command, bool applied) {
    TransportBar& transport = widgets_.transport;
    if (command.kind != CommandKind::pause) {
        return;
    }
    if (run == transport.other()) {
        transport.setOtherPausing(false);
    } else if (!applied && transport.state() == TransportBar::State::pausing) {
        transport.setState(TransportBar::State::training);
    }
}

void RunSteering::finish(RunId run, const Command& command, bool applied,
                         const std::string& reason) {
    showAnswered(run, command, applied);
    if (!applied) {
        widgets_.messages.showError(tr("Run %1, %2: %3")
                                        .arg(QString::number(run),
                                             QString::fromStdString(toText(command)),
                                             plain::line(reason)));
        if (run == presenter_.shownRun()) {
            widgets_.layers.refuse(command);
        }
        widgets_.transport.showProbeBudget();
    }
    presenter_.storeTouched();
    emit answered(run, command, applied);
}

} // namespace asge
