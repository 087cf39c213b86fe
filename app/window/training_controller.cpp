// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/training_controller.h"

#include "app/window/branch_bar.h"
#include "app/window/branch_dialog.h"
#include "app/window/message_bar.h"
#include "app/window/run_presenter.h"
#include "app/window/transport_bar.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/experiment/experiment_json.h"
#include "core/query/run_labels.h"
#include "core/store/run_reader.h"
#include "widgets/form/experiment_form.h"

#include <algorithm>
#include <utility>

namespace asge {

/// What a run can be branched off from, and the runs whose names are taken.
struct BranchChoice {
    RunSummary parent;
    std::vector<CheckpointInfo> checkpoints;
    std::vector<RunSummary> runs;
};

TrainingController::TrainingController(StoreClient& store, RunPresenter& presenter,
                                       const TrainingWidgets& widgets, QObject* parent)
    : QObject(parent), store_(store), presenter_(presenter), widgets_(widgets) {
    TransportBar* transport = &widgets_.transport;
    connect(transport, &TransportBar::trainRequested, this, &TrainingController::train);
    connect(transport, &TransportBar::queueRequested, this, &TrainingController::queueRequested);
    connect(&job_, &TrainingJob::news, this, &TrainingController::takeNews);
    connect(&job_, &TrainingJob::ended, this, &TrainingController::finish);
    connect(&widgets_.form, &ExperimentForm::changed, this,
            [this] { widgets_.transport.setReady(widgets_.form.isValid()); });
    connect(&widgets_.branch, &BranchBar::cleared, this, &TrainingController::nameAfterParent);
}

/// The next run is no branch, so it must not be named one.
void TrainingController::nameAfterParent(const BranchOrigin& ended) {
    ExperimentForm& form = widgets_.form;
    if (form.isValid() && form.runName() == ended.name) {
        form.restore(form.experiment(), widgets_.branch.nameOf(ended.point.parent), form.base());
    }
}

void TrainingController::setExperiment(const Experiment& experiment, const QString& name) {
    widgets_.form.setExperiment(experiment, name);
    widgets_.transport.setReady(widgets_.form.isValid());
}

Experiment TrainingController::experiment() const {
    return widgets_.form.experiment();
}

void TrainingController::takeSettingsOf(const RunSummary& run) {
    if (const auto experiment = experimentOf(run)) {
        setExperiment(*experiment, QString::fromStdString(run.name));
    }
}

/// Returns nothing, and shows why, if the run's settings can't be read.
std::optional<Experiment> TrainingController::experimentOf(const RunSummary& run) {
    try {
        return parseExperiment(run.experimentJson, "run " + std::to_string(run.id));
    } catch (const Error& error) {
        widgets_.messages.showError(QString::fromUtf8(error.what()));
        return std::nullopt;
    }
}

void TrainingController::train() {
    const ExperimentForm& form = widgets_.form;
    if (!form.isValid()) {
        return;
    }
    if (job_.isRunning()) {
        emit queueRequested();
        return;
    }
    const Experiment experiment = form.experiment();
    const QString named = form.runName();
    begin({experiment,
           named.isEmpty() ? QString::fromStdString(nameAfter(experiment.data.name)) : named,
           widgets_.branch.branch()});
}

void TrainingController::resumeRun(RunId id) {
    if (job_.isRunning()) {
        widgets_.messages.showInformation(tr("Another run is training; stop it first."));
        return;
    }
    begin({widgets_.form.experiment(), {}, {}, id});
}

void TrainingController::trainEntry(const QueueEntry& entry) {
    TrainingTask task{entry.experiment, QString::fromStdString(entry.name)};
    task.resumes = entry.run;
    task.entry = entry;
    begin(task);
}

void TrainingController::prepareBranch(RunId parent) {
    store_.read(
        this,
        [parent](const RunReader& reader) {
            const auto summary = reader.find(parent);
            if (!summary) {
                throw BadInput("run " + std::to_string(parent) + ": no such run");
            }
            return BranchChoice{*summary, reader.checkpoints(parent), reader.runs()};
        },
        [this](const BranchChoice& choice) { chooseCheckpoint(choice); });
}

void TrainingController::chooseCheckpoint(const BranchChoice& choice) {
    const RunSummary& parent = choice.parent;
    if (choice.checkpoints.empty()) {
        widgets_.messages.showInformation(
            tr("Run %1 has no checkpoint to branch off from.").arg(parent.id));
        return;
    }
    auto* dialog = new BranchDialog(parent, choice.checkpoints, &widgets_.window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, parent, runs = choice.runs] {
        const int epoch = dialog->chosen().epoch;
        const QString name = QString::fromStdString(branchName(parent.name, epoch, runs));
        auto experiment = experimentOf(parent);
        if (!experiment) {
            return;
        }
        if (epoch >= experiment->train.epochs) {
            experiment->train.epochs = 2 * epoch; // at least one epoch must be left to train
        }
        // Before the form reports its change, of which it is a part.
        widgets_.branch.setOrigin(
            BranchOrigin{{parent.id, epoch}, name, QString::fromStdString(parent.name)});
        setExperiment(*experiment, name);
    });
    dialog->open();
}

void TrainingController::begin(const TrainingTask& task) {
    widgets_.messages.hide();
    from_ = task.from;
    widgets_.transport.setState(TransportBar::State::starting);
    emit starting();
    presenter_.expect(task.resumes);
    job_.start(task, store_.writer());
}

void TrainingController::stop(const std::string& cause) {
    job_.stop(cause);
    widgets_.transport.setState(TransportBar::State::stopping);
}

void TrainingController::takeNews(const TrainingNews& news) {
    showNotes(news);
    showDivergence(news);
    showState(news);
    if (news.trouble) {
        showTrouble(*news.trouble);
    }
    if (news.givenUp) {
        gaveUp_ = true;
        widgets_.messages.showError(tr("%1. The training stops. Results that were not written are "
                                       "lost; the run keeps those that were.")
                                        .arg(QString::fromStdString(*news.givenUp)));
    }
    widgets_.transport.addNews(news);
    presenter_.apply(news.run);
}

void TrainingController::showState(const TrainingNews& news) {
    TransportBar& transport = widgets_.transport;
    if (news.started) {
        clearBranch();
        if (transport.state() == TransportBar::State::starting) {
            transport.setState(TransportBar::State::training);
        }
    }
    if (news.run.status == RunStatus::paused) {
        transport.setState(TransportBar::State::paused);
    } else if (news.run.status == RunStatus::running &&
               (transport.state() == TransportBar::State::paused ||
                transport.state() == TransportBar::State::pausing)) {
        transport.setState(TransportBar::State::training);
    }
}

/// The next training is no branch, unless the user has prepared another one meanwhile.
void TrainingController::clearBranch() {
    const auto next = widgets_.branch.branch();
    if (from_ && next && next->parent == from_->parent && next->epoch == from_->epoch) {
        widgets_.branch.clear();
    }
}

void TrainingController::showTrouble(const std::string& trouble) {
    if (trouble.empty()) {
        widgets_.messages.showInformation(
            tr("The store can be written again. The training continues, and nothing was lost."));
    } else {
        widgets_.messages.showError(tr("%1. The training waits, keeps its results in memory, and "
                                       "continues when the store can be written.")
                                        .arg(QString::fromStdString(trouble)));
    }
}

/// Says why a training pauses, or goes on with other settings, although the user did nothing.
void TrainingController::showDivergence(const TrainingNews& news) {
    for (const Intervention& each : news.run.interventions) {
        if (each.kind != "nonfinite") {
            continue;
        }
        // The rest is about weights and images; Events shows it.
        const QString what = QString::fromStdString(each.text).section(QStringLiteral(". "), 0, 0);
        const bool pauses = news.run.status == RunStatus::paused;
        widgets_.messages.showError(
            pauses
                ? tr("%1. The training went back to its last finite state and is paused.").arg(what)
                : tr("%1. The training went back to its last finite state.").arg(what));
    }
}

void TrainingController::showNotes(const TrainingNews& news) {
    constexpr std::size_t kMostShown = 3;
    const std::vector<std::string>& notes = news.notes;
    if (notes.empty()) {
        return;
    }
    QStringList lines;
    for (std::size_t i = 0; i < std::min(notes.size(), kMostShown); ++i) {
        lines << QString::fromStdString(notes[i]);
    }
    if (notes.size() > kMostShown) {
        lines << tr("and more: 'asge data verify' lists all of them");
    }
    const bool aboutData =
        news.started || widgets_.transport.state() == TransportBar::State::starting;
    if (aboutData) {
        widgets_.messages.showError(lines.join('\n')); // kept until the user closes it
    } else {
        widgets_.messages.showInformation(lines.join('\n'));
    }
}

void TrainingController::finish(RunStatus status, const QString& error, bool badInput) {
    const bool hadRun = presenter_.trainingRun() != 0;
    presenter_.trainingEnded(status);
    widgets_.transport.setState(TransportBar::State::idle);
    // If the store was given up, the message about that is more informative than the error.
    const bool gaveUp = std::exchange(gaveUp_, false);
    if (!error.isEmpty()) {
        if (!gaveUp) {
            widgets_.messages.showError(error);
        }
    } else if (!hadRun) {
        widgets_.messages.showInformation(
            tr("Training stopped before its first batch; no run was created or changed."));
    } else {
        widgets_.messages.showInformation(status == RunStatus::finished
                                              ? tr("Training finished.")
                                              : tr("Training stopped; the run is kept."));
    }
    emit ended(status, error, badInput);
}

} // namespace asge
