// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/window/file_opener.h"

#include "core/base/error.h"
#include "core/base/locked_files.h"
#include "core/experiment/experiment_json.h"
#include "core/sweep/sweep_reader.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QStringDecoder>
#include <QThreadPool>

#include <string>

namespace asge {

namespace {

/// How a SQLite file begins.
constexpr const char* kStoreMagic = "SQLite format 3";

struct OpenedFile {
    enum class Kind { experiment, sweep, store, folder, unknown };

    Kind kind = Kind::unknown;
    Experiment experiment = {};
    QString reason = {};
};

bool isStore(const QString& path) {
    QFile file(path);
    const QByteArray magic(kStoreMagic);
    return file.open(QIODevice::ReadOnly) && file.read(magic.size()) == magic;
}

/// Whether a file is of a kind that people do not write: text has no bytes of value 0, nor bytes
/// that are no UTF-8.
bool isBinary(const QString& path) {
    constexpr qint64 kHead = 4096;
    QFile file(path);
    const QByteArray head = file.open(QIODevice::ReadOnly) ? file.read(kHead) : QByteArray();
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(head);
    return head.contains('\0') || decoder.hasError();
}

bool isSweep(const std::string& path) {
    try {
        loadSweep(path);
        return true;
    } catch (const std::exception&) {
        return false;
    }
}

OpenedFile examine(const QString& path) {
    using Kind = OpenedFile::Kind;
    const QFileInfo info(path);
    if (info.isDir()) {
        return {Kind::folder};
    }
    if (info.exists() && !info.isFile()) { // reading a pipe would wait for its writer
        return {Kind::unknown, {}, FileOpener::tr("%1 is not a file").arg(path)};
    }
    const std::string file = path.toStdString();
    if (isLocked(file)) {
        return {
            Kind::unknown, {}, FileOpener::tr("%1 belongs to the store that is open").arg(path)};
    }
    if (isStore(path)) {
        return {Kind::store};
    }
    try {
        return {Kind::experiment, loadExperiment(file)};
    } catch (const std::exception& error) {
        if (isSweep(file)) {
            return {Kind::sweep};
        }
        if (isBinary(path)) {
            return {Kind::unknown,
                    {},
                    FileOpener::tr("%1 is no store: it does not begin as a SQLite file does. Nor "
                                   "is it text, as an experiment or a sweep is. Choose a store, "
                                   "an exported run, or a JSON file")
                        .arg(path)};
        }
        return {Kind::unknown, {}, QString::fromUtf8(error.what())};
    }
}

} // namespace

void FileOpener::open(const QString& given) {
    const QString path = QDir::cleanPath(QFileInfo(given).absoluteFilePath());
    QThreadPool::globalInstance()->start([alive = QPointer<FileOpener>(this), path] {
        const OpenedFile found = examine(path);
        QMetaObject::invokeMethod(
            qApp,
            [alive, path, found] {
                if (alive == nullptr) {
                    return;
                }
                switch (found.kind) {
                case OpenedFile::Kind::experiment:
                    emit alive->experimentRead(found.experiment, path);
                    break;
                case OpenedFile::Kind::sweep:
                    emit alive->sweepFound(path);
                    break;
                case OpenedFile::Kind::store:
                    emit alive->storeFound(path);
                    break;
                case OpenedFile::Kind::folder:
                    emit alive->folderFound(path);
                    break;
                case OpenedFile::Kind::unknown:
                    emit alive->failed(found.reason);
                    break;
                }
            },
            Qt::QueuedConnection);
    });
}

} // namespace asge
