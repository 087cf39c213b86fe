// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/form_history.h"

#include "core/experiment/experiment_json.h"
#include "core/experiment/flat_settings.h"
#include "widgets/common/undo_history.h"
#include "widgets/form/experiment_form.h"
#include "widgets/form/form_titles.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace asge {

namespace {

/// Paths of the settings whose values differ.
QStringList changedSettings(const Experiment& before, const Experiment& after) {
    const FlatSettings old = flatSettings(toJson(before));
    const FlatSettings current = flatSettings(toJson(after));
    QStringList paths;
    for (const auto& setting : current) {
        if (std::find(old.begin(), old.end(), setting) == old.end()) {
            paths << QString::fromStdString(setting.first);
        }
    }
    return paths;
}

} // namespace

FormHistory::FormHistory(ExperimentForm& form, BranchBar& branch, UndoHistory& history,
                         QObject* parent)
    : QObject(parent), form_(form), branch_(branch), history_(history), last_(contents()) {
    connect(&form_, &ExperimentForm::changed, this, &FormHistory::formChanged);
    connect(&form_, &ExperimentForm::changesAtOnce, this, [this] { isWhole_ = true; });
    connect(&branch_, &BranchBar::cleared, this, &FormHistory::formChanged);
}

FormHistory::Contents FormHistory::contents() const {
    return {form_.experiment(), form_.runName(), form_.base(), branch_.origin()};
}

void FormHistory::show(const Contents& wanted) {
    branch_.setOrigin(wanted.origin);
    form_.restore(wanted.experiment, wanted.name, wanted.base);
    last_ = wanted;
}

void FormHistory::formChanged() {
    const bool isWhole = std::exchange(isWhole_, false);
    if (!form_.isValid()) {
        return; // a text that is being written
    }
    const Contents before = std::exchange(last_, contents());
    const Contents after = last_;
    const QStringList paths = changedSettings(before.experiment, after.experiment);
    const bool isRenamed = before.name != after.name;
    const bool isMoved = before.origin != after.origin;
    if (paths.isEmpty() && !isRenamed && !isMoved) {
        return;
    }
    const bool isOne = paths.size() + (isRenamed ? 1 : 0) == 1 && !isMoved;
    const QString key = !isOne || isWhole ? QString()
                        : isRenamed       ? QStringLiteral("name")
                                          : paths.front();
    const auto showing = [this](const Contents& wanted) {
        return [this, wanted] {
            show(wanted);
            return true;
        };
    };
    history_.add(this, textOf(before, after, paths), showing(before), showing(after), key);
}

/// What the user did, in words.
QString FormHistory::textOf(const Contents& before, const Contents& after,
                            const QStringList& settings) {
    if (before.origin != after.origin) {
        return after.origin ? tr("Prepared a branch of run %1").arg(after.origin->point.parent)
                            : tr("Ended the branch of run %1").arg(before.origin->point.parent);
    }
    const bool isRenamed = before.name != after.name;
    if (settings.size() + (isRenamed ? 1 : 0) != 1) {
        return tr("Changed the experiment");
    }
    return isRenamed ? tr("Changed the run's name")
                     : tr("Changed %1").arg(settingTitle(settings.front().toStdString()));
}

} // namespace asge
