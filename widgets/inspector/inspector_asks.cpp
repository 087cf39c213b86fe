// SPDX-License-Identifier: GPL-3.0-or-later

// What InspectorPage asks for once it shows an image: the nearest images, the history, and what the
// network of the other run makes of it.
#include "widgets/common/plain_text.h"
#include "widgets/common/untrained_note.h"
#include "widgets/inspector/history_panel.h"
#include "widgets/inspector/image_source.h"
#include "widgets/inspector/inspector_fields.h"
#include "widgets/inspector/inspector_page.h"
#include "widgets/inspector/inspector_question.h"
#include "widgets/inspector/inspector_text.h"
#include "widgets/inspector/patient_task.h"
#include "widgets/inspector/reading_view.h"

#include <utility>

namespace asge {

namespace {

constexpr int kNeighbours = 6; ///< per layer
/// The history is computed without being asked for if it needs at most so many checkpoints.
constexpr int kFewCheckpoints = 24;

} // namespace

/// A training gets the processors, unless the user asks for more.
bool InspectorPage::asksByItself(const PatientTask& task) const {
    return task.isAutomatic() && !run()->isTraining();
}

void InspectorPage::followUp() {
    if (run() == nullptr || !view_->hasReading() || waits_) {
        return;
    }
    if (!view_->nearImages() && !nearTask_->waits()) {
        if (asksByItself(*nearTask_)) {
            askNear();
        } else {
            view_->setNearText(InspectorText::tr("Press Compute to find them."));
        }
    }
    if (!isProbe() && past_.empty() && !historyTask_->waits()) {
        if (asksByItself(*historyTask_)) {
            askHistory(false);
        } else {
            history_->showText(
                InspectorText::tr("Press Compute beside History to show the image to "
                                  "the networks of all epochs with a checkpoint."));
        }
    }
}

void InspectorPage::askNear() {
    if (run() == nullptr || !view_->hasReading() || waits_) {
        return;
    }
    view_->setNearText(InspectorText::tr("They are being found…"));
    nearTask_->ask(
        {run()->id(), fields_->epoch()},
        [this, number = question_, image = view_->reading().image](
            Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            return [this, number, near = nearImagesOf(image, kNeighbours, inspector, watch)] {
                if (number == question_) {
                    view_->setNear(near);
                    nearTask_->setIdle(InspectorText::tr("The nearest images are shown already."));
                }
            };
        },
        [this](const QString& problem) { view_->setNearText(problem); });
}

void InspectorPage::askHistory(bool always) {
    if (run() == nullptr || !view_->hasReading() || waits_ || isProbe()) {
        return;
    }
    history_->wait();
    historyTask_->ask(
        {run()->id(), fields_->epoch()},
        [this, always, number = question_, image = view_->reading().image](
            Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            const std::size_t kept = inspector.checkpointEpochs().size();
            if (!always && kept > kFewCheckpoints) {
                return [this, kept] {
                    history_->showText(
                        InspectorText::tr("%1 epochs have a checkpoint: press Compute "
                                          "beside History to show the image to their "
                                          "networks.")
                            .arg(kept));
                };
            }
            return [this, number, past = inspector.history(image, watch)] {
                if (number == question_) {
                    past_ = past;
                    historyTask_->setIdle(InspectorText::tr("The history is shown already."));
                    showHistory();
                }
            };
        },
        [this](const QString& problem) {
            history_->showText(InspectorText::tr("History: %1").arg(problem));
        });
}

void InspectorPage::followOther(RunState& other) {
    connect(&other, &RunState::epochAdded, this, [this] {
        if (fields_->epoch() == 0) {
            askOther();
        }
    });
}

void InspectorPage::showOther() {
    updateUsable();
    updateTitle();
    if (run() != nullptr && !history_->strip().epochs().empty()) {
        showHistory(); // it is called A's, or no longer
    }
    askOther();
}

/// Shows the image to B's network.
void InspectorPage::askOther() {
    const QString topic = inspectorTopic() + QStringLiteral("/b");
    waitsForOther_ = false;
    if (inspection_ != nullptr) {
        inspection_->cancel(topic);
    }
    if (other() == nullptr || inspection_ == nullptr || !view_->hasReading() || waits_) {
        if (other() == nullptr) {
            view_->clearOther({});
        }
        return;
    }
    if (other()->lastEpoch() == 0) {
        view_->clearOther(InspectorText::tr("%1 has no checkpoint yet.").arg(otherName()));
        return;
    }
    if (!view_->hasOther()) {
        view_->clearOther(InspectorText::tr("%1: its network is being read…").arg(otherName()));
    }
    waitsForOther_ = true;
    const int epoch = fields_->epoch() == 0 ? 0 : otherEpoch(fields_->epoch());
    inspection_->ask(
        this, topic, Inspection::Hurry::now, {other()->id(), epoch},
        [this, number = question_, id = other()->id(), name = otherName(),
         shown = view_->reading()](Inspector& inspector, LoadWatch&) -> std::function<void()> {
            return [this, number, id, name, reading = readingOfOther(shown, name, inspector)] {
                if (other() != nullptr && other()->id() == id && number == question_) {
                    waitsForOther_ = false;
                    ImageReading placed = reading;
                    placed.layers = other()->curves().layers;
                    placed.scores = other()->curves().scores;
                    placed.title =
                        InspectorText::tr("%1, epoch %2").arg(name, QString::number(reading.epoch));
                    if (const int own = view_->reading().epoch; own != reading.epoch) {
                        placed.title += InspectorText::tr(" (A: epoch %1)").arg(own);
                    }
                    view_->setOther(placed);
                }
            };
        },
        [this, name = otherName()](const QString& problem) {
            waitsForOther_ = false;
            view_->clearOther(problem.startsWith(name) ? problem
                                                       : name + QStringLiteral(": ") + problem);
        });
}

/// The maps of few epochs may be stored, not those of the one that is shown.
void InspectorPage::keepSeen(const ImageReading& reading) {
    if (!(reading.image == seenImage_)) {
        seenImage_ = reading.image;
        seen_.clear();
    }
    addEpoch(seen_, probabilitiesOf(reading));
}

void InspectorPage::showHistory() {
    ImageHistory history;
    if (isProbe() && run()->images().count > 0) {
        const ProbeImages& images = run()->images();
        const bool isSeen = imageOfProbe(images, source_->position()) == seenImage_;
        history =
            historyOfProbe(images, source_->position(), run()->classNames(), epochs_,
                           isSeen ? seen_ : std::vector<EpochProbabilities>(), run()->lastEpoch());
    } else if (!past_.empty() && view_->hasReading()) {
        history = historyOfReading(view_->reading(), view_->shownLabel(), past_);
    } else if (!isProbe()) {
        history_->wait();
        return;
    }
    history.lastEpoch = run()->lastEpoch();
    history.untrained = run()->curves().scores.untrained;
    history.run = other() == nullptr ? QString() : InspectorText::tr("A");
    history_->setHistory(history);
}

} // namespace asge
