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
/// basic one; a search line above finds them. The layers of the network are shown as a table, too.
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
    /// Shows contents that the form had before; what is compared with stays that of then.
    void restore(const Experiment& experiment, const QString& name, const Experiment& base);
    Experiment base() const;       ///< the experiment that changes are compared with
    Experiment experiment() const; ///< as shown; valid only if isValid()
    QString runName() const;
    bool isValid() const;
    /// What a training of the experiment will need, in one line below the layers, and its parts;
    /// an empty line is hidden. `warns`: the machine has less.
    void setEstimate(const QString& line, const QString& parts, bool warns);
    /// Names of the unfolded groups, for the next session.
    QStringList openGroups() const;
    void setOpenGroups(const QStringList& names);

  signals:
    /// What `changed` reports next is a whole change, not a part of a text that is being typed.
    void changesAtOnce();
    /// A field changed, or whether the experiment is valid. Contents that are set together, with
    /// the name, are one change.
    void changed();
    void message(const QString& text);

  private:
    class Private;
    std::unique_ptr<Private> d_;
};

} // namespace asge
