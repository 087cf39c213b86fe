// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/window/file_opener.h"

#include <QObject>

class QDockWidget;
class QWidget;

namespace asge {

class ExperimentForm;
class MessageBar;
class QueueController;
class Session;
class StoreClient;
class TrainingController;

/// The parts of the window that files change.
struct FileParts {
    QWidget& window; ///< parent of dialogs
    ExperimentForm& form;
    QDockWidget& dock; ///< of the form
    Session& session;
    TrainingController& training;
    QueueController& queue;
    MessageBar& messages;
};

/// Opens and saves files: experiments go into the form, sweeps into the queue, a folder becomes the
/// experiment's images, and a store is opened in another window or its runs are imported.
class FileActions : public QObject {
    Q_OBJECT

  public:
    FileActions(StoreClient& store, const FileParts& parts, QObject* parent = nullptr);

    void newExperiment(); ///< fills the form with the first ready experiment
    void choose();
    void open(const QString& path);
    void saveExperiment();

  private:
    void takeExperiment(const Experiment& experiment, const QString& path);
    void takeFolder(const QString& path);
    void askWhatToDoWithStore(const QString& path);
    void importRuns(const QString& path);

    StoreClient& store_;
    FileParts parts_;
    FileOpener opener_;
};

} // namespace asge
