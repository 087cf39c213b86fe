// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <utility>
#include <vector>

namespace asge {

/// Edits an experiment. Every change is checked while the user types; a field with an error shows
/// the parser's message below it. Settings are in groups, all of them folded at first except the
/// basic one; a search line above filters them.
class ExperimentForm : public QWidget {
    Q_OBJECT

  public:
    explicit ExperimentForm(QWidget* parent = nullptr);
    ~ExperimentForm() override;

    /// Sets the names and experiments of the preset box.
    void setPresets(std::vector<std::pair<QString, Experiment>> presets);
    /// A preset or a file that the user chooses later replaces the name, unless the user has typed
    /// another one.
    void setExperiment(const Experiment& experiment, const QString& name = {});
    Experiment experiment() const; ///< as shown; valid only if isValid()
    QString runName() const;
    bool isValid() const;
    /// Names of the unfolded groups, for the next session.
    QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

  signals:
    void changed(); ///< a field changed, or whether the experiment is valid
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
