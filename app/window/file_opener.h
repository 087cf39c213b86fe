// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "core/experiment/experiment.h"

#include <QObject>
#include <QString>

namespace asge {

/// Finds out what a file or folder is that the user opens or drops on the window. It is read on a
/// separate thread; its name's ending does not matter.
class FileOpener : public QObject {
    Q_OBJECT

  public:
    using QObject::QObject;

    /// One of the signals follows.
    void open(const QString& path);

  signals:
    void experimentRead(const asge::Experiment& experiment, const QString& path);
    void sweepFound(const QString& path);
    void storeFound(const QString& path); ///< a store, or a run that was exported
    void folderFound(const QString& path);
    void failed(const QString& reason); ///< one line that names the file
};

} // namespace asge
