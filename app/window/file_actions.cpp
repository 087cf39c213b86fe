// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/file_actions.h"

#include "app/window/message_bar.h"
#include "app/window/presets.h"
#include "app/window/queue_controller.h"
#include "app/window/session.h"
#include "app/window/store_client.h"
#include "app/window/training_controller.h"
#include "core/base/text.h"
#include "widgets/common/counted_text.h"
#include "widgets/common/file_dialog.h"
#include "widgets/common/plain_text.h"
#include "widgets/form/experiment_form.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDockWidget>
#include <QMessageBox>
#include <QProcess>
#include <QPushButton>

#include <algorithm>
#include <memory>

namespace asge {

FileActions::FileActions(StoreClient& store, const FileParts& parts, QObject* parent)
    : QObject(parent), store_(store), parts_(parts) {
    connect(&opener_, &FileOpener::failed, &parts_.messages, &MessageBar::showError);
    connect(&opener_, &FileOpener::experimentRead, this, &FileActions::takeExperiment);
    connect(&opener_, &FileOpener::sweepFound, &parts_.queue, &QueueController::addSweep);
    connect(&opener_, &FileOpener::storeFound, this, &FileActions::askWhatToDoWithStore);
    connect(&opener_, &FileOpener::folderFound, this, &FileActions::takeFolder);
}

void FileActions::takeExperiment(const Experiment& experiment, const QString& path) {
    parts_.session.addRecentFile(path);
    parts_.training.setExperiment(experiment,
                                  QString::fromStdString(nameAfter(path.toStdString())));
    parts_.dock.show();
    parts_.dock.raise();
}

void FileActions::takeFolder(const QString& path) {
    Experiment experiment = parts_.form.experiment();
    experiment.data.path = path.toStdString();
    parts_.training.setExperiment(experiment, parts_.form.runName());
    parts_.messages.showInformation(tr("The experiment reads its images from %1").arg(path));
}

void FileActions::open(const QString& path) {
    opener_.open(path);
}

void FileActions::choose() {
    auto* dialog =
        new FileDialog(&parts_.window, tr("Open"), {},
                       tr("Experiments, sweeps, stores (*.json *.sqlite);;All files (*)"));
    dialog->setObjectName("openDialog");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &FileActions::open);
    dialog->open();
}

/// A store and an exported run are the same kind of file.
void FileActions::askWhatToDoWithStore(const QString& path) {
    parts_.session.addRecentFile(path);
    auto* question = new QMessageBox(
        QMessageBox::Question, tr("A store"),
        tr("%1 holds runs. Open it in another window, or import its runs into this store?")
            .arg(plain::line(path)),
        QMessageBox::Cancel, &parts_.window);
    question->setObjectName("storeQuestion");
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* open = question->addButton(tr("&Open"), QMessageBox::AcceptRole);
    QPushButton* import = question->addButton(tr("&Import"), QMessageBox::ActionRole);
    open->setObjectName("storeOpen");
    import->setObjectName("storeImport");
    connect(open, &QPushButton::clicked, this, [this, path] {
        if (!QProcess::startDetached(QApplication::applicationFilePath(), {"--store", path})) {
            parts_.messages.showError(tr("%1 can't be opened in another window.").arg(path));
        }
    });
    connect(import, &QPushButton::clicked, this, [this, path] { importRuns(path); });
    question->open();
}

void FileActions::importRuns(const QString& path) {
    auto count = std::make_shared<std::size_t>(0);
    store_.write(
        this,
        [path = path.toStdString(), count](RunWriter& writer) {
            const auto runs = writer.importRuns(path);
            *count = static_cast<std::size_t>(std::count_if(
                runs.begin(), runs.end(), [](const ImportedRun& run) { return run.isNew; }));
        },
        [this, path, count] {
            parts_.messages.showInformation(
                *count == 0 ? tr("All runs of %1 are in this store.").arg(path)
                            : tr("%1 imported.").arg(countedText(*count, "run")));
        });
}

void FileActions::newExperiment() {
    const auto presets = builtInExperiments();
    if (!presets.empty()) {
        parts_.training.setExperiment(presets.front().second, presets.front().first);
    }
    parts_.dock.show();
    parts_.dock.raise();
    parts_.form.setFocus();
}

void FileActions::saveExperiment() {
    parts_.form.findChild<QAbstractButton*>("formSave")->click();
}

} // namespace asge
