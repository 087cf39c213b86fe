// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/notification_bus.h"
#include "core/control/mailbox.h"
#include "core/run/records.h"

#include <QObject>
#include <QString>

namespace asge {

/// Lets the desktop notify the user when a long training in this window finishes, fails, or is
/// paused by the guard.
class Notifier : public QObject {
    Q_OBJECT

  public:
    explicit Notifier(QObject* parent = nullptr);

    /// Trainings of at most so many seconds are not notified of; the default is a minute.
    void setLeastSeconds(double seconds) { leastSeconds_ = seconds; }
    void takeNews(const TrainingNews& news);
    /// The last news are taken; as TrainingJob::ended.
    void trainingEnded(RunStatus status, const QString& error);

  signals:
    /// The user has activated the notification about this run.
    void chosen(asge::RunId run);

  private:
    void begin(const RunRecord& run);
    void show(const QString& summary, const QString& detail);

    NotificationBus bus_;
    double leastSeconds_ = 60;
    RunId run_ = 0; ///< 0 if no run is training
    QString name_;
    // Training time of the run, in seconds:
    double begin_ = 0; ///< when it began or was resumed in this window
    double now_ = 0;
};

} // namespace asge
