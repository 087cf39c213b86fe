// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/trials_controller.h"

#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/presets.h"
#include "app/window/queue_controller.h"
#include "app/window/run_presenter.h"
#include "app/window/store_client.h"
#include "app/window/training_controller.h"
#include "app/window/view_area.h"
#include "core/base/error.h"
#include "core/run/command.h"
#include "core/sweep/sweep.h"
#include "core/sweep/sweep_reader.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/file_dialog.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/save_dialog.h"
#include "widgets/form/experiment_form.h"
#include "widgets/plot/plot_export.h"
#include "widgets/runs/runs_view.h"
#include "widgets/trials/sweep_dialog.h"
#include "widgets/trials/trials_view.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include <algorithm>
#include <exception>
#include <utility>

namespace asge {

namespace {

bool hasTag(const QueueEntry& entry, const std::string& tag) {
    return std::find(entry.tags.begin(), entry.tags.end(), tag) != entry.tags.end();
}

std::vector<std::int64_t> waitingOf(const std::vector<QueueEntry>& entries,
                                    const std::string& tag) {
    std::vector<std::int64_t> waiting;
    for (const QueueEntry& entry : entries) {
        if (entry.isToTrain() && hasTag(entry, tag)) {
            waiting.push_back(entry.id);
        }
    }
    return waiting;
}

/// Removes each entry that is still there and not being trained.
void removeEach(RunWriter& writer, const std::vector<std::int64_t>& entries) {
    for (const std::int64_t entry : entries) {
        try {
            writer.removeFromQueue({entry});
        } catch (const BadInput&) {
            // It has begun and will be stopped, or another program has removed it.
        }
    }
}

} // namespace

TrialsController::TrialsController(StoreClient& store, TrainingController& training,
                                   const TrialsParts& parts, QObject* parent)
    : QObject(parent), store_(store), training_(training), parts_(parts) {
    TrialsView* view = &parts_.view;
    RunsView* runs = &parts_.runs;
    connect(runs, &RunsView::listChanged, view, [=] { view->setListed(runs->listedRuns()); });
    connect(runs, &RunsView::selectionChanged, view, &TrialsView::setSelected);
    connect(&parts_.queue, &QueueController::changed, this, &TrialsController::takeEntries);
    connect(&parts_.queue, &QueueController::sweepAdded, view, &TrialsView::showSweep);
    connect(view, &TrialsView::openRequested, &parts_.window, &MainWindow::openRun);
    connect(view, &TrialsView::message, &parts_.window, &MainWindow::showMessage);
    connect(view, &TrialsView::newSweepRequested, this, &TrialsController::newSweep);
    connect(view, &TrialsView::stopRequested, this, &TrialsController::askToStop);
    connect(&training_, &TrainingController::ended, this, &TrialsController::removeStopped);
}

void TrialsController::takeEntries(const std::vector<QueueEntry>& entries) {
    entries_ = entries;
    parts_.view.setEntries(entries);
    stopRuns();
    removeStopped();
}

void TrialsController::newSweep() {
    if (dialog_) {
        dialog_->raise();
        return;
    }
    SweepDialog::Bases bases;
    if (parts_.form.isValid()) {
        bases.emplace_back(tr("the experiment in the form"), parts_.form.experiment());
    }
    for (auto& preset : builtInExperiments()) {
        bases.push_back(std::move(preset));
    }
    dialog_ = new SweepDialog(std::move(bases), &parts_.window);
    dialog_->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog_, &SweepDialog::openRequested, this, [this] {
        auto* files =
            new FileDialog(dialog_, tr("Edit a sweep"), {}, tr("Sweeps (*.json);;All files (*)"));
        files->setObjectName("sweepFileDialog");
        files->setAttribute(Qt::WA_DeleteOnClose);
        files->setFileMode(QFileDialog::ExistingFile);
        connect(files, &QFileDialog::fileSelected, this, &TrialsController::openSweep);
        files->open();
    });
    connect(dialog_, &SweepDialog::saveRequested, this, [this](const SweepDraft& draft) {
        const QString file = askForFileToWrite(dialog_, tr("Save the sweep"),
                                               plain::line(draft.name) + QStringLiteral(".json"),
                                               {{tr("Sweep"), QStringLiteral("json")}});
        if (!file.isEmpty()) {
            saveSweep(file, sweepJsonFor(draft, QFileInfo(file).absolutePath().toStdString()));
        }
    });
    connect(dialog_, &SweepDialog::addRequested, this, &TrialsController::addSweep);
    dialog_->open();
}

/// Reads a sweep's file on the store's thread into the dialog.
void TrialsController::openSweep(const QString& file) {
    store_.read(
        this,
        [file = file.toStdString()](const RunReader&) {
            try {
                return std::pair(loadSweepDraft(file), std::string());
            } catch (const std::exception& error) {
                return std::pair(SweepDraft(), std::string(error.what()));
            }
        },
        [this](const std::pair<SweepDraft, std::string>& read) {
            if (!read.second.empty()) {
                parts_.messages.showError(QString::fromStdString(read.second));
            } else if (dialog_) {
                dialog_->setDraft(read.first);
            }
        });
}

/// Writes the file on the store's thread, because a disk may be slow.
void TrialsController::saveSweep(const QString& file, const std::string& json) {
    store_.read(
        this,
        [=](const RunReader&) {
            QString reason;
            saveBytes(file, QByteArray::fromStdString(json), &reason);
            return reason;
        },
        [this, file](const QString& reason) {
            reason.isEmpty() ? parts_.messages.showInformation(tr("%1 saved.").arg(file))
                             : parts_.messages.showError(reason);
        });
}

/// Makes the entries on the store's thread, since a large sweep takes half a second.
void TrialsController::addSweep(const SweepDraft& draft) {
    parts_.queue.addRestOf([draft] { return parseSweep(sweepJson(draft), "sweep"); },
                           [this] { parts_.window.views().showView(&parts_.view); });
}

/// "3 waiting experiments and 1 run to be resumed of this sweep": as the queue and the line of
/// progress count them.
QString TrialsController::entriesText(const std::string& tag) const {
    const std::vector<std::int64_t> all = waitingOf(entries_, tag);
    const auto begun = std::count_if(entries_.begin(), entries_.end(), [&](const QueueEntry& each) {
        return each.run != 0 && std::find(all.begin(), all.end(), each.id) != all.end();
    });
    const auto waiting = static_cast<std::ptrdiff_t>(all.size()) - begun;
    const QString resumed = countedText(begun, "run to be resumed", "runs to be resumed");
    const QString fresh = countedText(waiting, "waiting experiment");
    return begun == 0 ? fresh : waiting == 0 ? resumed : tr("%1 and %2").arg(fresh, resumed);
}

void TrialsController::askToStop(const QString& tag) {
    const std::string name = tag.toStdString();
    const bool trains = std::any_of(entries_.begin(), entries_.end(), [&](const QueueEntry& entry) {
        return entry.status == QueueEntry::Status::running && hasTag(entry, name);
    });
    auto* question = new QMessageBox(
        QMessageBox::Question, tr("Stop the sweep"),
        tr("Remove %1 of this sweep from the queue%2?\nRuns and their results stay.")
            .arg(entriesText(name), trains ? tr(", and stop the run that trains now") : QString()),
        QMessageBox::Cancel, &parts_.window);
    question->setObjectName("stopSweepQuestion");
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* accept = question->addButton(tr("Stop sweep"), QMessageBox::AcceptRole);
    accept->setObjectName("stopSweep");
    question->setDefaultButton(QMessageBox::Cancel); // Enter must not end a training by accident
    connect(question, &QMessageBox::accepted, this, [this, name] { stop(name); });
    question->open();
}

void TrialsController::stop(const std::string& tag) {
    for (const QueueEntry& entry : entries_) {
        const bool isOpen = entry.isToTrain() || entry.status == QueueEntry::Status::running;
        if (isOpen && hasTag(entry, tag)) {
            stopped_.emplace(entry.id, false);
        }
    }
    stopRuns();
    removeStopped();
}

/// Stops the trainings of entries, here or in another process, as soon as they have a run.
void TrialsController::stopRuns() {
    const RunId here = parts_.window.presenter().trainingRun();
    for (const QueueEntry& entry : entries_) {
        const auto found = stopped_.find(entry.id);
        if (found == stopped_.end() || entry.run == 0 ||
            entry.status != QueueEntry::Status::running || std::exchange(found->second, true)) {
            continue;
        }
        if (entry.run == here) {
            training_.stop();
        } else {
            store_.write(this, [run = entry.run](RunWriter& writer) {
                writer.sendCommand(run, {CommandKind::stop, 0, std::nullopt}, source::kWindow);
            });
        }
    }
}

/// Removes waiting entries, and those whose training has ended, since they would wait to be
/// resumed.
void TrialsController::removeStopped() {
    std::vector<std::int64_t> open;
    std::map<std::int64_t, bool> left; // an entry may begin before it is removed
    for (const QueueEntry& entry : entries_) {
        if (const auto found = stopped_.find(entry.id); found != stopped_.end()) {
            left.insert(*found);
            if (entry.status != QueueEntry::Status::running) {
                open.push_back(entry.id);
            }
        }
    }
    stopped_ = std::move(left);
    if (!open.empty()) {
        store_.write(this, [open](RunWriter& writer) { removeEach(writer, open); });
    }
}

} // namespace asge
