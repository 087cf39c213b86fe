// SPDX-License-Identifier: GPL-3.0-or-later

#include "core/control/control.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace asge {
namespace {

CommandRequest freezing(int layer) {
    return {{CommandKind::freeze, layer, {}}, std::string(source::kTerminal)};
}

TEST(TrainingControl, HandsOutCommandsInTheirOrder) {
    TrainingControl control;
    EXPECT_FALSE(control.hasNews());
    EXPECT_FALSE(control.next());
    control.send(freezing(1));
    control.send(freezing(2));
    EXPECT_TRUE(control.hasNews());
    EXPECT_EQ(control.next()->command.layer, 1);
    EXPECT_EQ(control.next()->command.layer, 2);
    EXPECT_FALSE(control.hasNews());
}

TEST(TrainingControl, LetsCommandsThatAreNotWantedWait) {
    TrainingControl control;
    const TrainingControl::Filter isPause = [](const CommandRequest& request) {
        return request.command.kind == CommandKind::pause;
    };
    control.send(freezing(1));
    EXPECT_FALSE(control.next(isPause));
    std::thread later([&] { control.pause(); });
    control.wait(isPause);
    later.join();
    EXPECT_EQ(control.next(isPause)->command.kind, CommandKind::pause);
    EXPECT_TRUE(control.hasNews());
    EXPECT_EQ(control.next()->command.kind, CommandKind::freeze);
    EXPECT_FALSE(control.hasNews());
}

TEST(TrainingControl, AStopIsNewsAndCannotBeUndone) {
    TrainingControl control;
    control.stop();
    EXPECT_TRUE(control.isStopped());
    EXPECT_TRUE(control.hasNews());
    control.resume();
    EXPECT_TRUE(control.isStopped());
    control.wait(); // returns at once
}

TEST(TrainingControl, AnswersExpiredOnceTheTrainingHasEnded) {
    TrainingControl control;
    std::vector<std::string> answers;
    const auto request = [&](int layer) {
        CommandRequest made = freezing(layer);
        made.answer = [&](const CommandAnswer& answer) {
            EXPECT_EQ(answer.outcome, CommandAnswer::Outcome::expired);
            answers.push_back(answer.reason);
        };
        return made;
    };
    control.send(request(1));
    control.close("the training has ended");
    control.send(request(2));
    EXPECT_EQ(answers, (std::vector<std::string>(2, "the training has ended")));
    EXPECT_FALSE(control.next());
}

TEST(TrainingControl, TheFirstStopNamesTheCause) {
    TrainingControl control;
    EXPECT_EQ(control.cause(), "");
    control.stop("SIGTERM");
    control.stop("SIGHUP");
    control.stop();
    EXPECT_EQ(control.cause(), "SIGTERM");
}

/// Several threads send while another one takes: every command arrives once, and those of a thread
/// in its order.
TEST(TrainingControl, LosesAndDoublesNoCommandOfSeveralThreads) {
    constexpr int kThreads = 4;
    constexpr int kEach = 500;
    TrainingControl control;
    std::atomic<int> answered = 0;
    std::vector<std::thread> senders;
    for (int thread = 0; thread < kThreads; ++thread) {
        senders.emplace_back([&, thread] {
            for (int i = 0; i < kEach; ++i) {
                CommandRequest request = freezing(1 + i);
                request.stored = thread;
                request.answer = [&](const CommandAnswer&) { ++answered; };
                control.send(std::move(request));
            }
        });
    }
    std::vector<int> last(kThreads, 0);
    for (int taken = 0; taken < kThreads * kEach; ++taken) {
        control.wait();
        const auto request = control.next();
        ASSERT_TRUE(request);
        int& before = last[static_cast<std::size_t>(request->stored)];
        EXPECT_EQ(request->command.layer, before + 1);
        before = request->command.layer;
        request->answer({});
    }
    for (std::thread& sender : senders) {
        sender.join();
    }
    EXPECT_EQ(answered, kThreads * kEach);
    EXPECT_FALSE(control.hasNews());
}

} // namespace
} // namespace asge
