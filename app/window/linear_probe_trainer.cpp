// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/linear_probe_trainer.h"

#include "app/window/run_presenter.h"
#include "app/window/store_client.h"
#include "widgets/common/inspection.h"
#include "widgets/common/plain_text.h"

#include <utility>

namespace asge {

namespace {

const QString kProbeTopic = QStringLiteral("linear-probes-");

QString probeTopic(RunId run) {
    return kProbeTopic + QString::number(run);
}

QStringList noteLines(const std::vector<std::string>& notes) {
    QStringList lines;
    for (const std::string& note : notes) {
        lines << plain::line(note);
    }
    return lines;
}

} // namespace

LinearProbeTrainer::LinearProbeTrainer(StoreClient& store, Inspection& inspection,
                                       RunPresenter& presenter, QObject* parent)
    : QObject(parent), store_(store), inspection_(inspection), presenter_(presenter) {
    for (RunState* state : presenter.states()) {
        serve(*state);
    }
    connect(&inspection, &Inspection::progressed, this,
            [this](const QString& topic, const QString& what, double fraction) {
                for (const auto& [run, probing] : runs_) {
                    if (probing.runs && topic == probeTopic(run)) {
                        show(run, {true, what, fraction, {}});
                        return;
                    }
                }
            });
}

void LinearProbeTrainer::serve(RunState& state) {
    connect(&state, &RunState::linearProbesRequested, this, [this, &state] { start(state.id()); });
    connect(&state, &RunState::linearProbesStopped, this, [this, &state] { stop(state.id()); });
    connect(&state, &RunState::wasReset, this, [this, &state] {
        const auto found = runs_.find(state.id());
        state.setProbing(found == runs_.end() ? RunState::Probing() : found->second);
    });
}

template <typename Visit>
void LinearProbeTrainer::forEachState(RunId run, Visit visit) {
    for (RunState* state : presenter_.states()) {
        if (state->id() == run) {
            visit(*state);
        }
    }
}

void LinearProbeTrainer::show(RunId run, const RunState::Probing& probing) {
    if (probing == RunState::Probing()) {
        runs_.erase(run);
    } else {
        runs_[run] = probing;
    }
    forEachState(run, [&](RunState& state) { state.setProbing(probing); });
}

void LinearProbeTrainer::start(RunId run) {
    const auto found = runs_.find(run);
    if (run == 0 || (found != runs_.end() && found->second.runs)) {
        return;
    }
    show(run, {true, tr("waiting"), -1, {}});
    inspection_.ask(
        this, probeTopic(run), Inspection::Hurry::idle, {run, 0},
        [this](Inspector& inspector, LoadWatch& watch) -> std::function<void()> {
            return [this, probes = inspector.linearProbes(watch)] { store(probes); };
        },
        [this, run](const QString& problem) {
            show(run, {false, {}, -1, problem});
            emit message(problem);
        });
}

void LinearProbeTrainer::trainShown() {
    if (RunState* shown = presenter_.shownState(); shown != nullptr && shown->lastEpoch() > 0) {
        shown->requestLinearProbes();
    } else {
        emit message(tr("Linear probes are trained on a run with a finished epoch: open one"));
    }
}

void LinearProbeTrainer::stop(RunId run) {
    inspection_.cancel(probeTopic(run));
    show(run, {});
}

/// Views show only what is stored. If the accuracies can't be written, StoreClient reports it.
void LinearProbeTrainer::store(const LinearProbes& probes) {
    show(probes.run, {});
    store_.write(
        this,
        [probes](RunWriter& writer) {
            writer.addEpochValues(probes.run, probes.epoch, probes.step, probes.values());
        },
        [this, probes] {
            forEachState(probes.run,
                         [&](RunState& state) { state.addValues(probes.epoch, probes.values()); });
            emit message((QStringList(tr("Run %1: the linear probes of epoch %2 are stored; the "
                                         "Ladder shows them")
                                          .arg(probes.run)
                                          .arg(probes.epoch))
                          << noteLines(probes.notes))
                             .join(u'\n'));
        });
}

} // namespace asge
