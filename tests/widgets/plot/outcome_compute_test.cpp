// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/plot/outcome_compute.h"

#include "core/base/error.h"
#include "tests/widgets/fake_inspection.h"
#include "tests/widgets/outcome_samples.h"
#include "tests/widgets/settle.h"
#include "widgets/common/theme.h"
#include "widgets/confusion/confusion_page.h"
#include "widgets/ladder/ladder_page.h"
#include "widgets/margins/margins_page.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>

#include <gmock/gmock.h>

#include <optional>

namespace asge {
namespace {

using testing::HasSubstr;

constexpr int kClasses = 10;
constexpr int kShownImages = 300; ///< of the validation split; test has twice as many

/// A network of three layers, or of `layers`, at a checkpoint.
class CheckpointInspector : public test::FakeInspector {
  public:
    const InspectedNetwork& network() const override { return facts; }
    ImageOutcomes outcomes(Split split, LoadWatch&) override {
        return split == Split::validation ? validation() : testImages();
    }
    ImageOutcomes validation() const {
        return test::outcomesOfImages(layers, kClasses, kShownImages, facts.epoch, 1);
    }
    ImageOutcomes testImages() const {
        return test::outcomesOfImages(layers, kClasses, 2 * kShownImages, facts.epoch, 2);
    }

    InspectedNetwork facts;
    int layers = 3;
};

/// Keeps the last question of each topic until it is to be answered.
class WaitingInspection : public Inspection {
  public:
    void ask(QObject* context, const QString& topic, Hurry hurry, const InspectedState& state,
             Work work, Failed failed) override {
        EXPECT_EQ(hurry, Hurry::patient);
        context_ = context;
        states.push_back(state);
        waiting[topic] = {std::move(work), std::move(failed)};
    }
    void cancel(const QString& topic) override { waiting.erase(topic); }
    void answer() {
        for (auto& [topic, question] : std::exchange(waiting, {})) {
            LoadWatch watch;
            std::function<void()> result;
            try {
                result = question.first(inspector, watch);
            } catch (const BadInput& error) {
                result = [&question, problem = QString::fromUtf8(error.what())] {
                    question.second(problem);
                };
            }
            if (context_) {
                result();
            }
        }
    }

    CheckpointInspector inspector;
    std::map<QString, std::pair<Work, Failed>> waiting;
    std::vector<InspectedState> states;

  private:
    QPointer<QObject> context_;
};

class OutcomeComputeTest : public testing::Test {
  protected:
    OutcomeComputeTest() {
        for (RunPage* page : pages_) {
            page->setInspection(&inspection_);
            page->setPalette(theme::lightPalette());
            page->resize(1100, 760);
            page->setRun(&state_);
        }
        confusion_.show();
        ladder_.show();
        margins_.show();
        QObject::connect(&state_, &RunState::outcomesRequested, &state_, [this] { ++reads_; });
        inspection_.inspector.facts.run = 7;
        inspection_.inspector.facts.epoch = 4;
        inspection_.inspector.facts.step = 40;
    }
    /// A run of four epochs that was trained before outcomes were kept.
    static RunRecord oldRecord(RunId id = 7) {
        RunRecord record = test::recordWithOutcomes(id, 4, kClasses, 100, test::kFashionNames);
        record.outcomes.clear();
        return record;
    }
    void open(const RunRecord& record) {
        state_.apply(test::resetTo(record));
        settle();
    }
    void settle() {
        for (RunPage* page : pages_) {
            test::settle(*page);
        }
    }
    template <class Widget>
    Widget& find(RunPage& page, const char* name) {
        return *page.findChild<Widget*>(QLatin1String(name));
    }
    void press(RunPage& page, const char* button) {
        QTest::mouseClick(&find<QPushButton>(page, button), Qt::LeftButton);
    }
    std::string problem(RunPage& page, const char* name) {
        auto& label = find<QLabel>(page, name);
        return label.isVisible() ? label.text().toStdString() : "";
    }

    WaitingInspection inspection_;
    RunState state_;
    ConfusionPage confusion_;
    MarginsPage margins_;
    LadderPage ladder_;
    std::vector<RunPage*> pages_{&confusion_, &margins_, &ladder_};
    int reads_ = 0;
};

TEST_F(OutcomeComputeTest, OnePressFillsAllPages) {
    open(oldRecord());
    EXPECT_THAT(find<QLabel>(confusion_, "confusionEmpty").text().toStdString(),
                HasSubstr("before outcomes were kept"));
    press(confusion_, "confusionMissingCompute");
    ASSERT_EQ(inspection_.states.size(), 1U);
    EXPECT_EQ(inspection_.states[0].run, 7);
    EXPECT_EQ(inspection_.states[0].epoch, 0) << "the newest checkpoint";
    for (const auto& [page, name] :
         {std::pair<RunPage*, const char*>{&confusion_, "confusionMissingStop"},
          {&margins_, "marginsMissingStop"},
          {&ladder_, "ladderMissingStop"}}) {
        EXPECT_TRUE(find<QPushButton>(*page, name).isVisible()) << name;
    }
    inspection_.answer();
    settle();
    EXPECT_EQ(reads_, 0) << "nothing is read from the store";
    const ImageOutcomes images = inspection_.inspector.testImages();
    int correct = 0;
    for (std::size_t i = 0; i < images.labels.size(); ++i) {
        correct += images.scorers[3].predicted[i] == images.labels[i];
    }
    const QString headline =
        find<QLabel>(confusion_, "confusionHeadline").text().replace(QChar::Nbsp, ' ');
    EXPECT_TRUE(headline.contains(QString("(%1 of %2)").arg(correct).arg(2 * kShownImages)))
        << headline.toStdString();
    int negative = 0;
    for (const float margin : images.scorers[0].margin) {
        negative += margin < 0;
    }
    EXPECT_EQ(find<QLabel>(margins_, "marginsHeadline1").text(),
              QString("layer 1 · %1 % < 0").arg(100.0 * negative / (2 * kShownImages), 0, 'f', 2));
    const std::int64_t layer3 = inspection_.inspector.validation().rangeCorrect[5];
    EXPECT_EQ(find<QTableWidget>(ladder_, "ladderTable").item(0, 2)->text(),
              QString::number(100.0 * static_cast<double>(layer3) / kShownImages, 'f', 2));
    EXPECT_THAT(find<QLabel>(ladder_, "ladderEpochCaption").text().toStdString(),
                HasSubstr("epoch 4 of 4 · computed now, not stored"));
    EXPECT_FALSE(find<QPushButton>(margins_, "marginsMissingStop").isVisible());
    EXPECT_TRUE(find<QPushButton>(margins_, "marginsMissingCompute").isVisible())
        << "other epochs have none";
}

/// Counts how often a widget was shown.
class ShowCount : public QObject {
  public:
    explicit ShowCount(QWidget& widget) { widget.installEventFilter(this); }
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::Show;
        return false;
    }
    int count = 0;
};

TEST_F(OutcomeComputeTest, AnEpochThatComesWithItsOutcomesIsNotOfferedMeanwhile) {
    const RunRecord whole = test::recordWithOutcomes(7, 4, kClasses, 100, test::kFashionNames);
    RunRecord begun = whole;
    begun.epochs.pop_back();
    begun.outcomes.pop_back();
    open(begun);
    ShowCount shown(find<QWidget>(confusion_, "confusionMissing"));
    RunDelta delta;
    delta.run = 7;
    delta.epochs = {whole.epochs.back()};
    delta.outcomes = {whole.outcomes.back()};
    state_.apply(delta);
    settle();
    EXPECT_EQ(confusion_.epoch(), 4);
    EXPECT_EQ(shown.count, 0) << "showing and hiding holds up the window";
}

TEST_F(OutcomeComputeTest, AnEarlierEpochIsShownInItsPlace) {
    open(oldRecord());
    press(ladder_, "ladderMissingCompute");
    inspection_.answer();
    settle();
    inspection_.inspector.facts.epoch = 2;
    inspection_.inspector.facts.step = 20;
    find<QSpinBox>(ladder_, "ladderMissingEpoch").setValue(2);
    press(ladder_, "ladderMissingCompute");
    EXPECT_EQ(inspection_.states.back().epoch, 2);
    inspection_.answer();
    settle();
    ASSERT_EQ(state_.outcomes().size(), 2U);
    EXPECT_EQ(state_.outcomes()[0].epoch, 2);
    EXPECT_EQ(state_.outcomes()[1].epoch, 4);
    EXPECT_EQ(confusion_.epoch(), 2) << "what the user has asked for is shown";
    EXPECT_THAT(find<QLabel>(confusion_, "confusionHeadline").text().toStdString(),
                HasSubstr("epoch 2"));
}

TEST_F(OutcomeComputeTest, ACheckpointWithinAnEpochNamesItsStep) {
    inspection_.inspector.facts.step = 1043;
    open(oldRecord());
    press(margins_, "marginsMissingCompute");
    inspection_.answer();
    settle();
    EXPECT_THAT(find<QLabel>(margins_, "marginsEpochCaption").text().toStdString(),
                HasSubstr("epoch 4 of 4, step " + QLocale().toString(1043).toStdString() +
                          " · computed now, not stored"));
}

TEST_F(OutcomeComputeTest, ShowsTheProgressAndStopsInAnyPage) {
    open(oldRecord());
    press(confusion_, "confusionMissingCompute");
    emit inspection_.progressed("outcomes", "showing test images to the network", 0.25);
    EXPECT_EQ(find<QProgressBar>(ladder_, "ladderMissingProgress").value(), 25);
    emit inspection_.progressed("images", "another question", 0.75);
    EXPECT_EQ(find<QProgressBar>(ladder_, "ladderMissingProgress").value(), 25);
    press(ladder_, "ladderMissingStop");
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_FALSE(state_.computation().runs);
    EXPECT_TRUE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible());
}

TEST_F(OutcomeComputeTest, AFailureIsOneLineInEveryPage) {
    open(oldRecord());
    for (const auto& [change, expected] :
         {std::pair<std::function<void(CheckpointInspector&)>, const char*>{
              [](auto& inspector) { inspector.layers = 2; }, "other layers than the run"},
          {[](auto& inspector) { inspector.facts.epoch = 0; }, "first epoch"},
          {[](auto& inspector) { inspector.facts.epoch = 2000000000; }, "has not finished"}}) {
        const CheckpointInspector before = inspection_.inspector;
        change(inspection_.inspector);
        press(confusion_, "confusionMissingCompute");
        inspection_.answer();
        settle();
        EXPECT_THAT(problem(confusion_, "confusionMissingProblem"), HasSubstr(expected));
        EXPECT_THAT(problem(ladder_, "ladderMissingProblem"), HasSubstr(expected));
        EXPECT_TRUE(state_.outcomes().empty());
        inspection_.inspector = before;
    }
    press(confusion_, "confusionMissingCompute");
    EXPECT_EQ(problem(confusion_, "confusionMissingProblem"), "");
    inspection_.answer();
    EXPECT_EQ(state_.outcomes().size(), 1U);
}

TEST_F(OutcomeComputeTest, AnotherRunEndsIt) {
    open(oldRecord());
    press(confusion_, "confusionMissingCompute");
    open(oldRecord(9));
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_TRUE(state_.outcomes().empty());
    EXPECT_TRUE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible());
    press(confusion_, "confusionMissingCompute");
    for (RunPage* page : pages_) {
        page->setRun(nullptr);
    }
    EXPECT_TRUE(inspection_.waiting.empty());
    EXPECT_FALSE(state_.computation().runs);
}

TEST_F(OutcomeComputeTest, IsOfferedOnlyIfOutcomesAreMissing) {
    open(test::recordWithOutcomes(7, 4, kClasses, 100));
    EXPECT_FALSE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible());
    RunRecord some = test::recordWithOutcomes(7, 4, kClasses, 100);
    some.outcomes.erase(some.outcomes.begin());
    open(some);
    EXPECT_TRUE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible());
    some.outcomes.erase(some.outcomes.begin() + 1);
    open(some);
    EXPECT_FALSE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible())
        << "the reader has left out every second epoch of a long history";
    open(test::tinyRecord(7, 0));
    EXPECT_FALSE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible());
    confusion_.setInspection(nullptr);
    open(oldRecord());
    EXPECT_FALSE(find<QPushButton>(confusion_, "confusionMissingCompute").isVisible());
    EXPECT_THAT(find<QLabel>(confusion_, "confusionEmpty").text().toStdString(),
                HasSubstr("asge outcomes 7"));
}

TEST_F(OutcomeComputeTest, ARunWithoutACheckpointSaysWhatToDo) {
    RunRecord record = oldRecord();
    record.hasCheckpoint = false;
    open(record);
    EXPECT_THAT(find<QLabel>(confusion_, "confusionEmpty").text().toStdString(),
                HasSubstr("train its experiment again"));
    const auto& compute = find<QPushButton>(confusion_, "confusionMissingCompute");
    EXPECT_FALSE(compute.isEnabled());
    EXPECT_THAT(compute.toolTip().toStdString(), HasSubstr("No checkpoint of this run is stored."));
    open(oldRecord());
    EXPECT_TRUE(compute.isEnabled());
}

TEST_F(OutcomeComputeTest, AnAnswerThatThereIsNoCheckpointIsKept) {
    RunRecord record = oldRecord();
    record.status = RunStatus::finished; // the first one of a training may just not be written yet
    open(record);
    press(confusion_, "confusionMissingCompute");
    ASSERT_EQ(inspection_.waiting.size(), 1U);
    const auto failed = inspection_.waiting.begin()->second.second;
    inspection_.waiting.clear();
    failed("run 7: has no checkpoint");
    settle();
    EXPECT_FALSE(find<QPushButton>(confusion_, "confusionMissingCompute").isEnabled());
    EXPECT_FALSE(find<QPushButton>(ladder_, "ladderMissingCompute").isEnabled());
    EXPECT_EQ(problem(confusion_, "confusionMissingProblem"), "");
    EXPECT_THAT(find<QLabel>(ladder_, "ladderEmpty").text().toStdString(),
                HasSubstr("train its experiment again"));
}

TEST_F(OutcomeComputeTest, OutcomesOfTheOtherRunAreComputedToo) {
    QObject::connect(&state_, &RunState::outcomesRequested, &state_, [this](int epoch) {
        state_.setStoredOutcomes(test::epochOutcomes(3, kClasses, 100, epoch));
    });
    open(test::recordWithOutcomes(7, 4, kClasses, 100, test::kFashionNames));
    RunState other;
    other.apply(test::resetTo(oldRecord(8)));
    confusion_.setOther(&other);
    settle();
    EXPECT_THAT(find<QLabel>(confusion_, "confusionComparisonNote").text().toStdString(),
                HasSubstr("no outcomes of epoch 4"));
    press(confusion_, "confusionOtherMissingCompute");
    ASSERT_EQ(inspection_.states.size(), 1U);
    EXPECT_EQ(inspection_.states[0].run, 8);
    inspection_.answer();
    settle();
    EXPECT_TRUE(find<ConfusionPlot>(confusion_, "confusionPlot").matrix().isDifference());
    EXPECT_FALSE(find<QLabel>(confusion_, "confusionMissingProblem").isVisible());
    confusion_.setOther(nullptr);
}

/// Writes pictures to look at into the folder ASGE_PICTURES:
/// --gtest_also_run_disabled_tests --gtest_filter="*Pictures"
TEST_F(OutcomeComputeTest, DISABLED_Pictures) {
    const QString folder = qEnvironmentVariable("ASGE_PICTURES");
    ASSERT_FALSE(folder.isEmpty()) << "ASGE_PICTURES is not set";
    const auto save = [&](const QString& name) {
        settle();
        confusion_.grab().save(folder + "/compute-" + name + ".png");
    };
    open(oldRecord());
    save("empty");
    press(confusion_, "confusionMissingCompute");
    emit inspection_.progressed("outcomes", "showing validation images to the network", 0.4);
    save("runs");
    inspection_.inspector.layers = 2;
    inspection_.answer();
    save("failed");
    inspection_.inspector.layers = 3;
    confusion_.setPalette(theme::darkPalette());
    save("empty-dark");
    press(confusion_, "confusionMissingCompute");
    inspection_.answer();
    save("done-dark");
    confusion_.setPalette(theme::lightPalette());
    press(confusion_, "confusionMissingCompute");
    emit inspection_.progressed("outcomes", "showing validation images to the network", 0.4);
    save("again");
    RunState other;
    other.apply(test::resetTo(oldRecord(8)));
    confusion_.setOther(&other);
    save("other");
    confusion_.setOther(nullptr);
}

} // namespace
} // namespace asge
