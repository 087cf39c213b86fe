// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/common/untrained_note.h"

#include "core/experiment/experiment_json.h"
#include "tests/widgets/run_records.h"
#include "tests/widgets/settle.h"
#include "widgets/confusion/confusion_page.h"
#include "widgets/evidence/evidence_page.h"
#include "widgets/images/images_page.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/margins/margins_page.h"

#include <gtest/gtest.h>

#include <QComboBox>

namespace asge {
namespace {

RunRecord recordOfMethod(const char* method) {
    RunRecord record = test::tinyRecord(7, 1);
    Experiment experiment = test::tinyExperiment();
    experiment.method = method;
    record.experimentJson = toJson(experiment);
    record.images = {1, 1, 4, 4, std::vector<std::uint8_t>(16, 100), {0}, {0}};
    record.channels = {{1, {}}}; // there are maps to choose from
    return record;
}

class UntrainedNoteTest : public testing::Test {
  protected:
    /// Whether the page's note is shown for that method, and what it says.
    std::pair<bool, QString> noteOf(RunPage& page, const char* name, const char* method) {
        state.apply(test::resetTo(recordOfMethod(method)));
        page.setRun(&state);
        const auto* note = test::child<UntrainedNote>(page, name);
        return {!note->isHidden(), note->text()};
    }

    RunState state, other;
};

TEST_F(UntrainedNoteTest, EveryPageOfReadoutsHasOne) {
    MarginsPage margins;
    ImagesPage images;
    InspectorPage inspector;
    EvidencePage evidence;
    ConfusionPage confusion;
    const std::vector<std::pair<RunPage*, const char*>> pages{{&margins, "marginsUntrained"},
                                                              {&images, "imagesUntrained"},
                                                              {&inspector, "inspectorUntrained"},
                                                              {&evidence, "evidenceUntrained"},
                                                              {&confusion, "confusionUntrained"}};
    for (const auto& [page, name] : pages) {
        EXPECT_FALSE(noteOf(*page, name, "asge").first) << name;
        const auto [shown, text] = noteOf(*page, name, "backprop");
        EXPECT_TRUE(shown) << name;
        EXPECT_TRUE(text.startsWith("Layers 1–2: untrained readouts")) << text.toStdString();
        EXPECT_TRUE(text.contains("Linear probes"));
        page->setRun(nullptr);
        EXPECT_TRUE(test::child<UntrainedNote>(*page, name)->isHidden()) << name;
    }
}

TEST_F(UntrainedNoteTest, NamesTheRunThatIsCompared) {
    MarginsPage page;
    noteOf(page, "marginsUntrained", "asge");
    RunRecord record = recordOfMethod("backprop");
    record.id = 8;
    other.apply(test::resetTo(record));
    page.setOther(&other);
    const auto* note = test::child<UntrainedNote>(page, "marginsUntrained");
    EXPECT_FALSE(note->isHidden());
    EXPECT_TRUE(note->text().startsWith("Layers 1–2 of B:")) << note->text().toStdString();
}

TEST_F(UntrainedNoteTest, ScorersOfImagesAreNamed) {
    ImagesPage page;
    noteOf(page, "imagesUntrained", "backprop");
    const auto* scorers = test::child<QComboBox>(page, "imagesScorer");
    EXPECT_EQ(scorers->itemText(0), "Fusion, untrained readout");
    EXPECT_EQ(scorers->itemText(1), "Last");
    EXPECT_EQ(scorers->itemText(3), "Layer 1, untrained readout");
    EXPECT_EQ(scorers->itemText(5), "Layer 3");
}

TEST_F(UntrainedNoteTest, ScorersOfTheOtherRunAreNamed) {
    ImagesPage page;
    noteOf(page, "imagesUntrained", "asge");
    const auto* scorers = test::child<QComboBox>(page, "imagesScorer");
    RunRecord record = recordOfMethod("backprop");
    record.id = 8;
    other.apply(test::resetTo(record));
    page.setOther(&other);
    EXPECT_EQ(scorers->itemText(0), "Fusion, untrained readout of B");
    EXPECT_EQ(scorers->itemText(1), "Last");
    EXPECT_EQ(scorers->itemText(5), "Layer 3");
    page.setOther(nullptr);
    EXPECT_EQ(scorers->itemText(0), "Fusion");
}

} // namespace
} // namespace asge
