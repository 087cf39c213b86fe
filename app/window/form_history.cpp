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

FormHistory::FormHistory(ExperimentForm& form, UndoHistory& history, QObject* parent)
    : QObject(parent), form_(form), history_(history), last_(contents()) {
    connect(&form_, &ExperimentForm::changed, this, &FormHistory::formChanged);
    connect(&form_, &ExperimentForm::changesAtOnce, this, [this] { isWhole_ = true; });
}

FormHistory::Contents FormHistory::contents() const {
    return {form_.experiment(), form_.runName(), form_.base()};
}

void FormHistory::formChanged() {
    const bool isWhole = std::exchange(isWhole_, false);
    if (!form_.isValid()) {
        return; // a text that is being written
    }
    const Contents before = std::exchange(last_, contents());
    const Contents after = last_;
    const QStringList paths = changedSettings(before.experiment, after.experiment);
    if (paths.isEmpty() && before.name == after.name) {
        return;
    }
    const bool isOne = paths.size() + (before.name != after.name ? 1 : 0) == 1;
    const QString key = !isOne || isWhole ? QString()
                        : paths.isEmpty() ? QStringLiteral("name")
                                          : paths.front();
    const auto show = [this](const Contents& wanted) {
        return [this, wanted] {
            form_.restore(wanted.experiment, wanted.name, wanted.base);
            last_ = wanted;
            return true;
        };
    };
    const QString text = !isOne ? tr("Changed the experiment")
                         : paths.isEmpty()
                             ? tr("Changed the run's name")
                             : tr("Changed %1").arg(settingTitle(paths.front().toStdString()));
    history_.add(this, text, show(before), show(after), key);
}

} // namespace asge
