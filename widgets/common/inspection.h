// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/control/inspector.h"
#include "core/data/load_watch.h"
#include "core/run/records.h"

#include <QObject>
#include <QString>

#include <functional>

namespace asge {

/// The state of a run whose network is asked for.
struct InspectedState {
    RunId run = 0;
    int epoch = 0; ///< 0: the newest checkpoint
};

/// Shows images to the networks of stored runs, on threads of its own. Pages ask; the window
/// implements it.
class Inspection : public QObject {
    Q_OBJECT

  public:
    /// now: one image. patient: a whole split; while this program trains, only with the processor
    /// time that the training leaves. idle: minutes of work, which gets only processor time that
    /// nothing else needs, and holds up no other question.
    enum class Hurry { now, patient, idle };
    /// Computes on the inspection's thread and returns what the GUI thread is to do with the
    /// result.
    using Work = std::function<std::function<void()>(Inspector& inspector, LoadWatch& watch)>;
    using Failed = std::function<void(const QString& problem)>;

    using QObject::QObject;

    /// Calls `work` with the run's network, then its result in the GUI thread; or, if it throws,
    /// `failed` with one line. Neither is called once `context` has been destroyed, or after
    /// cancel(). A request that waits is replaced by a newer one of the same topic, and a patient
    /// one that runs is stopped.
    virtual void ask(QObject* context, const QString& topic, Hurry hurry,
                     const InspectedState& state, Work work, Failed failed) = 0;
    /// Drops the request of a topic, waiting or running.
    virtual void cancel(const QString& topic) = 0;

  signals:
    /// The progress of a request, about ten times a second; `fraction` is negative if it is not
    /// known.
    void progressed(const QString& topic, const QString& what, double fraction);
};

} // namespace asge
