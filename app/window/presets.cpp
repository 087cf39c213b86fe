// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/presets.h"

#include "core/experiment/experiment_json.h"
#include "widgets/form/form_titles.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

/// Resources of a static library are linked only if they are initialised explicitly, and the macro
/// must be used outside of all namespaces.
static void initialiseResources() {
    Q_INIT_RESOURCE(workbench);
    Q_INIT_RESOURCE(experiments);
}

namespace asge {

void useResources() {
    initialiseResources();
}

std::vector<std::pair<QString, Experiment>> builtInExperiments() {
    useResources();
    std::vector<std::pair<QString, Experiment>> experiments;
    const QDir folder(QStringLiteral(":/asge/experiments"));
    QStringList files = folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    const qsizetype first = files.indexOf(QStringLiteral("fashion-mnist.json"));
    files.move(std::max<qsizetype>(first, 0), 0);
    for (const QString& name : files) {
        QFile file(folder.filePath(name));
        file.open(QIODevice::ReadOnly);
        const std::string text = file.readAll().toStdString();
        const Experiment experiment = parseExperiment(text, name.toStdString());
        experiments.emplace_back(
            presetTitle(QFileInfo(name).completeBaseName(), experiment.data.name), experiment);
    }
    return experiments;
}

} // namespace asge
