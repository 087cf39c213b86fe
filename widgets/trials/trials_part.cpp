// SPDX-License-Identifier: GPL-3.0-or-later

#include "widgets/trials/trials_part.h"

#include "core/run/epoch_progress.h"
#include "widgets/common/plain_text.h"
#include "widgets/common/typed_number.h"
#include "widgets/form/form_titles.h"
#include "widgets/runs/runs_text.h"
#include "widgets/trials/trials_text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace asge {

namespace {

/// Nothing while trials wait for their training.
std::optional<RunStatus> statusOf(const TrialCounts& counts) {
    for (const RunStatus status : {RunStatus::failed, RunStatus::running, RunStatus::paused}) {
        if (counts.of(status) > 0) {
            return status;
        }
    }
    return counts.waiting > 0                      ? std::nullopt
           : counts.of(RunStatus::interrupted) > 0 ? std::optional(RunStatus::interrupted)
           : counts.of(RunStatus::stopped) > 0     ? std::optional(RunStatus::stopped)
                                                   : std::optional(RunStatus::finished);
}

} // namespace

QString trialStateText(const TrialCounts& counts) {
    const std::optional<RunStatus> status = statusOf(counts);
    return QStringLiteral("%1 %2").arg(status ? statusSymbol(*status) : QStringLiteral("◌"),
                                       QString::fromStdString(stateText(counts)));
}

QColor trialStateColor(const TrialCounts& counts, bool dark) {
    return statusColor(statusOf(counts).value_or(RunStatus::running), dark);
}

const Trials& TrialsContent::singles() const {
    if (!made) {
        made = trialsOf(pointers, TrialRows::runs);
    }
    return *made;
}

QString TrialsContent::resultTitle() const {
    switch (groups.results[result].source()) {
    case RunField::Source::validation:
        return TrialsText::tr("Validation, best layer (%)");
    case RunField::Source::last:
        return TrialsText::tr("Test accuracy, last (%)");
    case RunField::Source::fusion:
        return TrialsText::tr("Test accuracy, fusion (%)");
    default:
        return TrialsText::tr("Test accuracy, best layer by validation (%)");
    }
}

RunId TrialsContent::runOf(const Trial& trial) const {
    for (const std::size_t run : trial.runs) {
        if (const RunId id = pointers[run]->summary().id; id != 0) {
            return id;
        }
    }
    return 0;
}

QString TrialsContent::describe(const Trials& trials, const Trial& trial) const {
    QStringList lines;
    for (std::size_t i = 0; i < trials.settings.size(); ++i) {
        lines << TrialsText::tr("%1: %2").arg(settingTitle(trials.settings[i].field.path()),
                                              shownSetting(trials.settings[i], trial.values[i]));
    }
    const RunField& field = trials.results[result];
    lines << TrialsText::tr("%1: %2").arg(
        resultTitle(),
        QString::fromStdString(shownSpread(field, trial.results[result], localStyle())));
    if (trial.runs.size() == 1) {
        const RunSummary& run = pointers[trial.runs.front()]->summary();
        lines << (run.id != 0 ? TrialsText::tr("run %1").arg(run.id) + QStringLiteral(" · ")
                              : QString()) +
                     QString::fromStdString(stateText(trial.counts));
    } else {
        lines << TrialsText::tr("n = %1").arg(trial.results[result].n) + QStringLiteral(" · ") +
                     QString::fromStdString(stateText(trial.counts));
    }
    return plain::block(lines.join(u'\n'));
}

QString TrialsContent::unfinished(const Trial& trial) const {
    constexpr qsizetype kMostListed = 5;
    QStringList lines;
    qsizetype left = 0;
    for (const std::size_t run : trial.runs) {
        const RunSummary& summary = pointers[run]->summary();
        const auto value = groups.results[result].number(*pointers[run]);
        if (summary.id == 0 || summary.status == RunStatus::finished || !value) {
            continue;
        }
        if (lines.size() == kMostListed) {
            ++left;
            continue;
        }
        lines << TrialsText::tr("run %1, %2 after %3 of %4 epochs: %5")
                     .arg(summary.id)
                     .arg(QString::fromStdString(std::string(toString(summary.status))))
                     .arg(finishedEpochs(summary))
                     .arg(summary.epochs)
                     .arg(percentNumber(100 * *value));
    }
    if (lines.isEmpty()) {
        return {};
    }
    if (left > 0) {
        lines << TrialsText::tr("and %1 more").arg(left);
    }
    return TrialsText::tr("Results are of finished runs only, since others have fewer epochs. "
                          "%1 so far:")
               .arg(resultTitle()) +
           u'\n' + lines.join(u'\n');
}

void TrialRange::add(double value) {
    if (!std::isfinite(value)) {
        return;
    }
    least = any ? std::min(least, value) : value;
    most = any ? std::max(most, value) : value;
    any = true;
}

double TrialRange::part(double value) const {
    return most > least ? std::clamp((value - least) / (most - least), 0.0, 1.0) : 0.5;
}

TrialRange rangeOf(const Trials& trials, std::size_t result) {
    TrialRange range;
    for (const Trial& trial : trials.rows) {
        range.add(100 * trial.results[result].mean);
    }
    return range;
}

ColorKey::Bar colorBar(const QString& title, const TrialRange& range,
                       const std::function<QColor(double)>& color) {
    constexpr int kSteps = 64;
    if (range.most <= range.least) { // one value has one colour, see TrialRange::part()
        return {title, percentNumber(range.least), {}, {color(range.part(range.least))}};
    }
    ColorKey::Bar bar{title, percentNumber(range.least), percentNumber(range.most), {}};
    for (int step = 0; step < kSteps; ++step) {
        bar.colors.push_back(color(step / (kSteps - 1.0)));
    }
    return bar;
}

QString percentNumber(double percent, int decimals) {
    return QLocale().toString(percent, 'f', decimals);
}

QString shownSetting(const TrialSetting& setting, const std::string& value) {
    return settingValue(setting.field.path(), value);
}

} // namespace asge
