// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/kept_epochs.h"

#include "widgets/channels/channels_page.h"
#include "widgets/goodness/goodness_page.h"

#include <QFile>
#include <QLabel>
#include <QTemporaryDir>

#include <gmock/gmock.h>

namespace asge {
namespace {

std::vector<ChannelStats> statistics() {
    return {{{1, 2}, {0.5F, 0.5F}, {0, 0}}};
}

/// A run with finished epochs, of which some have maps.
RunDelta runWith(int epochs, const std::vector<int>& kept) {
    RunRecord record;
    record.id = 1;
    record.layers = {{2, 1, 2, 2, false}};
    record.images = {1, 1, 2, 2, {0, 0, 0, 0}, {0}, {0}};
    record.classNames = {"a", "b"};
    for (int epoch = 1; epoch <= epochs; ++epoch) {
        EpochEvent event;
        event.epoch = epoch;
        event.step = 10 * epoch;
        record.epochs.push_back(event);
    }
    for (const int epoch : kept) {
        record.channels.push_back({epoch, statistics()});
    }
    RunDelta delta;
    delta.run = 1;
    delta.reset = std::make_shared<const RunRecord>(record);
    return delta;
}

std::string textFor(int epochs, const std::vector<int>& kept) {
    RunState run;
    run.apply(runWith(epochs, kept));
    return keptEpochsText(run).toStdString();
}

TEST(KeptEpochsText, IsEmptyIfNoneIsMissing) {
    EXPECT_EQ(textFor(0, {}), "");
    EXPECT_EQ(textFor(3, {1, 2, 3}), "");
}

TEST(KeptEpochsText, NamesTheEpochsWithMaps) {
    EXPECT_EQ(textFor(12, {1, 5, 6, 12}),
              "Maps were kept for 4 of 12 epochs: 1, 5–6, 12; probe.budget did not allow the "
              "probes of the others.");
    EXPECT_THAT(textFor(2, {}), testing::StartsWith("No maps were kept of the finished epochs"));
    std::vector<int> each2nd;
    for (int epoch = 1; epoch < 100; epoch += 2) {
        each2nd.push_back(epoch);
    }
    EXPECT_THAT(textFor(100, each2nd), testing::HasSubstr("epochs: 1, 3, 5, 7, 9, 11, 13, 15, 17, "
                                                          "19, 21, 23, …; "));
}

TEST(KeptEpochs, ThePagesSayThem) {
    RunState run;
    GoodnessPage goodness;
    ChannelsPage channels;
    goodness.setRun(&run);
    channels.setRun(&run);
    auto* label = channels.findChild<QLabel*>("channelsKept");
    auto* empty = channels.findChild<QLabel*>("channelsEmpty");
    auto* caption = goodness.findChild<QLabel*>("goodnessEpochCaption");
    run.apply(runWith(2, {}));
    EXPECT_EQ(empty->text(), keptEpochsText(run));
    EXPECT_TRUE(goodness.findChild<QWidget*>("goodnessCanvas")
                    ->accessibleDescription()
                    .contains("No maps were kept"));
    run.apply(runWith(3, {1, 2, 3}));
    EXPECT_TRUE(label->isHidden());
    RunDelta bare;
    bare.run = 1;
    bare.epochs.emplace_back().epoch = 4;
    run.apply(bare);
    EXPECT_FALSE(label->isHidden());
    EXPECT_TRUE(label->toolTip().contains("3 of 4 epochs: 1–3;"));
    EXPECT_EQ(label->text(), "only epochs 1–3 of 4 (probe.budget)");
    EXPECT_EQ(caption->parentWidget()->toolTip(), label->toolTip());
    EXPECT_TRUE(caption->text().startsWith("epoch 3 of 4")) << caption->text().toStdString();
}

TEST(KeptEpochs, AnUnfinishedEpochWithoutAProbeAtItsEndLeavesNoColumn) {
    const QTemporaryDir folder;
    const QString file = folder.filePath("channels.csv");
    RunState run;
    ChannelsPage page;
    page.setRun(&run);
    run.apply(runWith(0, {}));
    run.setLive(true);
    const auto measure = [&](int epoch, std::int64_t step) {
        auto maps = std::make_shared<ProbeSnapshot>();
        maps->epoch = epoch;
        maps->step = step;
        maps->channels = statistics();
        RunDelta delta;
        delta.run = 1;
        delta.maps = maps;
        run.apply(delta);
    };
    const auto lines = [&] {
        QString reason;
        EXPECT_TRUE(page.exportTo(file, &reason)) << reason.toStdString();
        QFile csv(file);
        EXPECT_TRUE(csv.open(QIODevice::ReadOnly));
        return csv.readAll().count('\n');
    };
    measure(0, 3);
    const auto one = lines();
    RunDelta end;
    end.run = 1;
    end.epochs.emplace_back().epoch = 1;
    end.epochs.back().step = 10;
    run.apply(end);
    measure(1, 13);
    EXPECT_EQ(lines(), one) << "the column of epoch 2 replaces that of epoch 1";
    measure(1, 17);
    EXPECT_EQ(lines(), one);
}

} // namespace
} // namespace asge
