// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/queue_controller.h"

#include "app/window/branch_bar.h"
#include "app/window/message_bar.h"
#include "app/window/store_client.h"
#include "app/window/training_controller.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/store/run_reader.h"
#include "core/store/run_writer.h"
#include "core/sweep/sweep_reader.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/file_dialog.h"
#include "widgets/common/undo_history.h"
#include "widgets/form/experiment_form.h"
#include "widgets/queue/queue_view.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace asge {

QueueController::QueueController(StoreClient& store, TrainingController& training,
                                 const QueueWidgets& widgets, QObject* parent)
    : QObject(parent), store_(store), training_(training), widgets_(widgets) {
    connectView();
    connect(&store_, &StoreClient::touched, this, &QueueController::refresh);
    connect(&store_, &StoreClient::failed, this, &QueueController::storeFailed);
    connect(&training_, &TrainingController::queueRequested, this, &QueueController::addExperiment);
    connect(&training_, &TrainingController::ended, this, &QueueController::trainingEnded);
    connect(&widgets_.form, &ExperimentForm::changed, this,
            [this] { widgets_.view.setReady(widgets_.form.isValid()); });
}

void QueueController::connectView() {
    const QueueView* view = &widgets_.view;
    connect(view, &QueueView::addRequested, this, &QueueController::addExperiment);
    connect(view, &QueueView::addSweepRequested, this, &QueueController::chooseSweep);
    connect(view, &QueueView::runRequested, this, &QueueController::run);
    connect(view, &QueueView::stopAfterRequested, this, &QueueController::stopAfter);
    connect(view, &QueueView::moveRequested, this, [this](std::int64_t entry, int position) {
        store_.write(this, [=](RunWriter& writer) { writer.moveInQueue(entry, position); });
    });
    connect(view, &QueueView::removeRequested, this, &QueueController::remove);
    connect(view, &QueueView::clearRequested, this,
            [this] { store_.write(this, [](RunWriter& writer) { writer.clearQueue(); }); });
}

void QueueController::add(const std::function<Entries()>& entries,
                          const std::function<void()>& done, const QString& remark) {
    struct Added {
        Entries entries;
        Ids ids;
    };
    auto added = std::make_shared<Added>();
    store_.write(
        this,
        [entries, added](RunWriter& writer) {
            added->entries = entries();
            added->ids = writer.addToQueue(added->entries);
        },
        [this, added, done, remark] {
            const QString count = countedText(added->ids.size(), "experiment");
            addStep(tr("Added %1 to the queue").arg(count), added->ids, added->entries, true);
            widgets_.messages.showInformation(
                tr("%1 added to the queue.%2 %3").arg(count, remark, whenTrained()));
            if (done) {
                done();
            }
        });
}

/// Whether the queue is trained, or how to begin.
QString QueueController::whenTrained() const {
    return runs_ && !stopsAfter_ ? tr("The queue is running.")
           : training_.isRunning()
               ? tr("Training › Run queue starts it when the current run has ended.")
               : tr("Training › Run queue starts it.");
}

void QueueController::addExperiment() {
    const ExperimentForm& form = widgets_.form;
    if (!form.isValid()) {
        return;
    }
    if (const auto branch = widgets_.branch.branch()) {
        widgets_.messages.showInformation(
            tr("A branch can't wait in the queue. Train the branch of run %1 when the current run "
               "has ended, or cancel the branch above the form.")
                .arg(branch->parent));
        return;
    }
    const Experiment experiment = form.experiment();
    const std::string named = form.runName().toStdString();
    const NewQueueEntry entry{
        named.empty() ? nameAfter(experiment.data.name) : named, {}, experiment};
    add([entry] { return Entries{entry}; });
}

void QueueController::addRuns(const std::vector<RunSummary>& runs) {
    add([runs] {
        Entries entries;
        for (const RunSummary& run : runs) {
            const std::string place = "run " + std::to_string(run.id);
            entries.push_back({run.name, {}, parseExperiment(run.experimentJson, place)});
        }
        return entries;
    });
}

void QueueController::chooseSweep() {
    auto* dialog = new FileDialog(&widgets_.window, tr("Add a sweep to the queue"), {},
                                  tr("Sweeps (*.json);;All files (*)"));
    dialog->setObjectName("queueSweepDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &QueueController::addSweep);
    dialog->open();
}

void QueueController::addSweep(const QString& file) {
    addRestOf([path = file.toStdString()] { return loadSweep(path); });
}

/// Adds what the sweep lacks: a stopped sweep is continued, and no seed counts twice.
void QueueController::addRestOf(const std::function<Sweep()>& sweep,
                                const std::function<void()>& done) {
    struct Found {
        SweepRest rest;
        std::string tag;
    };
    store_.read(
        this,
        [sweep](const RunReader& reader) {
            const Sweep whole = sweep();
            return Found{restOf(whole, reader.runs(), reader.queue().entries), whole.tag};
        },
        [this, done](const Found& found) {
            const auto finish = [this, done, tag = QString::fromStdString(found.tag)] {
                emit sweepAdded(tag);
                if (done) {
                    done();
                }
            };
            if (found.rest.entries.empty()) {
                widgets_.messages.showInformation(
                    tr("Nothing was added: each of the sweep's experiments (%1) has a run or "
                       "waits in the queue.")
                        .arg(found.rest.left));
                finish();
                return;
            }
            const QString others =
                found.rest.left == 0
                    ? QString()
                    : tr(" %1 of the sweep's %2 have a run or wait in the queue already.")
                          .arg(found.rest.left)
                          .arg(found.rest.left + found.rest.entries.size());
            add([entries = found.rest.entries] { return entries; }, finish, others);
        });
}

void QueueController::refresh() {
    store_.read(
        this,
        [](const RunReader& reader) {
            try {
                return reader.queue();
            } catch (const StoreError& error) { // reported once, not at each change of the store
                return Queue{{}, {error.what()}};
            }
        },
        [this](Queue queue) { show(std::move(queue)); });
}

/// Removes entries. Undo adds those that had not begun again, at the end of the queue.
void QueueController::remove(const Ids& ids) {
    Entries entries;
    Ids removed;
    for (const QueueEntry& entry : entries_) {
        const bool isMeant = std::find(ids.begin(), ids.end(), entry.id) != ids.end();
        if (isMeant && entry.isToTrain() && entry.run == 0) {
            entries.push_back({entry.name, entry.tags, entry.experiment});
            removed.push_back(entry.id);
        }
    }
    store_.write(this, [ids](RunWriter& writer) { writer.removeFromQueue(ids); });
    addStep(tr("Removed %1 from the queue").arg(countedText(removed.size(), "experiment")), removed,
            entries, false);
}

/// Adds a step to the window's history: entries that have been added to the queue or removed.
void QueueController::addStep(const QString& text, const Ids& ids, const Entries& entries,
                              bool added) {
    if (ids.empty()) {
        return;
    }
    const auto take = [this, ids] {
        store_.write(this, [ids, renumbered = renumbered_](RunWriter& writer) {
            Ids now;
            for (const std::int64_t id : ids) {
                now.push_back(renumbered->idNow(id));
            }
            writer.withdrawFromQueue(now);
        });
        return true;
    };
    const auto put = [this, ids, entries] {
        store_.write(this, [ids, entries, renumbered = renumbered_](RunWriter& writer) {
            const Ids now = writer.addToQueue(entries);
            for (std::size_t i = 0; i < ids.size(); ++i) {
                renumbered->newer.emplace(renumbered->idNow(ids[i]), now.at(i));
            }
        });
        return true;
    };
    added ? widgets_.history.add(this, text, take, put)
          : widgets_.history.add(this, text, put, take);
}

std::int64_t QueueController::Renumbered::idNow(std::int64_t id) const {
    for (auto next = newer.find(id); next != newer.end(); next = newer.find(id)) {
        id = next->second;
    }
    return id;
}

void QueueController::show(Queue queue) {
    entries_ = queue.entries;
    emit changed(queue.entries);
    widgets_.view.setEntries(std::move(queue.entries));
    if (queue.leftOut == leftOut_) {
        return;
    }
    leftOut_ = std::move(queue.leftOut);
    if (!leftOut_.empty()) {
        widgets_.messages.showError(QString::fromStdString(leftOut_.front()));
    }
}

void QueueController::run() {
    if (runs_) {
        return;
    }
    runs_ = true;
    finished_ = 0;
    failed_ = 0;
    stopAfter(false);
    if (training_.isRunning()) {
        widgets_.messages.showInformation(
            tr("The queue begins when the current training has ended."));
    } else {
        takeNext();
    }
}

void QueueController::stopAfter(bool stops) {
    stopsAfter_ = stops;
    widgets_.view.setProgress(!runs_        ? QueueView::Progress::idle
                              : stopsAfter_ ? QueueView::Progress::lastEntry
                                            : QueueView::Progress::running);
}

void QueueController::takeNext() {
    takes_ = true;
    auto entry = std::make_shared<std::optional<QueueEntry>>();
    store_.write(
        this, [entry](RunWriter& writer) { *entry = writer.takeFromQueue(); },
        [this, entry] {
            takes_ = false;
            begin(*entry);
        });
}

void QueueController::begin(const std::optional<QueueEntry>& entry) {
    if (!entry) {
        finish();
    } else if (training_.isRunning() || !runs_) {
        // The user has started another training meanwhile, which the queue follows, or an error of
        // the store has ended the queue.
        store_.write(this, [id = entry->id](RunWriter& writer) {
            writer.endQueueEntry(id, {QueueEntry::Status::waiting, {}});
        });
    } else {
        trains_ = true;
        training_.trainEntry(*entry);
    }
}

void QueueController::trainingEnded(RunStatus status, const QString& error) {
    if (!runs_) {
        return;
    }
    if (std::exchange(trains_, false)) {
        finished_ += error.isEmpty() && status == RunStatus::finished ? 1 : 0;
        if (training_.job().wasStopped()) { // the entry waits to be resumed
            runs_ = false;
            stopAfter(false);
            return;
        }
        failed_ += error.isEmpty() ? 0 : 1;
        if (stopsAfter_) {
            finish();
            return;
        }
    }
    takeNext();
}

void QueueController::finish() {
    runs_ = false;
    stopAfter(false);
    const QString text =
        tr("The queue has ended: %1 finished, %2 failed.").arg(finished_).arg(failed_);
    failed_ > 0 ? widgets_.messages.showError(text) : widgets_.messages.showInformation(text);
}

void QueueController::storeFailed() {
    if (std::exchange(takes_, false)) {
        runs_ = false;
        stopAfter(false);
    }
}

} // namespace asge
