// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"
#include "core/run/records.h"

#include <QString>

#include <optional>
#include <vector>

class QMainWindow;
class QSettings;
class QTabWidget;

namespace asge {

class ExperimentForm;
class RunPage;
class RunsView;

/// The widgets whose arrangement is kept.
struct SessionWidgets {
    QMainWindow& window;
    QTabWidget& tabs;
    ExperimentForm& form;
    RunsView& runs;
    std::vector<RunPage*> pages;
};

/// Saves and restores the user's arrangement: geometry, docks, theme, tab, form, run table, and the
/// runs that were shown.
class Session {
  public:
    /// An experiment with a name for its run.
    struct NamedExperiment {
        Experiment experiment;
        QString name;
    };

    /// `settings` must outlive the session.
    Session(QSettings& settings, const SessionWidgets& widgets)
        : settings_(settings), widgets_(widgets) {}

    void restore();
    /// The runs that the pages show: A, and B, with which they compare it; 0 for none.
    struct Runs {
        RunId shown = 0;
        RunId other = 0;
    };

    void save(const Runs& runs);
    /// Like save(), and waits until it is on disk.
    void saveNow(const Runs& runs);

    /// The experiment that the form showed last, if any. Throws Error if another version of the
    /// program wrote it and this one can't read it.
    std::optional<NamedExperiment> lastExperiment() const;
    Runs lastRuns() const;

    static QStringList themes(); ///< "light" and "dark"
    /// Makes a window that is opened later begin with this theme.
    static void keepTheme(QSettings& settings, const QString& name);
    QString theme() const;
    void setTheme(const QString& name);

  private:
    void showTab(const QString& name);

    QSettings& settings_;
    SessionWidgets widgets_;
};

} // namespace asge
