// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/records.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <filesystem>
#include <optional>
#include <vector>

class QMainWindow;
class QSettings;
class QWidget;

namespace asge {

class BranchBar;
class ExperimentForm;
class Perspectives;
class RunPage;
class RunsView;

/// The widgets whose arrangement is kept.
struct SessionWidgets {
    QMainWindow& window;
    Perspectives& perspectives;
    ExperimentForm& form;
    const BranchBar& branch; ///< an experiment that continues a run is not kept
    RunsView& runs;
    std::vector<QWidget*> views; ///< those of several runs, by their names
    const std::vector<RunPage*>& pages;
};

/// Saves and restores what the user arranged: geometry, perspectives, theme, form, run table, and
/// what each page shows; and, for each store, the runs that were shown and what each page keeps of
/// them.
class Session {
  public:
    /// An experiment with a name for its run.
    struct NamedExperiment {
        Experiment experiment;
        QString name;
        Experiment base; ///< what its changes are compared with
    };

    /// `settings` and the widgets must outlive the session. `store` is the path of the store.
    Session(QSettings& settings, const SessionWidgets& widgets, const std::filesystem::path& store);

    /// The names of second views of a kind that were open ("curves2"). Make them before restore().
    QStringList copies() const;
    void restore();
    /// Restores what a page shows, as restore() does for all of them.
    void restorePage(RunPage& page) const;
    /// The runs that the pages show: A, and B, with which they compare it; 0 for none. Those that
    /// Compare shows, and those that are selected in the list.
    struct Runs {
        RunId shown = 0;
        RunId other = 0;
        QList<RunId> compared = {};
        QList<RunId> selected = {};
    };

    void save(const Runs& runs);
    /// Like save(), and waits until it is on disk.
    void saveNow(const Runs& runs);

    /// The experiment that the form showed last, if any. Throws Error if another version of the
    /// program wrote it and this one can't read it.
    std::optional<NamedExperiment> lastExperiment() const;
    Runs lastRuns() const;

    /// Paths of the stores and experiments that were opened last, the newest first.
    QStringList recentFiles() const;
    void addRecentFile(const QString& path);

  private:
    QString storeKey(const char* key) const;
    void forgetOldStores();
    void restoreGeometry();

    QSettings& settings_;
    QString store_; ///< names the store in settings
    SessionWidgets widgets_;
};

} // namespace asge
