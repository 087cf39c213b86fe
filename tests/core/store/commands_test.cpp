// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/base/error.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "store_fixture.h"

#include <gmock/gmock.h>

#include <cmath>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <vector>

namespace asge {
namespace {

using test::errorOf;
using test::sampleRun;
using CommandStatus = SentCommand::Status;

const Command kFreeze{CommandKind::freeze, 2, {}};

/// Collects the commands that a writer passes on.
class Receiver {
  public:
    void operator()(const SentCommand& command) {
        const std::lock_guard lock(mutex_);
        commands_.push_back(command);
        changed_.notify_all();
    }
    std::vector<SentCommand> waitFor(std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(30),
                          [&] { return commands_.size() >= count; });
        return commands_;
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<SentCommand> commands_;
};

class Commands : public test::StoreTest {};

TEST_F(Commands, ReachTheProcessThatTrainsTheRun) {
    RunWriter trainer(path());
    RunWriter other(path());
    const RunId run = trainer.createRun(sampleRun());
    const RunId second = trainer.createRun(sampleRun());
    Receiver receiver;
    trainer.receiveCommands(run, std::ref(receiver));
    const SentCommand first =
        other.sendCommand(run, {CommandKind::rate, 2, 0.5}, source::kTerminal);
    EXPECT_EQ(first.status, CommandStatus::waiting);
    other.sendCommand(second, kFreeze, source::kTerminal); // nobody listens
    trainer.sendCommand(run, kFreeze, source::kWindow);    // through the same connection
    const auto received = receiver.waitFor(2);
    ASSERT_EQ(received.size(), 2U);
    EXPECT_EQ(received[0], first);
    EXPECT_EQ(received[0].kind, "rate");
    EXPECT_EQ(received[0].layer, 2);
    EXPECT_EQ(received[0].value, 0.5);
    EXPECT_EQ(received[1].source, "window");
    trainer.receiveCommands(run, {});
    other.sendCommand(run, kFreeze, source::kTerminal);
    trainer.rename(run, "waits for the queue's thread");
    EXPECT_EQ(receiver.waitFor(2).size(), 2U);
}

TEST_F(Commands, AreSettledWithTheirIntervention) {
    RunWriter writer(path());
    const RunId run = writer.createRun(sampleRun());
    const auto sent = writer.sendCommand(run, kFreeze, source::kTerminal);
    const auto refused = writer.sendCommand(run, kFreeze, source::kTerminal);
    Intervention freeze;
    freeze.step = 41;
    freeze.kind = "freeze";
    freeze.layer = 2;
    writer.addIntervention(run, freeze, sent.id);
    writer.settleCommand(refused.id, CommandStatus::refused, 42, "layer 2 is frozen already");
    const RunReader reader(path());
    EXPECT_EQ(reader.command(sent.id)->status, CommandStatus::applied);
    EXPECT_EQ(reader.command(sent.id)->step, 41);
    EXPECT_EQ(reader.command(refused.id)->reason, "layer 2 is frozen already");
    writer.withdrawCommand(sent.id, "too late");
    EXPECT_EQ(reader.command(sent.id)->status, CommandStatus::applied) << "an answer is final";
    EXPECT_EQ(reader.commands(run).size(), 2U);
    EXPECT_FALSE(reader.command(99));
    const auto withdrawn = writer.sendCommand(run, kFreeze, source::kTerminal);
    writer.withdrawCommand(withdrawn.id, "too late");
    EXPECT_EQ(errorOf<CommandWithdrawn>([&] { writer.addIntervention(run, freeze, withdrawn.id); }),
              "the command was withdrawn");
    EXPECT_EQ(reader.interventions(run).size(), 1U) << "it must not be carried out";
}

TEST_F(Commands, ExpireWhenTheRunEnds) {
    RunWriter writer(path());
    const RunId run = writer.createRun(sampleRun());
    const auto sent = writer.sendCommand(run, kFreeze, source::kTerminal);
    writer.setStatus(run, RunStatus::paused);
    const RunReader reader(path());
    EXPECT_EQ(reader.command(sent.id)->status, CommandStatus::waiting);
    writer.setStatus(run, RunStatus::stopped);
    EXPECT_EQ(reader.command(sent.id)->status, CommandStatus::expired);
    EXPECT_EQ(reader.command(sent.id)->reason, "the run is stopped");
    const auto late = writer.sendCommand(run, kFreeze, source::kTerminal);
    EXPECT_EQ(late.status, CommandStatus::expired);
    EXPECT_EQ(late.id, 0);
    EXPECT_EQ(reader.commands(run).size(), 1U);
    EXPECT_EQ(errorOf<BadInput>([&] { writer.sendCommand(7, kFreeze, source::kTerminal); }),
              "run 7: no such run");
}

TEST_F(Commands, GoingBackDeletesWhatCameLater) {
    RunWriter writer(path());
    const RunId run = writer.createRun(sampleRun());
    writer.addSteps(run, {test::sampleStep(1), test::sampleStep(2), test::sampleStep(3)});
    Checkpoint good = test::sampleCheckpoint(1);
    good.epoch = 0;
    good.step = 2;
    Intervention why;
    why.step = 3;
    why.kind = "nonfinite";
    Intervention rate{3, 0.5, "rate", "", 1, 2, 600.0, "terminal", ""};
    writer.addIntervention(run, rate);
    rate.step = 2;
    writer.addIntervention(run, rate);
    writer.goBack(run, good, why);
    const RunReader reader(path());
    EXPECT_EQ(reader.interventions(run)[0].kind, "undone");
    EXPECT_EQ(reader.interventions(run)[0].text, "rate 2 600");
    EXPECT_EQ(reader.interventions(run)[1], rate);
    EXPECT_EQ(reader.detail(run).steps.size(), 2U);
    EXPECT_EQ(reader.checkpoint(run)->step, 2);
    EXPECT_EQ(reader.interventions(run).back().kind, "nonfinite");
    writer.setEpochs(run, 33);
    EXPECT_EQ(reader.find(run)->epochs, 33);
}

TEST_F(Commands, ARunThatEndsInAnEarlierStateKeepsItsStepsUntilItIsResumed) {
    const RunId run = [&] {
        RunWriter writer(path());
        const RunId made = writer.createRun(sampleRun());
        StepEvent broken = test::sampleStep(3);
        broken.layers[0].loss = std::numeric_limits<double>::quiet_NaN();
        writer.addSteps(made, {test::sampleStep(1), test::sampleStep(2), broken});
        Checkpoint good = test::sampleCheckpoint(1);
        good.epoch = 0;
        good.step = 1;
        Intervention why;
        why.step = 3;
        why.kind = "nonfinite";
        writer.addIntervention(made, {3, 0.5, "rate", "", 1, 2, 600.0, "terminal", ""});
        writer.goBack(made, good, why, LaterSteps::kept);
        writer.setStatus(made, RunStatus::failed, "not finite");
        return made;
    }();
    const RunReader reader(path());
    const StepSeries steps = reader.detail(run).steps;
    ASSERT_EQ(steps.size(), 3U);
    EXPECT_TRUE(std::isnan(steps[2].layers[0].loss));
    EXPECT_EQ(reader.checkpoint(run)->step, 1);
    EXPECT_EQ(reader.interventions(run)[0].kind, "undone");
    RunWriter writer(path());
    writer.resume(run, "cpu", "test", 1);
    EXPECT_EQ(reader.detail(run).steps.size(), 1U) << "they are trained again";
}

TEST_F(Commands, AnInvalidOneDoesNotHoldUpTheOthers) {
    RunWriter trainer(path());
    const RunId run = trainer.createRun(sampleRun());
    sql("INSERT INTO command (run, kind, layer, value, source, sent, status) VALUES"
        " (1, 'freeze', 1 << 40, NULL, 'terminal', '', 'waiting'),"
        " (1, 'rate', 1, 'x', 'terminal', '', 'waiting'),"
        " (1, char(27), 1, NULL, 'terminal', '', 'waiting'),"
        " (1, 'freeze', 2, NULL, 'terminal', '', 'waiting')");
    Receiver receiver;
    trainer.receiveCommands(run, std::ref(receiver));
    const auto received = receiver.waitFor(1);
    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received[0].id, 4);
    EXPECT_EQ(text("SELECT group_concat(id) FROM command"), "4") << "the others are deleted";
    trainer.receiveCommands(run, {});
    const auto impossible =
        trainer.sendCommand(run, {CommandKind::freeze, 70000, {}}, source::kTerminal);
    EXPECT_EQ(impossible.status, CommandStatus::refused);
    EXPECT_THAT(impossible.reason, testing::HasSubstr("freeze: there is no layer 70000"));
}

TEST_F(Commands, OldAnswersAreForgottenAndWaitingOnesKept) {
    RunWriter writer(path());
    const RunId run = writer.createRun(sampleRun());
    const RunId other = writer.createRun(sampleRun());
    const auto waiting = writer.sendCommand(run, kFreeze, source::kTerminal);
    sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10500)"
        " INSERT INTO command (run, kind, layer, source, sent, status)"
        " SELECT 1, 'reset', 1, 'terminal', '', 'applied' FROM n");
    writer.sendCommand(other, kFreeze, source::kTerminal);
    writer.sendCommand(run, kFreeze, source::kTerminal);
    const RunReader reader(path());
    EXPECT_EQ(reader.commands(run).size(), 10002U);
    EXPECT_EQ(reader.command(waiting.id)->status, CommandStatus::waiting);
    EXPECT_EQ(reader.commands(other).size(), 1U);
}

TEST_F(Commands, AFaultyOneIsNamed) {
    RunWriter writer(path());
    const RunId run = writer.createRun(sampleRun());
    writer.sendCommand(run, kFreeze, source::kTerminal);
    sql("UPDATE command SET layer = -3");
    EXPECT_THAT(errorOf<StoreError>([&] { RunReader(path()).commands(run); }),
                testing::HasSubstr("run 1: commands: its layer"));
}

} // namespace
} // namespace asge
