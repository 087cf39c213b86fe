// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QStringList>
#include <QWidget>

#include <memory>
#include <utility>
#include <vector>

namespace asge {

/// Edits an experiment. Every change is checked as it is typed; a field in error says why beneath
/// it, in the parser's own words. Settings stand in groups, of which all but the basic one are
/// folded at first; a line above searches them.
class ExperimentForm : public QWidget {
    Q_OBJECT

  public:
    explicit ExperimentForm(QWidget* parent = nullptr);
    ~ExperimentForm() override;

    /// Names and experiments that the preset box offers.
    void setPresets(std::vector<std::pair<QString, Experiment>> presets);
    void setExperiment(const Experiment& experiment, const QString& name = {});
    Experiment experiment() const; ///< as shown; sound only where isSound()
    QString runName() const;
    bool isSound() const;
    /// A run trains: the fields show its settings and can't be changed.
    void setReadOnly(bool readOnly);
    /// The groups that are unfolded, for the next session.
    QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

  signals:
    void changed(); ///< any field, or whether it is sound
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
