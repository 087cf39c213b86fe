// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/notifier.h"

#include "core/run/command.h"
#include "widgets/common/plain_text.h"

#include <algorithm>
#include <utility>

namespace asge {

Notifier::Notifier(QObject* parent) : QObject(parent) {
    connect(&bus_, &NotificationBus::chosen, this, &Notifier::chosen);
}

void Notifier::begin(const RunRecord& run) {
    run_ = run.id;
    name_ = plain::line(run.name);
    begin_ = run.steps.empty() ? 0 : run.steps.back().seconds;
    if (!run.epochs.empty()) {
        begin_ = std::max(begin_, run.epochs.back().seconds);
    }
    now_ = begin_;
}

void Notifier::takeNews(const TrainingNews& news) {
    if (news.run.reset) {
        begin(*news.run.reset);
    }
    const auto advance = [this](const auto& events) {
        if (!events.empty()) {
            now_ = std::max(now_, events.back().seconds);
        }
    };
    advance(news.run.steps);
    advance(news.run.epochs);
    advance(news.run.interventions);
    for (const Intervention& event : news.run.interventions) {
        if (event.source == source::kGuard && event.kind == factsOf(CommandKind::pause).key) {
            show(tr("Training paused"), tr("A value is not finite."));
        }
    }
}

void Notifier::trainingEnded(RunStatus status, const QString& error) {
    if (status == RunStatus::finished) {
        show(tr("Training finished"), {});
    } else if (status == RunStatus::failed) {
        show(tr("Training failed"), plain::block(error));
    }
    run_ = 0;
}

void Notifier::show(const QString& summary, const QString& detail) {
    if (run_ == 0 || now_ - begin_ <= leastSeconds_) {
        return;
    }
    const QString run = tr("Run %1: %2").arg(run_).arg(name_);
    bus_.show(run_, summary, detail.isEmpty() ? run : run + '\n' + detail);
}

} // namespace asge
